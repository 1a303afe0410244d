using Trestle.Cli.Output;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 2: the contract, the profile, the checks, and the rows in quarantine.</summary>
internal sealed class ValidateDataView : IStageView
{
    private const int ShownFaults = 10;

    /// <inheritdoc/>
    public Stage Stage => Stage.ValidateData;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var (contract, report, quarantine) = (
            artifacts.Read(Artifact.Contract), artifacts.Read(Artifact.DataReport), artifacts.Read(Artifact.Quarantine));
        yield return Page.Facts(
            ("task", contract.TaskName),
            ("target", contract.Target),
            ("classes", string.Join(", ", contract.Classes)),
            ("no value", string.Join(", ", contract.NullTokens.Select(token => $"'{token}'"))),
            ("rows", Format.Count(report.Rows)));
        yield return Page.Heading("Contract: requirements for every request");
        yield return Contract(contract);
        if (report.Readings.Count > 0)
        {
            yield return Page.Heading("How the columns are read");
            yield return ReadingTable.Of(report.Readings);
        }

        yield return Page.Heading("Profile of the training part");
        yield return Profile(report);
        yield return Page.Heading("Checks");
        yield return Checks(report.Checks);
        foreach (var note in report.Notes)
        {
            yield return Page.Line($"note: {note}", Styles.Quiet);
        }

        yield return Page.Heading($"Quarantine: {Format.Count(quarantine.Rows, "row")}, {Format.Share(quarantine.Share)}");
        foreach (var part in quarantine.Rows > 0 ? Quarantined(quarantine) : [])
        {
            yield return part;
        }

        foreach (var (name, other) in report.Tables ?? new Dictionary<string, DataReport>())
        {
            var apart = quarantine.Tables![name];
            yield return Page.Heading($"Table {name}: {Format.Count(other.Rows, "row")}, {Format.Count(apart.Rows)} in quarantine");
            yield return ReadingTable.Of(other.Readings);
            foreach (var part in apart.Rows > 0 ? Quarantined(apart) : [])
            {
                yield return part;
            }
        }
    }

    /// <summary>The results of checks.</summary>
    public static Table Checks(IReadOnlyList<CheckResult> checks)
    {
        var table = Page.Table("=", "check", "expected", "found");
        foreach (var check in checks)
        {
            var look = check.Passed
                ? new Cell("passed", Styles.Good)
                : check.Blocking
                ? new Cell("failed", Styles.Bad)
                : check.Severity == Severity.Info
                ? new Cell("info", Styles.Quiet)
                : new Cell("warning", Styles.Attention);
            table.Row(look, check.Column is null ? check.Name : $"{check.Name} {check.Column}", check.Expected, check.Found);
        }

        return table;
    }

    private static Table Contract(Contract contract)
    {
        var table = Page.Table("column", "=type", ">missing", "range or values");
        foreach (var column in contract.Columns)
        {
            table.Row(
                column.Name == contract.Target ? new Cell($"{column.Name} (target)", Styles.Strong) : column.Name,
                column.Type.ToString().ToLowerInvariant() + (column is { Whole: true, Type: ColumnType.Number } ? ", whole" : ""),
                column.Nullable ? Format.Share(column.NullShare) : "never",
                Range(column));
        }

        return table;
    }

    private static string Range(ColumnContract column) => column switch
    {
        { Private: true } => "private",
        { Values: { } values } => Format.Some(values, 5),
        { Type: ColumnType.Date, Min: { } first, Max: { } last } => DateWords.Range(first, last),
        { Min: { } low, Max: { } high } => $"{Format.Short(low)} to {Format.Short(high)}",
        _ => $"{Format.Count(column.Distinct)} distinct",
    };

    private static Table Profile(DataReport report)
    {
        var table = Page.Table("column", ">distinct", ">mean", ">deviation", ">median", "most frequent");
        foreach (var column in report.Columns)
        {
            table.Row(
                column.Name, Format.Count(column.Distinct), Format.Figure(column, column.Mean),
                column.Deviation is { } deviation && column.Type != ColumnType.Date ? Format.Short(deviation) : "",
                Format.Figure(column, column.Median), Top(column));
        }

        return table;
    }

    private static string Top(ColumnProfile column) => column is { Type: ColumnType.Text, Top: [var first, ..], Rows: > 0 }
        ? $"{Format.Cut(first.Value, 18)} ({Format.Share((double)first.Rows / column.Rows)})"
        : "";

    private static IRenderable[] Quarantined(Quarantine quarantine)
    {
        var reasons = Page.Table(">rows", "why");
        foreach (var reason in quarantine.Reasons)
        {
            reasons.Row(Format.Count(reason.Rows), reason.Value);
        }

        var faults = Page.Table(">row", "column", "why", "value");
        foreach (var fault in quarantine.Samples.Take(ShownFaults))
        {
            faults.Row($"{fault.Row}", fault.Column ?? "", fault.Reason, Format.Cut(fault.Value ?? "", 40));
        }

        return [reasons, Page.Heading($"The first {Format.Count(Math.Min(ShownFaults, quarantine.Samples.Count), "fault")}"), faults];
    }
}
