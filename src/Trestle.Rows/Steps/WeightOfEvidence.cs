using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// For two classes: adds a column <c>x.evidence</c>, the logarithm of the share of the positive rows that have the row's category, divided
/// by that of the negative rows (weight of evidence; Good 1950). Above 0 speaks for the positive class. Each category counts
/// <see cref="Smoothing"/> rows more of each class, so that none is certain; an unseen or missing category gets 0.
/// </summary>
public sealed record WeightOfEvidence : ICrossFittedStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "weight-of-evidence";

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[postcode]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many rows of each class a category has besides its own.</summary>
    [Setting("Rows of each class that a category counts besides its own.", Example = "10")]
    public double Smoothing { get; init; } = 1;

    /// <summary>Whether to keep the texts.</summary>
    [Setting("Whether to keep the text column, for another encoding.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new TargetMeans(column, 0))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Smoothing > 0 && double.IsFinite(Smoothing)
        ? new FittedWeightOfEvidence(
            [.. Chosen(input).Select(column => Learn(column, values.Of(new TargetMeans(column, 0))))], KeepSource)
        : throw new TrestleException(RowErrors.BadSetting(Name, "smoothing", $"a smoothing of {Smoothing}", "more than 0"));

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);

    private EvidenceColumn Learn(string column, TargetMeansValue means)
    {
        var (rows, sums) = means.Total;
        var entries = means.ByText().ToArray();
        if (rows > 0 && !(sums[0] >= 0 && sums[0] <= rows && entries.All(entry => entry.Sums[0] >= 0 && entry.Sums[0] <= entry.Rows)))
        {
            throw new TrestleException(RowErrors.BadSetting(Name, "columns", "a target that is not binary", "a target of two classes"));
        }

        return new EvidenceColumn(
            column,
            [.. entries.Select(entry => entry.Text)],
            [.. entries.Select(entry => Math.Log(
                (entry.Sums[0] + Smoothing) / (sums[0] + (2 * Smoothing))
                / ((entry.Rows - entry.Sums[0] + Smoothing) / (rows - sums[0] + (2 * Smoothing)))))]);
    }
}

/// <summary>The categories of a column, in ordinal order, and the weight of each.</summary>
public sealed record EvidenceColumn(string Column, IReadOnlyList<string> Categories, IReadOnlyList<double> Weights);

/// <summary>A fitted <see cref="WeightOfEvidence"/>.</summary>
public sealed record FittedWeightOfEvidence(IReadOnlyList<EvidenceColumn> Columns, bool KeepSource) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, WeightOfEvidence.Name);
        foreach (var (column, categories, weights) in Columns)
        {
            if (categories.Count != weights.Count)
            {
                throw new TrestleException(RowErrors.BadPlan($"column '{column}' does not have one weight per category"));
            }

            var position = binder.Find(column, ColumnKind.Text);
            var index = new CategoryIndex(categories, column);
            double[] table = [.. weights, 0, 0];
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.Add(
                position, $"{column}.evidence", ColumnKind.Number, block => CategoryIndex.Look(index.Codes(block.Texts(position)), table));
        }

        return binder.Done();
    }
}
