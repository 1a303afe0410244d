using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData;

namespace Trestle.Cli.Rendering;

/// <summary>How columns are read: reading, share explained, runner-up, what decided, what was left over.</summary>
internal static class ReadingTable
{
    private const int LongestName = 40;

    /// <summary>The table, without columns that would be empty.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="more">Further figures of a reading, by heading.</param>
    public static Table Of(IReadOnlyList<ReadingReport> readings, params (string Heading, Func<ReadingReport, string> Text)[] more)
    {
        (string Heading, Func<ReadingReport, string> Text)[] all =
        [
            ("column", reading => Format.Cut(reading.Column, LongestName)),
            ("reading", reading => reading.Words),
            (">explains", reading => Format.Share(reading.Share)),
            .. more,
            ("runner-up", reading => reading.RunnerUp ?? ""),
            ("decided by", reading => reading.Decided ?? ""),
            ("no value, or left over", LeftOver),
        ];
        var shown = all.Where(column => readings.Any(reading => column.Text(reading).Length > 0)).ToArray();
        var table = Page.Table([.. shown.Select(column => column.Heading)]);
        foreach (var reading in readings)
        {
            table.Row([.. shown.Select(column => new Cell(column.Text(reading)))]);
        }

        return table;
    }

    /// <summary>The words that mean "no value", and what the reading does not explain.</summary>
    public static string LeftOver(ReadingReport reading) => Losses.Words([.. reading.Missing, .. reading.LeftOver], secret: false);
}
