using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Puts one word in the place of all texts that are rare in the training rows, or not in them at all; "no value" stays "no value".
/// </summary>
public sealed record RareLevels : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "rare-levels";

    /// <inheritdoc/>
    [Setting("Text columns (default: all).", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The share of the rows from which a text is frequent.</summary>
    [Setting("Share of the rows (0 to 1) from which a text stays as it is.", Example = "0.05")]
    public double MinFrequency { get; init; } = 0.01;

    /// <summary>How many texts stay.</summary>
    [Setting("Maximum texts that stay, the most frequent first (default: all that are frequent).", Example = "20")]
    public int? MaxCategories { get; init; }

    /// <summary>What takes the place of the others.</summary>
    [Setting("What takes the place of the others.", Example = "rare")]
    public string Other { get; init; } = "other";

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Frequencies(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        !(MinFrequency >= 0 && MinFrequency <= 1)
            ? throw new TrestleException(
                RowErrors.BadSetting(Name, "min-frequency", $"a share of {MinFrequency}", "a share of the rows, 0 to 1"))
        : MaxCategories < 1
            ? throw new TrestleException(RowErrors.BadSetting(Name, "max-categories", $"{MaxCategories} categories", "at least one"))
        : new FittedRareLevels(
            [.. Chosen(input).Select(column => new OrdinalColumn(column, Frequent(values.Of(new Frequencies(column)))))], Other);

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);

    private string[] Frequent(FrequenciesValue frequencies) =>
    [
        .. frequencies.Ordered().TakeWhile(entry => entry.Value >= MinFrequency * frequencies.Rows)
            .Take(MaxCategories ?? int.MaxValue).Select(entry => entry.Key),
    ];
}

/// <summary>A fitted <see cref="RareLevels"/>: the texts that stay.</summary>
public sealed record FittedRareLevels(IReadOnlyList<OrdinalColumn> Columns, string Other) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, RareLevels.Name);
        foreach (var (column, categories) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Text);
            var index = new CategoryIndex(categories, column);
            string?[] table = [.. categories, Other, null];
            binder.Replace(position, ColumnKind.Text, block => Array.ConvertAll(index.Codes(block.Texts(position)), code => table[code]));
        }

        return binder.Done();
    }
}
