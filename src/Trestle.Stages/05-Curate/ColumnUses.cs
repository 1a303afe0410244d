using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>What a project uses the columns of its tables for.</summary>
internal sealed class ColumnUses(
    Contract contract, TableSettings table, IReadOnlyList<string> madeOf, IReadOnlyList<Join> joins, IReadOnlyList<DerivedColumn> derived)
{
    /// <summary>The uses of a column of the main table.</summary>
    public IReadOnlyList<string> OfMain(string column) =>
    [
        .. Where("target", column == contract.Target),
        .. Where("makes the target", madeOf.Contains(column)),
        .. Where("split by time", column == table.Time),
        .. Where("split by group", column == table.Group),
        .. Where("how much rows count", column == table.Weights),
        .. Where("key", table.Key.Contains(column)),
        .. joins.Where(join => join.Step.Columns!.Contains(column)).Select(join => $"looks up {join.Step.Table}"),
        .. joins.Where(join => join.Report.IsHistory && join.Step.Outputs.Any(output => output.Column == column))
            .Select(join => join.Step.Table),
        .. derived.Where(other => other.From.Contains(column)).Select(other => $"derives {other.Step.Name}"),
        .. Where("feature", column != contract.Target && !table.Ignore.Contains(column) && !table.Key.Contains(column)),
    ];

    /// <summary>The uses of a column of another table.</summary>
    public IReadOnlyList<string> OfOther(string name, string column) =>
    [
        .. joins.Where(join => !join.Report.IsHistory && join.Settings.Table == name).SelectMany(join => OfJoin(join, column)).Distinct(),
    ];

    private static IEnumerable<string> OfJoin(Join join, string column) =>
    [
        .. Where("key of a join", join.Settings.On.Any(key => key.Table == column)),
        .. Where("time of a join", join.Settings.AsOf == column || join.Settings.Known == column),
        .. join.Step.Outputs.Where(output => output.Column == column || IsPivoted(join, column)).Select(output => output.Name),
    ];

    private static bool IsPivoted(Join join, string column) =>
        join.Settings.Pivot is { } pivot && (pivot.By == column || pivot.Value == column);

    private static string[] Where(string use, bool holds) => holds ? [use] : [];
}
