using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>The code of a category that was not seen in training.</summary>
public enum UnseenAs
{
    /// <summary>No value.</summary>
    Missing,

    /// <summary>A code of its own, the highest.</summary>
    Code,
}

/// <summary>
/// Replaces the texts of a column by whole numbers, 0 for the most frequent category (ties in ordinal order) or the first of a given order;
/// "no value" stays "no value".
/// </summary>
[Formerly("ordinal")]
public sealed record OrdinalEncode : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "ordinal-encode";

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The categories in the order of their codes; null for the most frequent first.</summary>
    [Setting("Categories in the order of their codes (default: the most frequent first).", Example = "[low, medium, high]")]
    public IReadOnlyList<string>? Order { get; init; }

    /// <summary>The code of an unseen category.</summary>
    [Setting("How to encode a category that was not seen in training.", Example = "code")]
    public UnseenAs Unseen { get; init; } = UnseenAs.Missing;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) =>
        Order is null ? [.. Chosen(input).Select(column => new Frequencies(column))] : [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedOrdinalEncode(
        [
            .. Chosen(input).Select(
                column => new OrdinalColumn(
                    column, Order ?? [.. values.Of(new Frequencies(column)).Ordered().Select(entry => entry.Key)])),
        ],
        Unseen);

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);
}

/// <summary>The categories of a column in the order of their codes.</summary>
public sealed record OrdinalColumn(string Column, IReadOnlyList<string> Categories);

/// <summary>A fitted <see cref="OrdinalEncode"/>.</summary>
public sealed record FittedOrdinalEncode(IReadOnlyList<OrdinalColumn> Columns, UnseenAs Unseen) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, OrdinalEncode.Name);
        foreach (var (column, categories) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Text);
            var index = new CategoryIndex(categories, column);
            double[] table =
            [
                .. Enumerable.Range(0, categories.Count).Select(code => (double)code),
                Unseen == UnseenAs.Code ? categories.Count : double.NaN,
                double.NaN,
            ];
            binder.Replace(position, ColumnKind.Number, block => CategoryIndex.Look(index.Codes(block.Texts(position)), table));
        }

        return binder.Done();
    }
}
