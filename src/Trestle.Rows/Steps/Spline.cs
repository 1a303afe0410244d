using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Numbers;

namespace Trestle.Rows.Steps;

/// <summary>
/// Replaces a number by columns <c>x.spline.1</c> …, of which a linear model can make any smooth curve: B-splines between quantiles of the
/// training values, without the last one (scikit-learn's SplineTransformer with <c>include_bias=False</c>). Beyond the training values the
/// curve stays as at the nearest of them.
/// </summary>
public sealed record Spline : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "spline";

    private const int MostKnots = 1000;
    private const int HighestDegree = 5;

    /// <inheritdoc/>
    [Setting("Number columns to replace (default: all).", Example = "[age]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Number of knots.</summary>
    [Setting("Knots from the smallest to the largest training value, at equal shares of the rows.", Example = "8")]
    public int Knots { get; init; } = 5;

    /// <summary>Degree of the pieces.</summary>
    [Setting("Degree of the pieces between knots: 1 for lines, 3 for smooth curves.", Example = "1")]
    public int Degree { get; init; } = 3;

    /// <summary>Whether to keep the numbers.</summary>
    [Setting("Whether to keep the number column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Quantiles(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Knots is >= 2 and <= MostKnots && Degree is >= 1 and <= HighestDegree
        ? new FittedSpline(
            [.. Chosen(input).Select(column => Learn(column, values.Of(new Quantiles(column))))], Degree, Knots + Degree - 2, KeepSource)
        : throw new TrestleException(RowErrors.BadSetting(
            Name, "knots and degree", $"{Knots} knots and the degree {Degree}",
            $"2 to {MostKnots} knots and a degree from 1 to {HighestDegree}"));

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private QuantileColumn Learn(string column, QuantilesValue values)
    {
        double[] knots = values.Count == 0 ? []
            : [.. Enumerable.Range(0, Knots).Select(i => values.Quantile(Math.Min(1, i / (Knots - 1.0)))).Distinct()];
        return new QuantileColumn(column, knots is [var low, .., var high] && double.IsFinite(high - low) ? knots : []);
    }
}

/// <summary>
/// A fitted <see cref="Spline"/>: the knots of each column, none where it has fewer than two values. NaN stays NaN; where knots fall
/// together there are fewer curves, and zeros in the place of the rest.
/// </summary>
public sealed record FittedSpline(IReadOnlyList<QuantileColumn> Columns, int Degree, int Count, bool KeepSource) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Spline.Name);
        foreach (var (column, knots) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            var basis = knots.Count < 2 ? null : new SplineBasis([.. knots], Degree, column);
            if (Count < 1 || basis?.Count - 1 > Count)
            {
                throw new TrestleException(RowErrors.BadPlan($"column '{column}' has more than {Count} curves"));
            }

            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position, [.. Enumerable.Range(1, Count).Select(n => new Column($"{column}.spline.{n}", ColumnKind.Number))],
                block => Curves(block.Numbers(position), basis));
        }

        return binder.Done();
    }

    private Array[] Curves(ReadOnlySpan<double> values, SplineBasis? basis)
    {
        var columns = new double[Count][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new double[values.Length];
        }

        var at = new double[basis?.Count ?? 0];
        for (var row = 0; row < values.Length; row++)
        {
            basis?.At(values[row], at);
            for (var c = 0; c < at.Length - 1; c++)
            {
                columns[c][row] = at[c];
            }
        }

        return columns;
    }
}
