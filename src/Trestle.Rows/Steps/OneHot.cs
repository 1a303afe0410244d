using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Turns a text column into columns <c>x=category</c> of 1 and 0, one for each frequent category, in ordinal order, and drops the text
/// column. A rare, unseen or missing value gives 0 everywhere unless it has a column of its own.
/// </summary>
public sealed record OneHot : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "one-hot";

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many categories of a column become columns, the most frequent first.</summary>
    [Setting("Maximum categories per column; the most frequent get a column.", Example = "50")]
    public int MaxCategories { get; init; } = 50;

    /// <summary>The share of the rows from which a category becomes a column.</summary>
    [Setting("Minimum share of rows (0 to 1) for a category to get a column.", Example = "0.01")]
    public double MinFrequency { get; init; }

    /// <summary>Whether rare and unseen categories share a column <c>x=other</c>.</summary>
    [Setting("Whether to add a column x=other for rare and unseen categories.", Example = "true")]
    public bool Other { get; init; }

    /// <summary>Whether "no value" has a column <c>x=missing</c>.</summary>
    [Setting("Whether to add a column x=missing for missing values.", Example = "true")]
    public bool Missing { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Frequencies(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        if (MaxCategories < 1)
        {
            throw new TrestleException(RowErrors.BadSetting(Name, "max-categories", $"{MaxCategories} categories", "at least one"));
        }

        if (!(MinFrequency >= 0 && MinFrequency <= 1))
        {
            throw new TrestleException(
                RowErrors.BadSetting(Name, "min-frequency", $"a share of {MinFrequency}", "a share of the rows, 0 to 1"));
        }

        return new FittedOneHot(
            [.. Chosen(input).Select(column => new OneHotColumn(column, Frequent(values.Of(new Frequencies(column))), Other, Missing))]);
    }

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);

    /// <summary>A category with the name of the columns "other" or "missing" is counted there.</summary>
    private string[] Frequent(FrequenciesValue frequencies) =>
    [
        .. frequencies.Ordered()
            .TakeWhile(entry => entry.Value >= MinFrequency * frequencies.Rows)
            .Select(entry => entry.Key)
            .Where(category => !(Other && category == OneHotColumn.OtherCategory) && !(Missing && category == OneHotColumn.MissingCategory))
            .Take(MaxCategories)
            .Order(StringComparer.Ordinal),
    ];
}

/// <summary>The categories of a column that became columns.</summary>
public sealed record OneHotColumn(string Column, IReadOnlyList<string> Categories, bool Other, bool Missing)
{
    internal const string OtherCategory = "other";
    internal const string MissingCategory = "missing";

    /// <summary>What the new columns represent, in order.</summary>
    internal IReadOnlyList<string> Outputs =>
        [.. Categories, .. Other ? [OtherCategory] : Array.Empty<string>(), .. Missing ? [MissingCategory] : Array.Empty<string>()];
}

/// <summary>A fitted <see cref="OneHot"/>.</summary>
public sealed record FittedOneHot(IReadOnlyList<OneHotColumn> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, OneHot.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column.Column, ColumnKind.Text);
            var outputs = column.Outputs;
            var index = new CategoryIndex(outputs, column.Column);
            int[] places =
            [
                .. Enumerable.Range(0, outputs.Count),
                column.Other ? column.Categories.Count : -1,
                column.Missing ? outputs.Count - 1 : -1,
            ];
            binder.Remove(position);
            binder.AddMany(
                position,
                [.. outputs.Select(output => new Column($"{column.Column}={output}", ColumnKind.Number))],
                block => Encode(index.Codes(block.Texts(position)), places, outputs.Count));
        }

        return binder.Done();
    }

    private static Array[] Encode(ReadOnlySpan<int> codes, ReadOnlySpan<int> places, int outputs)
    {
        var columns = new double[outputs][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new double[codes.Length];
        }

        for (var i = 0; i < codes.Length; i++)
        {
            var place = places[codes[i]];
            if (place >= 0)
            {
                columns[place][i] = 1;
            }
        }

        return columns;
    }
}
