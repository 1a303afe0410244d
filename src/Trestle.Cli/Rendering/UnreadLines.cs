using Trestle.Storage.Tables;

namespace Trestle.Cli.Rendering;

/// <summary>Lines of one file that are not rows, for one reason.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Reason">Why they are none.</param>
/// <param name="Lines">How many.</param>
/// <param name="First">The numbers of the first ones.</param>
internal sealed record UnreadLines(string File, string Reason, long Lines, IReadOnlyList<long> First)
{
    private const int ShownGroups = 5;
    private const int ShownLines = 3;

    /// <summary>The lines by file and reason, the most frequent first.</summary>
    public static IReadOnlyList<UnreadLines> Of(IReadOnlyList<RejectedLine> lines) =>
    [
        .. lines.GroupBy(line => (line.Path, line.Reason))
            .Select(group => new UnreadLines(
                Path.GetFileName(group.Key.Path), group.Key.Reason, group.LongCount(),
                [.. group.Take(ShownLines).Select(line => line.Line)]))
            .OrderByDescending(group => group.Lines),
    ];

    /// <summary>The lines in words: "2 lines of 'new.csv' could not be read: 2 values where 3 are expected (lines 3, 8)".</summary>
    /// <param name="unread">The first of them.</param>
    /// <param name="count">The number of all.</param>
    public static IEnumerable<string> Words(IReadOnlyList<UnreadLines> unread, long count)
    {
        foreach (var group in unread.Take(ShownGroups))
        {
            var numbers = string.Join(", ", group.First) + (group.Lines > group.First.Count ? ", …" : "");
            yield return $"{Format.Count(group.Lines, "line")} of '{group.File}' could not be read: {group.Reason} "
                + $"({(group.Lines == 1 ? "line" : "lines")} {numbers})";
        }

        if (count > unread.Take(ShownGroups).Sum(group => group.Lines))
        {
            yield return $"{Format.Count(count, "line")} could not be read in total";
        }
    }
}
