using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>Describes every typed column of the training part.</summary>
internal static class ProfileBuilder
{
    private const int MostTop = 10;
    private const int MostBins = 20;

    /// <summary>The questions that the profiles of numbers need; those of texts follow from what the contract was learned from.</summary>
    public static IEnumerable<Stat> Needs(Contract contract, RowSchema typed) => ContractSteps.Features(contract)
        .SelectMany(column => typed[typed.Find(column.Name)].Kind == ColumnKind.Number
            ? [new Count(column.Name), new Moments(column.Name), new Quantiles(column.Name)]
            : column.Printed ? new Stat[] { Evidence(column) } : []);

    /// <summary>The profiles.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="typed">The typed columns.</param>
    /// <param name="numbers">The answers to <see cref="Needs"/> about the training part.</param>
    /// <param name="texts">What the training part's texts look like, by column.</param>
    public static IEnumerable<ColumnProfile> Make(
        Contract contract, RowSchema typed, StatValues numbers, Func<string, ColumnEvidenceValue> texts) => ContractSteps.Features(contract)
        .Select(column => typed[typed.Find(column.Name)].Kind == ColumnKind.Number
            ? Number(column, numbers)
            : Text(column, column.Printed ? numbers.Of(Evidence(column)) : texts(column.Name), contract.NullTokensOf(column)));

    /// <summary>Numbers of the source are texts only once they are typed.</summary>
    private static ColumnEvidence Evidence(ColumnContract column) => new(column.Name, []);

    private static ColumnProfile Number(ColumnContract column, StatValues values)
    {
        var count = values.Of(new Count(column.Name));
        var moments = values.Of(new Moments(column.Name));
        var quantiles = values.Of(new Quantiles(column.Name));
        return new ColumnProfile
        {
            Name = column.Name,
            Type = column.Type,
            Rows = count.Rows,
            Missing = count.Missing,
            Distinct = quantiles.Exact ? quantiles.Distinct : column.Distinct,
            Mean = column.Private ? null : Finite(moments.Mean),
            Deviation = column.Private ? null : Finite(Math.Sqrt(moments.SampleVariance)),
            Min = column.Private ? null : Finite(moments.Min),
            Median = column.Private ? null : Finite(quantiles.Quantile(0.5)),
            Max = column.Private ? null : Finite(moments.Max),
            Bins = column.Private ? [] : Bins(quantiles),
        };
    }

    /// <summary>Counts in bins of equal width; one bin for each value where there are few.</summary>
    public static long[] Bins(QuantilesValue distribution)
    {
        var values = distribution.Values;
        var counts = distribution.Counts;
        if (values.Length == 0)
        {
            return [];
        }

        var bins = new long[Math.Min(values.Length, MostBins)];
        var (low, width) = (values[0], values[^1] - values[0]);
        for (var i = 0; i < values.Length; i++)
        {
            bins[
                width > 0 && double.IsFinite(width) ? Math.Min(
                    bins.Length - 1, (int)((values[i] - low) / width * bins.Length)) : 0] += counts[i];
        }

        return bins;
    }

    private static ColumnProfile Text(ColumnContract column, ColumnEvidenceValue evidence, IReadOnlyList<string> nullTokens)
    {
        var missing = evidence.Counts.Where(entry => ValueParser.IsNull(entry.Key, nullTokens)).ToArray();
        return new ColumnProfile
        {
            Name = column.Name,
            Type = column.Type,
            Rows = evidence.Rows,
            Missing = evidence.Missing + missing.Sum(entry => entry.Value),
            Distinct = evidence.Distinct - missing.Length,
            Top = column.Private ? [] : [.. ValueCount.Ordered(evidence.Counts.Except(missing))
                .Take(MostTop)
                .Select(count => count with { Value = count.Value.Length <= 80 ? count.Value : count.Value[..80] + "…" })],
        };
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
