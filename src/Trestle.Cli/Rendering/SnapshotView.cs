using Trestle.Cli.Output;
using Trestle.Stages.Ingest.Snapshots;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Tables.Comparing;

namespace Trestle.Cli.Rendering;

/// <summary>Snapshots of the source, and what differs between two of them.</summary>
internal static class SnapshotView
{
    private const int ShownRuns = 4;
    private const int ShownText = 90;

    /// <summary>A list, the newest first.</summary>
    public static Table List(IReadOnlyList<DataSnapshot> snapshots, TimeProvider clock)
    {
        var grows = snapshots.Any(snapshot => snapshot.Content.Increment is not null);
        string[] further = grows ? [">new"] : [];
        var table = Output.Page.Table(["=snapshot", "=read", ">rows", .. further, ">columns", "files", "runs"]);
        foreach (var snapshot in snapshots.Reverse())
        {
            Cell[] added = grows ? [snapshot.Content.Increment?.Added is { } rows ? Format.Count(rows.New) : "all"] : [];
            table.Row([
                Format.Short(snapshot.Table), Format.When(snapshot.At, clock), Format.Count(snapshot.Content.Rows), .. added,
                Format.Count(snapshot.Content.Columns.Count), Format.Some([.. snapshot.Content.Files.Select(file => file.Path)], 2),
                Runs(snapshot)]);
        }

        return table;
    }

    /// <summary>All about one.</summary>
    public static IEnumerable<IRenderable> Page(DataSnapshot snapshot, TimeProvider clock)
    {
        var content = snapshot.Content;
        yield return Output.Page.Facts(
            ("snapshot", snapshot.Table.ToString()),
            ("read", Format.When(snapshot.At, clock)),
            ("rows", Format.Count(content.Rows)),
            ("unreadable", content.UnreadableRows == 0 ? null : Format.Count(content.UnreadableRows, "line")),
            ("format", content.Format),
            ("added", Added(content.Increment?.Added)),
            ("runs", Runs(snapshot)));
        yield return Output.Page.Heading("Files");
        var files = Output.Page.Table("", ">rows", ">size", "=SHA-256");
        foreach (var file in content.Files)
        {
            files.Row(file.Path, Format.Count(file.Rows), Format.Bytes(file.Bytes), Format.Short(file.Hash));
        }

        yield return files;
        yield return Output.Page.Heading($"Columns: {content.Columns.Count}");
        yield return Output.Page.Line(string.Join(", ", content.Columns));
        foreach (var note in content.Notes)
        {
            yield return Output.Page.Item(note, Styles.Quiet);
        }
    }

    /// <summary>What a snapshot added to the rows of an earlier one.</summary>
    private static string? Added(AddedRows? added) => added is null ? null
        : $"{Format.Count(added.New)} new, {Format.Count(added.Changed)} changed"
            + (added.Late > 0 ? $", {Format.Count(added.Late.Value)} late" : "")
            + (added.Removed > 0 ? $", {Format.Count(added.Removed)} removed" : "") + $" to {Format.Count(added.Known)}";

    /// <summary>What differs between two.</summary>
    public static IEnumerable<IRenderable> Page(DataSnapshot before, DataSnapshot after, TableComparison found)
    {
        yield return Output.Page.Line(
            $"{Format.Short(before.Table)} ({Format.Count(found.Before, "row")}) against {Format.Short(after.Table)} "
                + $"({Format.Count(found.After, "row")})", Styles.Strong);
        if (found.IsSame)
        {
            yield return Output.Page.Line("They hold the same rows.");
            yield break;
        }

        yield return Output.Page.Facts(
            ("rows added", Format.Count(found.Added)),
            ("rows removed", Format.Count(found.Removed)),
            ("rows changed", found.Changed is { } changed
                ? Format.Count(changed) : "without a key, a changed row is one removed and one added"),
            ("compared by", found.Key.Count == 0 ? "all values" : string.Join(", ", found.Key)),
            ("left out", found.Repeated == 0 ? null : $"{Format.Count(found.Repeated, "row")} that repeat a key"),
            ("columns added", Names(found.AddedColumns)),
            ("columns removed", Names(found.RemovedColumns)),
            ("kind changed", Names(found.RetypedColumns)));
        yield return Columns(found);
        if (found.Examples.Count > 0)
        {
            yield return Output.Page.Heading("Some of the rows");
            var rows = Output.Page.Table("=", "row", "");
            foreach (var example in found.Examples)
            {
                rows.Row(example.Kind, Format.Cut(example.Row, ShownText), Format.Cut(example.Values, ShownText));
            }

            yield return rows;
        }
    }

    /// <summary>A snapshot for programs.</summary>
    public static object Document(DataSnapshot snapshot) => new
    {
        Snapshot = snapshot.Table.ToString(),
        snapshot.At,
        snapshot.Runs,
        snapshot.Content.Rows,
        snapshot.Content.UnreadableRows,
        snapshot.Content.Format,
        snapshot.Content.Increment?.Added,
        snapshot.Content.Columns,
        Files = snapshot.Content.Files.Select(file => new { file.Path, file.Rows, file.Bytes, Hash = file.Hash.ToString() }),
        snapshot.Content.Notes,
    };

    private static Table Columns(TableComparison found)
    {
        string[] changed = found.Changed is null ? [] : [">changed"];
        var table = Output.Page.Table(["=column", .. changed, ">missing", ">distinct", ">mean", ">apart"]);
        foreach (var column in found.Columns.OrderByDescending(column => column.Distance ?? -1))
        {
            Cell[] count = column.Changed is { } rows ? [Format.Count(rows)] : [];
            table.Row([
                column.Name,
                .. count,
                Change(column.Before.Missing, column.After.Missing, number => Format.Count((long)number)),
                Change(column.Before.Distinct, column.After.Distinct, number => Format.Count((long)number)),
                column is { Before.Mean: { } first, After.Mean: { } second } ? Change(first, second, Format.Figure) : "",
                column.Distance is { } distance ? Format.Share(distance) : "",
            ]);
        }

        return table;
    }

    private static string Change(double before, double after, Func<double, string> print) =>
        print(before) == print(after) ? print(after) : $"{print(before)} → {print(after)}";

    private static string? Names(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(", ", names);

    private static string Runs(DataSnapshot snapshot) => snapshot.Runs.Count <= ShownRuns
        ? string.Join(", ", snapshot.Runs)
        : $"{snapshot.Runs[0]} to {snapshot.Runs[^1]} ({snapshot.Runs.Count})";
}
