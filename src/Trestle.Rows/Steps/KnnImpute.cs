using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Fills gaps of number columns with the mean of the nearest training rows that have a value there (Troyanskaya et al. 2001;
/// scikit-learn's KNNImputer). Rows are near by their numbers in units of the columns' standard deviations; a gap on either side is left
/// out, and the others count for it. Of more rows than are kept, a sample is learned that depends on their values alone.
/// </summary>
public sealed record KnnImpute : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "knn-impute";

    /// <inheritdoc/>
    [Setting("Number columns to fill (default: all).", Example = "[age, income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The columns of the distance.</summary>
    [Setting("Number columns by which rows are near (default: all).", Example = "[age, income, tenure]")]
    public IReadOnlyList<string>? By { get; init; }

    /// <summary>How many rows.</summary>
    [Setting("How many of the nearest rows the mean is of.", Example = "10")]
    [Range(1, 100)]
    public int Neighbours { get; init; } = 5;

    /// <summary>How many rows are kept.</summary>
    [Setting("The most rows that are learned; they are part of the model, and each gap is compared with all of them.", Example = "2000")]
    [Range(10, 20_000)]
    public int Rows { get; init; } = 1000;

    /// <inheritdoc/>
    IReadOnlyList<string>? IRowStep.Reads => Columns is null || By is null ? null : [.. Columns, .. By];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) =>
        All(input) is { Count: > 0 } all ? [new RowSketch(all, Rows), .. all.Select(column => new Moments(column))] : [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var all = All(input);
        if (all.Count == 0)
        {
            return new FittedKnnImpute([], [], [], [], [], Neighbours);
        }

        double[] deviations = [.. all.Select(column => Math.Sqrt(values.Of(new Moments(column)).PopulationVariance))];
        var filled = ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

        // More equal rows than neighbours change nothing.
        var rows = values.Of(new RowSketch(all, Rows)).Rows()
            .SelectMany(row => Enumerable.Repeat((IReadOnlyList<double>)row.Row, (int)Math.Min(row.Rows, Neighbours)));
        return new FittedKnnImpute(
            [.. Near(input).Select(column => new ScaledColumn(column, Scale(deviations[Place(column)])))],
            [.. filled.Select(column => new FilledNumber(column, values.Of(new Moments(column)).Mean))],
            all, [.. rows], [.. filled.Select(column => Place(column))], Neighbours);

        int Place(string column) => Enumerable.Range(0, all.Count).First(i => all[i] == column);

        static double Scale(double deviation) => deviation > 0 ? 1 / deviation : 0;
    }

    private IReadOnlyList<string> Near(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, By, input, Name);

    /// <summary>The columns of the distance, and then those that are filled and not among them.</summary>
    private IReadOnlyList<string> All(RowSchema input) =>
        [.. Near(input).Union(ColumnChoice.Of(ColumnKind.Number, Columns, input, Name), StringComparer.Ordinal)];
}

/// <summary>A column of a distance.</summary>
/// <param name="Column">The column.</param>
/// <param name="Scale">What its differences are multiplied by.</param>
public sealed record ScaledColumn(string Column, double Scale);

/// <summary>A fitted <see cref="KnnImpute"/>.</summary>
/// <param name="By">The columns of the distance.</param>
/// <param name="Filled">The columns that are filled, with the value where no row is near.</param>
/// <param name="Columns">The columns of <paramref name="Rows"/>: those of the distance first.</param>
/// <param name="Rows">The learned rows; NaN is no value.</param>
/// <param name="Places">Where each of the filled columns is among <paramref name="Columns"/>.</param>
/// <param name="Neighbours">How many of the nearest rows count.</param>
public sealed record FittedKnnImpute(
    IReadOnlyList<ScaledColumn> By, IReadOnlyList<FilledNumber> Filled, IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<double>> Rows, IReadOnlyList<int> Places, int Neighbours) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has)
    {
        int[] kept = [.. Enumerable.Range(0, Filled.Count).Where(i => has(Filled[i].Column))];
        return kept.Length == 0 || !By.All(column => has(column.Column)) ? null
            : this with { Filled = [.. kept.Select(i => Filled[i])], Places = [.. kept.Select(i => Places[i])] };
    }

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, KnnImpute.Name);
        int[] near = [.. By.Select(column => binder.Find(column.Column, ColumnKind.Number))];
        var search = new Neighbourhood(
            [.. Rows.Select(row => row.ToArray())], [.. By.Select(column => column.Scale)], Neighbours);
        foreach (var (filled, place) in Filled.Zip(Places))
        {
            var position = binder.Find(filled.Column, ColumnKind.Number);
            binder.Replace(position, ColumnKind.Number, near, block => Fill(block, position, near, search, place, filled.Value));
        }

        return binder.Done();
    }

    private static double[] Fill(RowBlock block, int position, int[] near, Neighbourhood search, int place, double otherwise)
    {
        var values = block.Numbers(position).ToArray();
        var row = new double[near.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                continue;
            }

            for (var column = 0; column < row.Length; column++)
            {
                row[column] = block.Numbers(near[column])[i];
            }

            var mean = search.Mean(row, place);
            values[i] = double.IsNaN(mean) ? otherwise : mean;
        }

        return values;
    }

    /// <summary>Finds the nearest of the learned rows.</summary>
    private sealed class Neighbourhood(double[][] rows, double[] scales, int most)
    {
        /// <summary>The mean of a column over the nearest rows that have a value there; NaN when none is near.</summary>
        public double Mean(double[] row, int place)
        {
            var (distances, values, count) = (new double[most], new double[most], 0);
            foreach (var learned in rows)
            {
                var distance = double.IsNaN(learned[place]) ? double.NaN : Distance(row, learned);
                if (double.IsNaN(distance) || (count == most && distance >= distances[count - 1]))
                {
                    continue;
                }

                // In order of their distances; of equal ones the first stays in front.
                var at = count < most ? count++ : count - 1;
                for (; at > 0 && distances[at - 1] > distance; at--)
                {
                    (distances[at], values[at]) = (distances[at - 1], values[at - 1]);
                }

                (distances[at], values[at]) = (distance, learned[place]);
            }

            var sum = 0.0;
            for (var i = 0; i < count; i++)
            {
                sum += values[i];
            }

            return sum / count;
        }

        /// <summary>The squared distance by the columns that both rows have, scaled up for those that they have not.</summary>
        private double Distance(double[] one, double[] other)
        {
            var (sum, present) = (0.0, 0);
            for (var column = 0; column < scales.Length; column++)
            {
                var apart = (one[column] - other[column]) * scales[column];
                if (!double.IsNaN(apart))
                {
                    sum += apart * apart;
                    present++;
                }
            }

            return sum * scales.Length / present;
        }
    }
}
