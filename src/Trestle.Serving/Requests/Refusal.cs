using Trestle.Core.Errors;

namespace Trestle.Serving.Requests;

/// <summary>Why a request is not answered with predictions. Never holds a value of the request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind of mistake, the same for all of its kind.</param>
/// <param name="Problem">What was found, what was expected, what to do.</param>
internal sealed record Refusal(int Status, string Title, Problem Problem)
{
    /// <summary>The column.</summary>
    public string? Field { get; init; }

    /// <summary>Number of the row in the request, from 0.</summary>
    public int? Row { get; init; }

    /// <summary>The place in a JSON body (RFC 6901).</summary>
    public string? Pointer { get; init; }

    /// <summary>The methods that are allowed instead.</summary>
    public string? Allow { get; init; }

    /// <summary>The content encodings that are accepted instead.</summary>
    public string? Encodings { get; init; }

    /// <summary>Seconds until the next try; null when that does not help.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The successor of a retired model.</summary>
    public string? Successor { get; init; }
}

/// <summary>Ends a request that is refused.</summary>
/// <param name="refusals">The reasons in the order in which they were found; at least one.</param>
/// <param name="rows">The bad rows by reason, where single rows are the reason.</param>
internal sealed class RefusedException(IReadOnlyList<Refusal> refusals, IReadOnlyList<RefusedRows> rows)
    : Exception(refusals[0].Problem.Found)
{
    public RefusedException(Refusal refusal)
        : this([refusal], [])
    {
    }

    /// <summary>The reasons in the order in which they were found; never empty.</summary>
    public IReadOnlyList<Refusal> Refusals { get; } = refusals;

    /// <summary>
    /// The refused rows by reason. All rows of a refused request are: those without a fault of their own for its first reason. A request
    /// whose rows could not be read counts as one.
    /// </summary>
    public IReadOnlyList<RefusedRows> Rows { get; } =
        rows.Count > 0 ? rows : [new RefusedRows(refusals[0].Problem.Code, refusals[0].Field ?? "", 1)];

    /// <summary>The same for a request of <paramref name="requested"/> rows: those not counted yet have the first reason.</summary>
    public RefusedException Of(int requested) => Rows.Sum(reason => reason.Rows) is var counted && counted < requested
        ? new RefusedException(Refusals, [Rows[0] with { Rows = Rows[0].Rows + requested - counted }, .. Rows.Skip(1)])
        : this;
}
