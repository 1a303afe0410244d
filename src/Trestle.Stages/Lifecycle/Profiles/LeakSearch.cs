using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.SelectFeatures;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>Columns that may give the target away: the checks of stage 7, on the sample.</summary>
internal static class LeakSearch
{
    private const int Folds = 5;
    private const int RowsOfFold = 64;

    /// <summary>What the checks find, and the figure of each column alone; null where the target says too little.</summary>
    /// <param name="table">The table and its settings.</param>
    /// <param name="contract">How its columns are read, with task and classes of the target.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static (ProfiledTarget Target, IReadOnlyDictionary<string, double> Alone)? Run(
        ProfiledTable table, Contract contract, ProfileSample sample, int threads, CancellationToken cancellation)
    {
        var all = new Labels(contract).Of(sample.Raw);
        var time = table.Settings.Time is { } named && sample.Typed.Schema.Find(named) >= 0 ? sample[named] : null;
        var numbers = sample.Raw.Numbers(sample.Raw.Schema.Find(ReservedColumns.Row)).ToArray();

        // Drawn by a hash of their numbers: the first rows would be the oldest, or those of one class.
        int[] rows =
        [
            .. Enumerable.Range(0, sample.Rows).Where(row => !double.IsNaN(all[row]) && (time is null || !double.IsNaN(time.Values[row])))
                .OrderBy(row => RowHashes.Mix((ulong)(long)numbers[row])).Take(LeakSample.MostRows).Order(),
        ];
        string[] left = [contract.Target, .. table.Settings.Key, .. table.Settings.Ignore];
        var columns = sample.Names.Except(left).Select(name => (Name: name, contract.Find(name)!.Type, Values: Taken(name)))
            .ToArray();
        var folds = FoldsOf(rows, time?.Values);
        var leaks = new LeakSample
        {
            Task = contract.Task,
            Classes = contract.Classes.Count,
            Columns = [.. columns.Where(column => column.Name != table.Settings.Time).Select(column => column.Values)],
            Dates = [.. columns.Where(column => column.Type == ColumnType.Date).Select(column => column.Values)],
            Time = time is null ? null : new LeakColumn(table.Settings.Time!, table.Settings.Time!, Of(time.Values), false),
            Positions = Of(numbers),
            Labels = Of(all),
            Folds = folds,
            Rounds = Rounds(time is not null),
            Shared = new SharedRows(0, 0, 0),
            Settings = table.Leaks,
        };
        if (!leaks.IsEnough)
        {
            return null;
        }

        leaks.MeasureAlone(threads, cancellation);
        LeakFinding[] found = [.. LeakCheckCatalog.All.SelectMany(check => check.Find(leaks, cancellation))];
        return (
            new ProfiledTarget(contract.Target, contract.Task, leaks.Measure, rows.Length, found),
            leaks.Columns.Zip(leaks.Alone).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal));

        double[] Of(double[] values) => [.. rows.Select(row => values[row])];

        LeakColumn Taken(string name) => new(name, name, Of(sample[name].Values), sample[name].IsText);
    }

    /// <summary>Five folds: consecutive in time where rows have one, else of short runs of rows.</summary>
    private static int[] FoldsOf(int[] rows, double[]? times)
    {
        var folds = new int[rows.Length];
        int[] order = times is null ? [.. Enumerable.Range(0, rows.Length)]
            : [.. Enumerable.Range(0, rows.Length).OrderBy(i => times[rows[i]])];
        for (var place = 0; place < order.Length; place++)
        {
            folds[order[place]] = times is null ? place / RowsOfFold % Folds : (int)((long)place * Folds / order.Length);
        }

        return folds;
    }

    private static IReadOnlyList<FoldRound> Rounds(bool inTime)
    {
        var all = FoldSet.Of(Enumerable.Range(0, Folds));
        return inTime
            ? [.. Enumerable.Range(1, Folds - 1).Select(fold => new FoldRound(FoldSet.Of(Enumerable.Range(0, fold)), FoldSet.Of([fold])))]
            : [.. Enumerable.Range(0, Folds).Select(fold => new FoldRound(all.Without(fold), FoldSet.Of([fold])))];
    }
}
