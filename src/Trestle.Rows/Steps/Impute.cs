using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>What takes the place of "no value".</summary>
public enum ImputeStrategy
{
    /// <summary>The mean of a number column.</summary>
    Mean,

    /// <summary>The median of a number column.</summary>
    Median,

    /// <summary>The most frequent value: the smallest number, or the ordinally first text, of several.</summary>
    [Formerly("mode")]
    MostFrequent,

    /// <summary>A given value.</summary>
    Constant,
}

/// <summary>Puts a value where there is none. A column without any value to learn from stays as it is.</summary>
[Formerly("fill")]
public sealed record Impute : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "impute";

    /// <inheritdoc/>
    [Setting(
        "Columns to impute (default: all numbers for mean and median, all numbers and texts for most-frequent).",
        Example = "[age, income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What to fill with.</summary>
    [Setting("What replaces missing values.", Example = "median")]
    [Formerly("with")]
    public ImputeStrategy Strategy { get; init; } = ImputeStrategy.Median;

    /// <summary>The value for <see cref="ImputeStrategy.Constant"/>.</summary>
    [Setting("Value for the strategy 'constant'; number columns need a number.", Example = "unknown")]
    public string? Constant { get; init; }

    /// <summary>Whether a column <c>x.missing</c> (1 or 0) says where there was no value.</summary>
    [Setting("Whether to add a column x.missing: 1 where x was missing, else 0.", Example = "true")]
    public bool Indicator { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => Strategy == ImputeStrategy.Constant
        ? []
        : [.. Chosen(input).Select(column => Question(column.Name, column.Kind))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = Chosen(input).ToLookup(column => column.Kind, column => column.Name);
        return new FittedImpute(
            [.. chosen[ColumnKind.Number].Select(column => new FilledNumber(column, Number(column, values)))],
            [.. chosen[ColumnKind.Text].Select(column => new FilledText(column, Text(column, values)))],
            Indicator);
    }

    private IEnumerable<Column> Chosen(RowSchema input)
    {
        var names = Strategy switch
        {
            ImputeStrategy.Mean or ImputeStrategy.Median => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name),
            ImputeStrategy.Constant when Columns is null && !ConstantIsNumber(out _) => ColumnChoice.OfTexts(null, input, Name),
            _ => ColumnChoice.OfAny(Columns, input, Name),
        };
        return names.Select(name => input[input.Find(name)]);
    }

    private Stat Question(string column, ColumnKind kind) => (Strategy, kind) switch
    {
        (ImputeStrategy.Mean, _) => new Moments(column),
        (_, ColumnKind.Number) => new Quantiles(column),
        _ => new Frequencies(column),
    };

    private double Number(string column, StatValues values) => Strategy switch
    {
        ImputeStrategy.Mean => values.Of(new Moments(column)).Mean,
        ImputeStrategy.Median => values.Of(new Quantiles(column)).Quantile(0.5),
        ImputeStrategy.MostFrequent => values.Of(new Quantiles(column)).Mode(),
        _ => ConstantIsNumber(out var number) ? number : throw BadConstant($"a number, to fill column '{column}'"),
    };

    private string? Text(string column, StatValues values) => Strategy == ImputeStrategy.MostFrequent
        ? values.Of(new Frequencies(column)).Ordered().Select(entry => entry.Key).FirstOrDefault()
        : Constant ?? throw BadConstant("a value");

    private bool ConstantIsNumber(out double number) => ValueParser.TryNumber(Constant, '.', out number);

    private TrestleException BadConstant(string expected) =>
        new(RowErrors.BadSetting(Name, "constant", Constant is null ? "no constant" : $"the constant '{Constant}'", expected));
}

/// <summary>What a number column is filled with; NaN leaves it as it is.</summary>
public sealed record FilledNumber(string Column, double Value);

/// <summary>What a text column is filled with; null leaves it as it is.</summary>
public sealed record FilledText(string Column, string? Value);

/// <summary>A fitted <see cref="Impute"/>.</summary>
public sealed record FittedImpute(IReadOnlyList<FilledNumber> Numbers, IReadOnlyList<FilledText> Texts, bool Indicator) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has)
    {
        var kept = this with
        {
            Numbers = [.. Numbers.Where(filled => has(filled.Column))],
            Texts = [.. Texts.Where(filled => has(filled.Column))],
        };
        return kept.Numbers.Count + kept.Texts.Count > 0 ? kept : null;
    }

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Impute.Name);
        foreach (var (column, value) in Numbers)
        {
            var position = binder.Find(column, ColumnKind.Number);
            binder.Replace(position, ColumnKind.Number, block => FillNumbers(block.Numbers(position), value));
            if (Indicator)
            {
                binder.Add(position, $"{column}.missing", ColumnKind.Number, block => IsNaN(block.Numbers(position)));
            }
        }

        foreach (var (column, value) in Texts)
        {
            var position = binder.Find(column, ColumnKind.Text);
            binder.Replace(position, ColumnKind.Text, block => FillTexts(block, position, value));
            if (Indicator)
            {
                binder.Add(position, $"{column}.missing", ColumnKind.Number, block => IsNull(block.Texts(position)));
            }
        }

        return binder.Done();
    }

    private static double[] FillNumbers(ReadOnlySpan<double> values, double fill)
    {
        var filled = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = double.IsNaN(values[i]) ? fill : values[i];
        }

        return filled;
    }

    private static Array FillTexts(RowBlock block, int position, string? fill)
    {
        var texts = block.Texts(position);
        if (fill is null || !texts.Contains(null))
        {
            return block.Raw(position);
        }

        var filled = new string?[texts.Length];
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = texts[i] ?? fill;
        }

        return filled;
    }

    private static double[] IsNaN(ReadOnlySpan<double> values)
    {
        var missing = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < missing.Length; i++)
        {
            missing[i] = double.IsNaN(values[i]) ? 1 : 0;
        }

        return missing;
    }

    private static double[] IsNull(ReadOnlySpan<string?> texts)
    {
        var missing = GC.AllocateUninitializedArray<double>(texts.Length);
        for (var i = 0; i < missing.Length; i++)
        {
            missing[i] = texts[i] is null ? 1 : 0;
        }

        return missing;
    }
}
