using Trestle.Stages.Kernel.Running;

namespace Trestle.Server.Runs;

/// <summary>A queued or running run.</summary>
public sealed record RunOrder
{
    /// <summary>Unique identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Who requested it: a key, the owner, a schedule.</summary>
    public required string Who { get; init; }

    /// <summary>The reason.</summary>
    public required string Why { get; init; }

    /// <summary>When it was requested.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The first stage to run; null for the first of all.</summary>
    public string? From { get; init; }

    /// <summary>The last stage to run; null for the last of all.</summary>
    public string? To { get; init; }

    /// <summary>The only stage to run; null for more than one.</summary>
    public string? Only { get; init; }

    /// <summary>Whether stages run even if nothing changed.</summary>
    public bool Force { get; init; }

    /// <summary>The server that runs it; null while it waits.</summary>
    public string? Holder { get; init; }

    /// <summary>Expiry of the lease of the holder.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Number of the run once it has started.</summary>
    public int? Run { get; init; }

    /// <summary>Number of servers that were killed while running it.</summary>
    public int Lost { get; init; }

    /// <summary>Who cancelled it; read by the server that runs it.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>The selected stages; error TR0019 if there is no such stage.</summary>
    public RunSelection Selection() => new(StageOf(From), StageOf(To), StageOf(Only), Force);

    private static Stage? StageOf(string? word) => word is null ? null : Stage.Find(word);
}
