using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateData;

/// <summary>Names what was lost: column, words, rows.</summary>
public static class Losses
{
    private const int ShownWords = 3;
    private const int ShownLength = 40;

    /// <summary>A loss in one line: "housing is not a number: 'unknown' (990 rows), 990 rows (2.4 %)".</summary>
    public static string Line(Loss loss)
    {
        var words = loss.Values.Count == 0 ? "" : $": {Words(loss.Values, secret: false)}";
        return $"{loss.Reason}{words}; {Format.Count(loss.Rows, "row")} ({Format.Share(loss.Share)})";
    }

    /// <summary>The most frequent of some words: "'unknown' (990 rows), '?' (3 rows)".</summary>
    public static string Words(IReadOnlyList<ValueCount> words, bool secret) => secret
        ? $"words in {Format.Count(words.Sum(word => word.Rows), "row")}"
        : Format.Some(
            [.. words.Select(word => $"'{Format.Cut(Format.Plain(word.Value), ShownLength)}' ({Format.Count(word.Rows, "row")})")],
            ShownWords);
}
