using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Fills gaps with what a small model makes of the row's other columns: a ridge regression for numbers, and one for each category for
/// texts, of which the largest wins (scikit-learn's IterativeImputer in a single pass with Ridge, and RidgeClassifier). Columns are filled
/// one after the other, those with the fewest gaps first; until then, a gap counts as the mean. Of more rows than are learned, a sample
/// is that depends on their values alone.
/// </summary>
public sealed record ModelImpute : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "model-impute";

    private const int MostInputs = 500;

    /// <inheritdoc/>
    [Setting("Columns to fill, of numbers or texts (default: all).", Example = "[income, plan]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The columns that the models look at.</summary>
    [Setting("Columns that the models look at (default: all).", Example = "[age, city]")]
    public IReadOnlyList<string>? By { get; init; }

    /// <summary>How many rows are learned.</summary>
    [Setting("The most different rows that are learned.", Example = "10000")]
    [Range(10, 20_000)]
    public int Rows { get; init; } = 5000;

    /// <summary>How many categories of a column of texts count.</summary>
    [Setting("The most categories of a column of texts that are told apart: its most frequent ones.", Example = "30")]
    [Range(2, 100)]
    public int Levels { get; init; } = 20;

    /// <summary>The penalty on the weights.</summary>
    [Setting("Penalty on the weights of the models, whose inputs are in units of their standard deviations.", Example = "10")]
    [Range(1e-6, 1e9)]
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    IReadOnlyList<string>? IRowStep.Reads => Columns is null || By is null ? null : [.. Columns, .. By];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => All(input) is { Count: > 0 } all
        ?
        [
            new RowSketch(all, Rows),
            .. all.Where(column => IsText(input, column)).Select(column => new Frequencies(column)),
            .. Filled(input).Select(column => new Count(column)),
        ]
        : [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var all = All(input);
        if (all.Count == 0)
        {
            return new FittedModelImpute([], []);
        }

        string[] Most(string column) => [.. values.Of(new Frequencies(column)).Ordered().Take(Levels).Select(level => level.Key)];
        ModelInput[] inputs = [.. all.Select(column => new ModelInput(column, IsText(input, column) ? Most(column) : null, []))];
        var width = inputs.Sum(column => column.Width);
        if (width > MostInputs)
        {
            throw new TrestleException(RowErrors.BadSetting(
                Name, "by", $"{width} numbers and categories to look at",
                $"at most {MostInputs}: name the columns that count, or fewer levels"));
        }

        var gaps = Filled(input).ToDictionary(column => column, column => values.Of(new Count(column)).Missing);
        string[] order =
        [
            .. all.Where(column => gaps.TryGetValue(column, out var missing) && (missing > 0 || Columns is not null))
                .OrderBy(column => gaps[column]),
        ];
        var looked = ColumnChoice.OfAny(By, input, Name).ToHashSet(StringComparer.Ordinal);
        return new ImputeModels(inputs, values.Of(new RowSketch(all, Rows)).Rows(), looked, Alpha).Fit(
            order, [.. all.Where(column => gaps.ContainsKey(column)).Except(order)]);
    }

    private static bool IsText(RowSchema input, string column) => input[input.Find(column)].Kind == ColumnKind.Text;

    private IReadOnlyList<string> Filled(RowSchema input) => ColumnChoice.OfAny(Columns, input, Name);

    /// <summary>The columns that are looked at, and then those that are filled and not among them.</summary>
    private IReadOnlyList<string> All(RowSchema input) =>
        [.. ColumnChoice.OfAny(By, input, Name).Union(Filled(input), StringComparer.Ordinal)];
}

/// <summary>A column that models look at, as one input or as one for each category.</summary>
/// <param name="Column">The column.</param>
/// <param name="Levels">The categories of a column of texts; null for numbers.</param>
/// <param name="Means">What its inputs are in a row without a value: their means.</param>
public sealed record ModelInput(string Column, IReadOnlyList<string>? Levels, IReadOnlyList<double> Means)
{
    /// <summary>How many inputs it is.</summary>
    internal int Width => Levels?.Count ?? 1;

    /// <summary>Its kind.</summary>
    internal ColumnKind Kind => Levels is null ? ColumnKind.Number : ColumnKind.Text;
}

/// <summary>A linear function of all inputs.</summary>
/// <param name="Intercept">Its value where all inputs are 0.</param>
/// <param name="Weights">The weight of each input.</param>
public sealed record LinearFill(double Intercept, IReadOnlyList<double> Weights);

/// <summary>How a column is filled.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Models">Of numbers one model, of texts one for each category; none where there is nothing to learn from.</param>
public sealed record ModelFill(string Column, ColumnKind Kind, IReadOnlyList<LinearFill> Models)
{
    /// <summary>The smallest number that was learned from: no fill is smaller. Null without one.</summary>
    public double? Least { get; init; }

    /// <summary>The largest number that was learned from. Null without one.</summary>
    public double? Most { get; init; }
}

/// <summary>A fitted <see cref="ModelImpute"/>.</summary>
/// <param name="Inputs">The columns that are looked at or filled.</param>
/// <param name="Fills">What is filled, in this order.</param>
public sealed record FittedModelImpute(IReadOnlyList<ModelInput> Inputs, IReadOnlyList<ModelFill> Fills) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Inputs.All(column => has(column.Column)) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, ModelImpute.Name);
        int[] positions = [.. Inputs.Select(column => binder.Find(column.Column, column.Kind))];
        var row = new InputRow(Inputs, positions);
        for (var i = 0; i < Fills.Count; i++)
        {
            // What is filled before this column is among its inputs.
            var steps = Fills.Take(i + 1).Select(fill => (Fill: fill, At: row.Place(fill.Column))).ToArray();
            var at = steps[^1].At;
            binder.Replace(positions[at], Inputs[at].Kind, positions, block => Filled(block, row, positions[at], steps));
        }

        return binder.Done();
    }

    private static Array Filled(RowBlock block, InputRow row, int position, (ModelFill Fill, int At)[] steps)
    {
        Array? filled = null;
        var inputs = new double[row.Width];
        for (var i = 0; i < block.Rows; i++)
        {
            if (!InputRow.IsGap(block, position, i))
            {
                continue;
            }

            row.Read(block, i, inputs);
            foreach (var (fill, at) in steps[..^1].Where(step => row.IsGapAt(block, step.At, i)))
            {
                row.Set(inputs, at, Value(fill, inputs));
            }

            filled ??= (Array)block.Raw(position).Clone();
            if (filled is double[] numbers)
            {
                numbers[i] = Value(steps[^1].Fill, inputs);
            }
            else if (row.Level(steps[^1].At, Value(steps[^1].Fill, inputs)) is { } level)
            {
                ((string?[])filled)[i] = level;
            }
        }

        return filled ?? block.Raw(position);
    }

    /// <summary>The number, or the place of the category; NaN where the models say nothing.</summary>
    internal static double Value(ModelFill fill, double[] inputs)
    {
        var (best, at) = (double.NaN, -1);
        for (var k = 0; k < fill.Models.Count; k++)
        {
            var (weights, sum) = (fill.Models[k].Weights, fill.Models[k].Intercept);
            for (var i = 0; i < inputs.Length; i++)
            {
                sum += weights[i] * inputs[i];
            }

            if (!double.IsNaN(sum) && !(sum <= best))
            {
                (best, at) = (sum, k);
            }
        }

        return at < 0 ? double.NaN
            : fill.Kind == ColumnKind.Text ? at
            : Math.Min(Math.Max(best, fill.Least ?? best), fill.Most ?? best);
    }
}
