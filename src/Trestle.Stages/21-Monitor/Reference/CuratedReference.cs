using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Blobs;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>
/// The reference of a run: the curated rows that its model has learned, and the out-of-fold scores of the selected candidate (those of a
/// served model on rows that it has learned would be too good).
/// </summary>
internal static class CuratedReference
{
    /// <summary>A text with more distinct values identifies rows rather than groups of them; only its missing values are watched.</summary>
    private const int MostDistinct = 10_000;

    private const string Robust = "median-ae";

    /// <summary>Makes the reference from what the run wrote up to stage 14.</summary>
    public static MonitorReference Make(
        ArtifactReader artifacts, ContentStore store, TableEngine tables, StageSettings settings, CancellationToken cancellation)
    {
        var curated = artifacts.Read(Artifact.CuratedTable);
        var contract = curated.With(artifacts.Read(Artifact.Contract));
        var choice = artifacts.Read(Artifact.SelectedModel);
        var fitted = artifacts.ReadAll(Artifact.FittedModels)[choice.Candidate];
        var table = tables.Open(store.PathOf(curated.Table), cancellation);
        var refitted = artifacts.ReadAll(Artifact.ServedModel).Values.Any(served => served.Rows.Refitted);
        HashSet<int> parts = [.. curated.Folds, .. refitted ? [CuratedRows.TestFold, RollingOrigin.Apart] : Array.Empty<int>()];
        var scored = PredictionTable.Read(tables.Open(store.PathOf(fitted.OutOfFold), cancellation), contract.Task, cancellation);

        // Rows in service have no weights, so that none counts here, either.
        var plain = scored.Outcome with { Weights = null };
        var outOfFold = choice.Decision is { } decision
            ? decision.Answered(plain)
            : plain with { Threshold = choice.Threshold ?? 0.5 };
        return ReferenceBuilder.Make(
            new ReferenceSource
            {
                Columns = [.. Columns(contract, curated, settings.Read(Section.Table))],
                Rows = () => Learned(table, parts, cancellation),
                Ordered = curated.Time is not null,
                OrderedBy = curated.Time,
                GroupedBy = curated.Time is null ? curated.Group : null,
                OutOfFold = InOrder(scored.Rows, outOfFold, curated.Time is not null),
                Scores = contract.Task == TaskKind.Multiclass ? [.. contract.Classes.Select(name => $"probability of {name}")] : ["score"],
                Metrics = settings.Read(MonitorSettings.Section).Performance.Metrics is { Count: > 0 } chosen
                    ? Watchable(chosen, choice.Decision)
                    : Metrics(contract.Task, Amounts(choice.Decision) && MetricCatalog.NeedsThreshold(choice.Metric)
                        ? MetricCatalog.Default(contract).Name
                        : choice.Metric),
            },
            cancellation);
    }

    /// <summary>
    /// The metric by which the model was selected. One of squares can be made by a single row, so that a regression is also watched by the
    /// median of its errors, which half of the rows must make.
    /// </summary>
    internal static IReadOnlyList<string> Metrics(TaskKind task, string selected) =>
        task == TaskKind.Regression && selected != Robust ? [selected, Robust] : [selected];

    /// <summary>Whether decisions depend on amounts of each row, which the log does not have.</summary>
    private static bool Amounts(Decision? decision) => decision?.Values?.ByRow == true;

    /// <summary>The metrics of the configuration; error TR1429 where one cannot be watched.</summary>
    private static IReadOnlyList<string> Watchable(IReadOnlyList<string> chosen, Decision? decision) =>
        Amounts(decision) && chosen.FirstOrDefault(MetricCatalog.NeedsThreshold) is { } metric
            ? throw new TrestleException(ValueErrors.NotInLog(
                metric, "monitor.performance.metrics", "monitor.performance.metrics"))
            : chosen;

    /// <summary>
    /// The columns of a request that the curated table holds. A key identifies rows, and dates move on: their values always drift.
    /// </summary>
    private static IEnumerable<WatchedColumn> Columns(Contract contract, CuratedTable table, TableSettings settings) =>
        from column in table.Columns
        let promise = contract.Find(column.Name)
        where !settings.Key.Contains(column.Name) && !settings.Ignore.Contains(column.Name) && column.Name != contract.Target
        let compared = column.Type != ColumnType.Date
            && column.Name != table.Time && !(column.Kind == ColumnKind.Text && promise?.Distinct > MostDistinct)
        select new WatchedColumn(column.Name, column.Kind, compared, table.IsPrivate(column, contract));

    /// <summary>The rows of some parts.</summary>
    private static IEnumerable<RowBlock> Learned(ParquetTable table, HashSet<int> parts, CancellationToken cancellation)
    {
        foreach (var block in table.Scan(null, null, cancellation))
        {
            var folds = block.Numbers(block.Schema.Find(ReservedColumns.Fold)).ToArray();
            yield return block.Take([.. Enumerable.Range(0, block.Rows).Where(row => parts.Contains((int)folds[row]))]);
        }
    }

    /// <summary>Folds by time are already in order; others are restored to the order of the rows.</summary>
    private static Outcome InOrder(double[] rows, Outcome outcome, bool byTime)
    {
        if (byTime)
        {
            return outcome;
        }

        var order = Enumerable.Range(0, rows.Length).ToArray();
        Array.Sort((double[])rows.Clone(), order);
        return outcome.Take(order);
    }
}
