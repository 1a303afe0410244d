using Trestle.Core.Errors;
using Trestle.Serving.Requests;

namespace Trestle.Serving;

/// <summary>Why an answer has no intervals or sets.</summary>
internal static class LevelErrors
{
    public static Refusal BadLevel(string name, string where) => new(StatusCodes.Status400BadRequest, "Wrong level", new(
        "TR1313", $"{name} is not a level", "the share of rows that are to be covered, such as 0.9", where, "correct the value"))
    {
        Pointer = where.StartsWith('/') ? where : null,
    };

    /// <summary>The model has none of this kind, or of this level.</summary>
    public static Refusal NotCovered(Problem problem) => new(StatusCodes.Status400BadRequest, "No such interval or set", problem);
}
