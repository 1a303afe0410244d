using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Train;

namespace Trestle.Stages.Lifecycle;

/// <summary>What follows for the columns of the table from one that says how much each row counts.</summary>
internal static class RowWeights
{
    /// <summary>A weight beyond this would leave nothing of the others.</summary>
    private const double Largest = 1e12;

    /// <summary>The column, if there is one.</summary>
    public static IEnumerable<string> Of(ProjectSettings settings) => settings.Train.Weights is { } weights ? [weights] : [];

    /// <summary>What is known of single columns: weights are numbers, none is missing, and none is below 0.</summary>
    public static IReadOnlyDictionary<string, ColumnSettings> Columns(ProjectSettings settings)
    {
        if (settings.Train.Weights is not { } weights)
        {
            return settings.Table.Columns;
        }

        var own = settings.Table.Columns.GetValueOrDefault(weights) ?? new ColumnSettings();
        return new Dictionary<string, ColumnSettings>(settings.Table.Columns)
        {
            [weights] = own with
            {
                Type = own.Type ?? ColumnType.Number,
                Nullable = false,
                Min = Math.Max(own.Min ?? 0, 0),
                Max = Math.Min(own.Max ?? Largest, Largest),
            },
        };
    }

    /// <summary>What cannot be: weights that are also something else, or that are no numbers.</summary>
    public static IEnumerable<Problem> Problems(ProjectSettings settings, Func<string, string> where)
    {
        if (settings.Train.Weights is not { } weights)
        {
            yield break;
        }

        var table = settings.Table;
        foreach (var (use, column) in table.Key.Select(name => ("key", name)).Append(("target", table.Target))
            .Append(("time", table.Time ?? "")).Append(("group", table.Group ?? "")).Where(use => use.Item2 == weights))
        {
            yield return TrainErrors.WeightsAreUsed(column, use, where("train.weights"));
        }

        if (table.Columns.GetValueOrDefault(weights)?.Type is { } type and not ColumnType.Number)
        {
            yield return TrainErrors.WeightsAreNoNumbers(weights, type, where($"columns.{weights}.type"));
        }
    }
}
