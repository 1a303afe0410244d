using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Numbers;

namespace Trestle.Rows.Steps;

/// <summary>Where numbers are cut.</summary>
public enum BinStrategy
{
    /// <summary>Into bins of about equally many training rows.</summary>
    Quantile,

    /// <summary>Into bins of equal width.</summary>
    Width,

    /// <summary>Where a tree on the column alone cuts to predict the target.</summary>
    Tree,
}

/// <summary>
/// Adds a column <c>x.bin</c>: the number of the bin, from 0, that a number is in. A number that is an edge belongs to the upper bin.
/// </summary>
public sealed record Bins : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "bins";

    private const int LearnedRows = 20_000;
    private const int MostBins = 10_000;

    /// <inheritdoc/>
    [Setting("Number columns to cut (default: all).", Example = "[age]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Where to cut.</summary>
    [Setting("Where to cut: into bins of equally many rows (quantile), of equal width, or where a tree cuts to predict the target.",
        Example = "tree")]
    public BinStrategy Strategy { get; init; } = BinStrategy.Quantile;

    /// <summary>How many bins there are.</summary>
    [Setting("How many bins there are; fewer where values repeat, or where a tree finds nothing more.", Example = "5")]
    public int Count { get; init; } = 10;

    /// <summary>Number of classes of the target when there are at least three.</summary>
    [Setting("For trees: number of target classes if three or more; 0 for a binary or numeric target.", Example = "3")]
    public int Classes { get; init; }

    /// <summary>Whether to keep the numbers.</summary>
    [Setting("Whether to keep the number column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(Question)];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Count is >= 2 and <= MostBins
        ? new FittedBins([.. Chosen(input).Select(column => new BinnedColumn(column, Edges(column, values)))], KeepSource)
        : throw new TrestleException(RowErrors.BadSetting(Name, "count", $"{Count} bins", $"2 to {MostBins} bins"));

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private Stat Question(string column) =>
        Strategy == BinStrategy.Tree ? Labelled(column) : new Quantiles(column);

    private static RowSketch Labelled(string column) => new([column, ReservedColumns.Label], LearnedRows);

    private double[] Edges(string column, StatValues values)
    {
        if (Strategy == BinStrategy.Tree)
        {
            return TargetTree.Edges(values.Of(Labelled(column)).Rows(), Count, Classes);
        }

        var known = values.Of(new Quantiles(column));
        if (known.Count == 0)
        {
            return [];
        }

        var (low, high) = (known.Quantile(0), known.Quantile(1));
        return
        [
            .. Enumerable.Range(1, Count - 1)
                .Select(i => Strategy == BinStrategy.Width
                    ? low + ((high - low) * ((double)i / Count)) : known.Quantile((double)i / Count))
                .Where(edge => double.IsFinite(edge) && edge > low).Distinct(),
        ];
    }
}

/// <summary>The edges between the bins of a column, ascending.</summary>
public sealed record BinnedColumn(string Column, IReadOnlyList<double> Edges);

/// <summary>A fitted <see cref="Bins"/>; NaN stays NaN.</summary>
public sealed record FittedBins(IReadOnlyList<BinnedColumn> Columns, bool KeepSource) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Bins.Name);
        foreach (var (column, list) in Columns)
        {
            double[] edges = [.. list];
            if (edges.Zip(edges.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            {
                throw new TrestleException(RowErrors.BadPlan($"the edges of column '{column}' do not ascend"));
            }

            var position = binder.Find(column, ColumnKind.Number);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.Add(position, $"{column}.bin", ColumnKind.Number, block => Places(block.Numbers(position), edges));
        }

        return binder.Done();
    }

    private static double[] Places(ReadOnlySpan<double> values, double[] edges)
    {
        var places = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < places.Length; i++)
        {
            var at = Array.BinarySearch(edges, values[i]);
            places[i] = double.IsNaN(values[i]) ? double.NaN : at >= 0 ? at + 1 : ~at;
        }

        return places;
    }
}
