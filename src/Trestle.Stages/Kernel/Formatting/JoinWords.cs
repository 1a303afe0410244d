using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>A join for people.</summary>
public static class JoinWords
{
    private const int ShownKeys = 3;
    private const int ShownLength = 40;

    /// <summary>What it matched: "left join of planes on tailnum: 27,889 of 32,735 rows matched (85.2 %)".</summary>
    public static string Line(JoinReport join) =>
        $"{join.Words}: {Format.Count(join.Matched)} of {Format.Count(join.Rows, "row")} "
            + $"{(join.IsHistory ? "with earlier rows" : "matched")} ({Format.Share(join.Share())})";

    /// <summary>What it did not match, and what it left out; empty when it matched everything.</summary>
    public static IEnumerable<string> Losses(JoinReport join)
    {
        var reasons = Reasons(join).ToArray();
        if (reasons.Length > 0)
        {
            yield return $"{join.Words}: {string.Join(", ", reasons)}{Keys(join)}";
        }

        if (join.Removed > 0)
        {
            yield return $"{join.Words}: {Format.Count(join.Removed, "row")} of the main table left out";
        }

        foreach (var (rows, reason) in new[]
        {
            (join.Keyless, "without a key"), (join.Timeless, "without a time"), (join.Repeats, "that repeat another one of their key"),
        }.Where(part => part.Item1 > 0))
        {
            yield return $"{join.Table}: {Format.Count(rows, "row")} {reason} not used by the {join.Words}";
        }

        if (join.Ambiguous > 0)
        {
            yield return $"{join.Table}: {Format.Count(join.Ambiguous, "key")} with rows that differ, of which one was taken, "
                + $"in the {join.Words}";
        }
    }

    private static IEnumerable<string> Reasons(JoinReport join) =>
        new[]
        {
            (Rows: join.NoKey, Words: "without a key"),
            (Rows: join.UnknownKey, Words: $"whose key is not in {join.Table}"),
            // Every history begins with rows that have none before them: that is told, and no loss.
            (Rows: join.IsHistory ? 0 : join.NotYet, Words: $"for which {join.Table} knew nothing yet"),
            (Rows: join.TooOld, Words: $"for which the latest row of {join.Table} was too old"),
            (Rows: join.Untimed, Words: "without a time"),
        }.Where(reason => reason.Rows > 0).Select(reason => $"{Format.Count(reason.Rows, "row")} {reason.Words}");

    private static string Keys(JoinReport join) => join.Unmatched.Count == 0 ? "" : ": " + Format.Some(
        [.. join.Unmatched.Select(key => $"'{Format.Cut(Format.Plain(key.Value), ShownLength)}' ({Format.Count(key.Rows, "row")})")],
        ShownKeys);
}
