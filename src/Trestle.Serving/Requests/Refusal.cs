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

    /// <summary>The successor of a retired model.</summary>
    public string? Successor { get; init; }
}

/// <summary>Ends a request that is refused.</summary>
internal sealed class RefusedException(IReadOnlyList<Refusal> refusals) : Exception(refusals[0].Problem.Found)
{
    public RefusedException(Refusal refusal)
        : this([refusal])
    {
    }

    /// <summary>The reasons in the order in which they were found; never empty.</summary>
    public IReadOnlyList<Refusal> Refusals { get; } = refusals;
}
