using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Init;

/// <summary>What <c>trestle init</c> shows.</summary>
internal static class InitPage
{
    private const int ShownColumns = 60;
    private const int ShownRemarks = 20;

    /// <summary>The page.</summary>
    public static IEnumerable<IRenderable> Show(Created created)
    {
        var (data, proposals) = (created.Data, created.Proposals);
        yield return Page.Line(
            $"Wrote {created.File} for {Format.Count(data.Columns.Count, "column")} and {(data.Whole ? "" : "more than ")}"
                + $"{Format.Count(data.Rows, "row")} of {Origin(data)} ({data.Layout}).",
            Styles.Strong);
        if (!data.Whole)
        {
            yield return Page.Line($"Only {data.Extent} were read; what follows is about these.", Styles.Attention);
        }

        yield return Page.Heading("How the columns are read");
        yield return ReadingTable.Of(
            [.. data.Columns.Take(ShownColumns).Select(column => column.Reading)],
            (">distinct", reading => Format.Count(Column(reading.Column).Distinct)),
            (">missing", reading => Column(reading.Column).Missing is > 0 and var missing ? Format.Count(missing) : ""));
        if (data.Columns.Count > ShownColumns)
        {
            yield return Page.Line($"and {Format.Count(data.Columns.Count - ShownColumns, "more column")}", Styles.Quiet);
        }

        yield return Page.Heading("The target, and what is proposed");
        yield return Proposed(created.Target, Column(created.Target), proposals);
        string[] remarks = [.. Findings(data, proposals)];
        if (remarks.Length > 0)
        {
            yield return Page.Heading("To know");
        }

        foreach (var remark in remarks.Take(ShownRemarks))
        {
            yield return Page.Item(remark);
        }

        if (remarks.Length > ShownRemarks)
        {
            yield return Page.Item($"{Format.Count(remarks.Length - ShownRemarks)} more stand in {created.File}", Styles.Quiet);
        }

        ColumnPreview Column(string name) => data.Columns.First(column => column.Name == name);
    }

    /// <summary>
    /// What a person should know, the gravest first: lines that are not rows, questions that a run would ask, what is not proposed and
    /// why, notes on single columns.
    /// </summary>
    public static IEnumerable<string> Findings(DataPreview data, Proposals proposals) =>
    [
        .. Files(data),
        .. data.Columns.Where(column => column.Question is not null).Select(
            column => $"{Proposals.Quote(column.Name)}: {column.Question}. A run asks: say it under 'columns' (formats, decimal-mark, "
                + $"affixes, "
                + "null-tokens, or type: text)"),
        .. proposals.Remarks,
        .. data.Columns.SelectMany(column => column.Notes.Select(note => $"{Proposals.Quote(column.Name)}: {note}")),
    ];

    private static string Origin(DataPreview data) => data.Files switch
    {
        0 => "a database",
        1 => "1 file",
        var several => Format.Count(several, "file"),
    };

    private static IEnumerable<string> Files(DataPreview data) => [.. UnreadLines.Words(data.Unread, data.UnreadCount), .. data.Notes];

    private static Table Proposed(string target, ColumnPreview column, Proposals proposals)
    {
        var table = Page.Table("=", "");
        var values = column.Values.Count > 0 ? string.Join(", ", column.Values) : $"{Format.Count(column.Distinct)} distinct values";
        table.Row(
            new Cell("target", Styles.Quiet),
            $"{target}: {values}{(column.Missing > 0 ? $", {Format.Count(column.Missing)} missing" : "")}");
        foreach (var proposal in proposals.Settings.OrderByDescending(proposal => proposal.IsActive))
        {
            table.Row(
                new Cell(proposal.Setting, Styles.Quiet),
                $"{proposal.Value}{(proposal.IsActive ? " (set)" : "")}: {proposal.Reason}");
        }

        return table;
    }
}

/// <summary>What was written.</summary>
/// <param name="File">The configuration.</param>
/// <param name="Schema">Its schema, for editors.</param>
/// <param name="Name">The name of the project.</param>
/// <param name="Source">The path of the data, from the project.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Data">What was found.</param>
/// <param name="Proposals">What it speaks for.</param>
internal sealed record Created(
    string File, string Schema, string Name, string Source, string Target, DataPreview Data, Proposals Proposals);
