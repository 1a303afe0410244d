using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds a column <c>x.target</c>: the mean of the target in the row's category, shrunk towards the mean of all rows as if there were
/// <see cref="Smoothing"/> more rows with that mean (m-estimate; Micci-Barreca, SIGKDD Explorations 2001). With at least three classes,
/// columns <c>x.target.0</c>, <c>x.target.1</c> … hold the share of each class. An unseen or missing category gets the mean of all
/// rows.
/// </summary>
[Formerly("target")]
public sealed record TargetEncode : ICrossFittedStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "target-encode";

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[postcode]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many rows the mean of all rows counts for.</summary>
    [Setting("Weight of the overall mean, in rows; a higher weight pulls rare categories closer to it.", Example = "10")]
    public double Smoothing { get; init; } = 10;

    /// <summary>Number of classes of the target when there are at least three; 0 for a binary or numeric target.</summary>
    [Setting("Number of target classes if three or more; 0 for a binary or numeric target.", Example = "3")]
    public int Classes { get; init; }

    /// <summary>Whether to keep the texts.</summary>
    [Setting("Whether to keep the text column, for another encoding.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <summary>What the new column's name ends with, after the text column's and a dot.</summary>
    [Setting("End of the new column's name.", Example = "mean")]
    public string Suffix { get; init; } = FittedTargetEncode.Ending;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new TargetMeans(column, Classes))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Smoothing >= 0 && double.IsFinite(Smoothing)
        ? new FittedTargetEncode(
            [.. Chosen(input).Select(column => Learn(column, values.Of(new TargetMeans(column, Classes))))], KeepSource)
        { Suffix = Suffix }
        : throw new TrestleException(RowErrors.BadSetting(Name, "smoothing", $"a smoothing of {Smoothing}", "0 or more"));

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);

    private TargetColumn Learn(string column, TargetMeansValue means)
    {
        var (rows, sums) = means.Total;
        double[] priors = [.. sums.Select(sum => sum / rows)];
        var entries = means.ByText().ToArray();
        return new TargetColumn(
            column,
            [.. entries.Select(entry => entry.Text)],
            [.. priors.Select(
                (prior, o) => new TargetEncoding(prior, [.. entries.Select(entry => Estimate(entry.Sums[o], entry.Rows, prior))]))]);
    }

    private double Estimate(double sum, long rows, double prior) => (sum + (Smoothing * prior)) / (rows + Smoothing);
}

/// <summary>The categories of a column, in ordinal order, and one encoding for each class (or a single one).</summary>
public sealed record TargetColumn(string Column, IReadOnlyList<string> Categories, IReadOnlyList<TargetEncoding> Encodings);

/// <summary>The mean of all rows, and that of each category after smoothing.</summary>
public sealed record TargetEncoding(double Prior, IReadOnlyList<double> Means);

/// <summary>A fitted <see cref="TargetEncode"/>.</summary>
public sealed record FittedTargetEncode(IReadOnlyList<TargetColumn> Columns, bool KeepSource) : IFittedStep
{
    /// <summary>What the new columns' names end with; null for <c>target</c>, before the number of the class.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Suffix { get; init => field = value == Ending ? null : value; }

    internal const string Ending = "target";

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, TargetEncode.Name);
        foreach (var column in Columns)
        {
            if (column.Encodings.Any(encoding => encoding.Means.Count != column.Categories.Count))
            {
                throw new TrestleException(RowErrors.BadPlan($"column '{column.Column}' does not have one mean per category"));
            }

            var position = binder.Find(column.Column, ColumnKind.Text);
            var index = new CategoryIndex(column.Categories, column.Column);
            var tables = column.Encodings.Select(encoding => (double[])[.. encoding.Means, encoding.Prior, encoding.Prior]).ToArray();
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position,
                [.. Names(column).Select(name => new Column(name, ColumnKind.Number))],
                block => Encode(index.Codes(block.Texts(position)), tables));
        }

        return binder.Done();
    }

    private IEnumerable<string> Names(TargetColumn column) => column.Encodings.Count == 1
        ? [$"{column.Column}.{Suffix ?? Ending}"]
        : column.Encodings.Select((_, output) => $"{column.Column}.{Suffix ?? Ending}.{output}");

    private static Array[] Encode(ReadOnlySpan<int> codes, double[][] tables)
    {
        var columns = new Array[tables.Length];
        for (var o = 0; o < columns.Length; o++)
        {
            columns[o] = CategoryIndex.Look(codes, tables[o]);
        }

        return columns;
    }
}
