namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>The training rows of one round, or some of them, as features with their labels.</summary>
public sealed class SelectionRows
{
    private Bins? target;

    /// <summary>The task.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Number of classes; 0 for values.</summary>
    public required int Classes { get; init; }

    /// <summary>The features.</summary>
    public required IReadOnlyList<SelectionColumn> Columns { get; init; }

    /// <summary>The class of each row, or its value.</summary>
    public required double[] Labels { get; init; }

    /// <summary>The fold of each row.</summary>
    public required int[] Folds { get; init; }

    /// <summary>The time of each row where the split is by time; null otherwise.</summary>
    public double[]? Times { get; init; }

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; }

    /// <summary>Threads to use; the verdicts do not depend on it.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>Number of rows.</summary>
    public int Count => Labels.Length;

    /// <summary>The labels in few classes: as they are, or ten of equally many values.</summary>
    internal Bins Target => target ??= Bins.Of(Labels, isCategory: Task != TaskKind.Regression);

    /// <summary>The same rows with some of the columns.</summary>
    public SelectionRows Only(IReadOnlyList<int> columns) => With([.. columns.Select(column => Columns[column])]);

    /// <summary>About so many of the rows, evenly picked.</summary>
    internal SelectionRows Thinned(int most)
    {
        var every = (Count + most - 1) / most;
        return every <= 1 ? this : Take([.. Enumerable.Range(0, Count).Where(row => row % every == 0)]);
    }

    /// <summary>Some of the rows.</summary>
    internal SelectionRows Take(int[] rows) => new()
    {
        Task = Task,
        Classes = Classes,
        Columns = [.. Columns.Select(column => new SelectionColumn(
            column.Name, Array.ConvertAll(rows, row => column.Values[row]), column.IsCategory))],
        Labels = Array.ConvertAll(rows, row => Labels[row]),
        Folds = Array.ConvertAll(rows, row => Folds[row]),
        Times = Times is { } times ? Array.ConvertAll(rows, row => times[row]) : null,
        Seed = Seed,
        Cores = Cores,
    };

    /// <summary>
    /// Rows to measure on, in up to three parts: whole folds, so that what belongs together stays so; two halves of a single fold.
    /// </summary>
    internal IReadOnlyList<int[]> Parts()
    {
        var folds = Folds.Distinct().Order().ToArray();
        int[] part = folds.Length == 1
            ? [.. Enumerable.Range(0, Count).Select(row => 2 * row / Count)]
            : Array.ConvertAll(Folds, fold => Array.BinarySearch(folds, fold) % Math.Min(3, folds.Length));
        return
        [
            .. Enumerable.Range(0, part.Length == 0 ? 0 : part.Max() + 1)
                .Select(own => Enumerable.Range(0, Count).Where(row => part[row] == own).ToArray()).Where(rows => rows.Length > 0),
        ];
    }

    /// <summary>Calls something for each column, several at a time.</summary>
    internal void Each(Action<int> judge, CancellationToken cancellation) => Parallel.For(
        0, Columns.Count, new ParallelOptions { MaxDegreeOfParallelism = Cores, CancellationToken = cancellation }, judge);

    /// <summary>How much each column tells about the target: see <see cref="Bins.Information"/>.</summary>
    internal double[] Relevance(CancellationToken cancellation)
    {
        var relevance = new double[Columns.Count];
        Each(column => relevance[column] = Columns[column].Bins.Information(Target), cancellation);
        return relevance;
    }

    /// <summary>The same rows with other values in a column.</summary>
    internal SelectionRows Replacing(int column, double[] values) => With(
        [.. Columns.Select((own, i) => i == column ? new SelectionColumn(own.Name, values, own.IsCategory) : own)]);

    /// <summary>The same rows with other columns.</summary>
    internal SelectionRows With(IReadOnlyList<SelectionColumn> columns) => new()
    {
        Task = Task,
        Classes = Classes,
        Columns = columns,
        Labels = Labels,
        Folds = Folds,
        Times = Times,
        Seed = Seed,
        Cores = Cores,
    };
}

/// <summary>A feature of the rows.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">Its values: numbers, or numbers that stand for texts; NaN for no value.</param>
/// <param name="isCategory">Whether the numbers stand for texts.</param>
public sealed class SelectionColumn(string name, double[] values, bool isCategory)
{
    private readonly Lazy<Bins> bins = new(() => Bins.Of(values, isCategory));

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>A number for each row; NaN for no value.</summary>
    public double[] Values => values;

    /// <summary>Whether the numbers stand for texts.</summary>
    public bool IsCategory => isCategory;

    /// <summary>The values in few classes.</summary>
    internal Bins Bins => bins.Value;

    /// <summary>The values without a gap, around 0 and as wide as a standard deviation; zeros where they do not vary.</summary>
    internal double[] Standardised()
    {
        double[] present = [.. values.Where(double.IsFinite)];
        var mean = present.Length == 0 ? 0 : present.Average();
        var spread = Math.Sqrt(present.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length));
        return Array.ConvertAll(values, value => double.IsFinite(value) && spread > 0 ? (value - mean) / spread : 0);
    }
}
