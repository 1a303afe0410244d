using System.Text.Json;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Texts;

namespace Trestle.Rows.Steps;

/// <summary>
/// Turns a text that lists things, <c>tv;phone</c> or <c>["tv", "phone"]</c>, into a column <c>x.items</c> with their number and a column
/// <c>x=tv</c> of 1 and 0 for each frequent one, in ordinal order. White space around an item does not count.
/// </summary>
public sealed record ListItems : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "list-items";

    /// <inheritdoc/>
    [Setting("Text columns with lists; must be given.", Example = "[services]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What stands between two items.</summary>
    [Setting("What stands between two items; lists in JSON are read anyway.", Example = "\"|\"")]
    public string Separator { get; init; } = ";";

    /// <summary>How many items become columns.</summary>
    [Setting("Maximum items per column that become columns; the most frequent do.", Example = "20")]
    public int MaxItems { get; init; } = 50;

    /// <summary>The share of the rows from which an item becomes a column.</summary>
    [Setting("Minimum share of rows (0 to 1) for an item to get a column.", Example = "0.05")]
    public double MinFrequency { get; init; } = 0.01;

    /// <summary>Whether to keep the text.</summary>
    [Setting("Whether to keep the text column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Frequencies(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        Separator.Length == 0 || MaxItems < 0 || !(MinFrequency >= 0 && MinFrequency <= 1)
            ? throw new TrestleException(RowErrors.BadSetting(
                Name, "separator, max-items and min-frequency", $"'{Separator}', {MaxItems} items and a share of {MinFrequency}",
                "a separator, 0 or more items and a share from 0 to 1"))
            : new FittedListItems(
                [.. Chosen(input).Select(column => new OrdinalColumn(column, Frequent(values.Of(new Frequencies(column)))))],
                Separator, KeepSource);

    /// <summary>The items of a list, each once.</summary>
    internal static string[] ItemsOf(string text, string separator)
    {
        using var json = text.AsSpan().TrimStart().StartsWith("[") ? JsonPlace.Read(text) : null;
        var items = json is { RootElement.ValueKind: JsonValueKind.Array }
            ? json.RootElement.EnumerateArray().Select(item => item.ValueKind switch
            {
                JsonValueKind.String => item.ToString(),
                JsonValueKind.Null => "",
                _ => item.GetRawText(),
            })
            : text.Split(separator);
        return [.. items.Select(item => item.Trim()).Where(item => item.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    private IReadOnlyList<string> Chosen(RowSchema input) =>
        ColumnChoice.Of(ColumnKind.Text, ColumnChoice.Required(Columns, input, Name), input, Name);

    private string[] Frequent(FrequenciesValue frequencies)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (text, rows) in frequencies.Ordered())
        {
            foreach (var item in ItemsOf(text, Separator))
            {
                counts[item] = counts.GetValueOrDefault(item) + rows;
            }
        }

        return
        [
            .. counts.Where(entry => entry.Value >= MinFrequency * frequencies.Rows)
                .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                .Take(MaxItems).Select(entry => entry.Key).Order(StringComparer.Ordinal),
        ];
    }
}

/// <summary>A fitted <see cref="ListItems"/>: the items that are columns. "No value" has no number of items.</summary>
public sealed record FittedListItems(IReadOnlyList<OrdinalColumn> Columns, string Separator, bool KeepSource) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Separator.Length == 0)
        {
            throw new TrestleException(RowErrors.BadPlan($"'{ListItems.Name}' has no separator"));
        }

        var binder = new StepBinder(input, ListItems.Name);
        foreach (var (column, items) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Text);
            var index = new CategoryIndex(items, column);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position,
                [
                    new Column($"{column}.items", ColumnKind.Number),
                    .. items.Select(item => new Column($"{column}={item}", ColumnKind.Number)),
                ],
                block => Encode(block.Texts(position), index, items.Count));
        }

        return binder.Done();
    }

    private Array[] Encode(ReadOnlySpan<string?> texts, CategoryIndex index, int count)
    {
        var columns = new double[count + 1][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new double[texts.Length];
        }

        for (var row = 0; row < texts.Length; row++)
        {
            string[] items = texts[row] is { } text ? ListItems.ItemsOf(text, Separator) : [];
            columns[0][row] = texts[row] is null ? double.NaN : items.Length;
            foreach (var code in index.Codes(items))
            {
                if (code < count)
                {
                    columns[code + 1][row] = 1;
                }
            }
        }

        return columns;
    }
}
