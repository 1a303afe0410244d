using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds a column <c>x.frequency</c>: the share of the training rows (0 to 1, counting those without a value) that have the row's
/// category; 0 for an unseen one, "no value" for "no value".
/// </summary>
[Formerly("frequency")]
public sealed record FrequencyEncode : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "frequency-encode";

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether to keep the texts.</summary>
    [Setting("Whether to keep the text column, for another encoding.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <summary>What the new column's name ends with, after the text column's and a dot.</summary>
    [Setting("End of the new column's name.", Example = "share")]
    public string Suffix { get; init; } = FittedFrequencyEncode.Ending;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Frequencies(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedFrequencyEncode([.. Chosen(input).Select(column => Learn(column, values.Of(new Frequencies(column))))], KeepSource)
        {
            Suffix = Suffix,
        };

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);

    private static FrequencyColumn Learn(string column, FrequenciesValue frequencies)
    {
        var ordered = frequencies.Ordered();
        return new FrequencyColumn(
            column, [.. ordered.Select(entry => entry.Key)], [.. ordered.Select(entry => (double)entry.Value / frequencies.Rows)]);
    }
}

/// <summary>The categories of a column and the share of each, the most frequent first.</summary>
public sealed record FrequencyColumn(string Column, IReadOnlyList<string> Categories, IReadOnlyList<double> Shares);

/// <summary>A fitted <see cref="FrequencyEncode"/>.</summary>
public sealed record FittedFrequencyEncode(IReadOnlyList<FrequencyColumn> Columns, bool KeepSource) : IFittedStep
{
    /// <summary>What the new columns' names end with; null for <c>frequency</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Suffix { get; init => field = value == Ending ? null : value; }

    internal const string Ending = "frequency";

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, FrequencyEncode.Name);
        foreach (var (column, categories, shares) in Columns)
        {
            if (categories.Count != shares.Count)
            {
                throw new TrestleException(
                    RowErrors.BadPlan($"column '{column}' has {categories.Count} categories and {shares.Count} shares"));
            }

            var position = binder.Find(column, ColumnKind.Text);
            var index = new CategoryIndex(categories, column);
            double[] table = [.. shares, 0, double.NaN];
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.Add(
                position, $"{column}.{Suffix ?? Ending}", ColumnKind.Number,
                block => CategoryIndex.Look(index.Codes(block.Texts(position)), table));
        }

        return binder.Done();
    }
}
