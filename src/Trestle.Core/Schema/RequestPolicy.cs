namespace Trestle.Core.Schema;

/// <summary>What happens to a value that a request brings and the training did not have.</summary>
public enum UnusualValue
{
    /// <summary>It is scored like any other.</summary>
    Accept,

    /// <summary>It is scored, named in the answer's header and counted.</summary>
    Flag,

    /// <summary>Its row is refused.</summary>
    Reject,
}

/// <summary>What happens to a request of several rows when some of them break the contract.</summary>
public enum OnFault
{
    /// <summary>The others are answered, and each bad row has its fault in the answer.</summary>
    Row,

    /// <summary>The request is refused.</summary>
    Request,
}

/// <summary>How a scoring host treats requests, where the contract does not say it of a column.</summary>
public sealed record RequestPolicy
{
    /// <summary>What bad rows do to their request. A request without any good row is always refused.</summary>
    public OnFault OnFault { get; init; }

    /// <summary>What happens to texts that the training did not have.</summary>
    public UnusualValue Unseen { get; init; } = UnusualValue.Flag;

    /// <summary>What happens to numbers outside the training's range.</summary>
    public UnusualValue OutOfRange { get; init; } = UnusualValue.Flag;

    /// <summary>Neither refuses nor flags a value that the training did not have: for proofs, which send rows of the source.</summary>
    public static RequestPolicy Proof { get; } = new()
    {
        OnFault = OnFault.Request,
        Unseen = UnusualValue.Accept,
        OutOfRange = UnusualValue.Accept,
    };

    /// <summary>The options of a scoring host.</summary>
    public IReadOnlyList<string> ToOptions() =>
    [
        "--on-fault", Word(OnFault), "--unseen", Word(Unseen), "--out-of-range", Word(OutOfRange),
    ];

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
