using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Leaves out numbers that name rows: whole, different in each row, dense as a running number or of one length as a code, and without a
/// word about the target.
/// </summary>
public sealed record NumericIdentifier : IFeatureMethod
{
    private const int FewestRows = 100;
    private const double Dense = 3;
    private const double SmallestCode = 10_000;

    /// <summary>Below this probability a number tells something, and stays.</summary>
    [Setting("Below this p-value, a number tells something about the target and is kept.", Example = "0.01")]
    [Range(0, 1)]
    public double Level { get; init; } = 0.01;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        var verdicts = new FeatureVerdict[rows.Columns.Count];
        rows.Each(
            column =>
            {
                var (own, bins) = (rows.Columns[column], rows.Columns[column].Bins);
                var looks = !own.IsCategory && rows.Count >= FewestRows ? Looks(own.Values) : null;
                var p = looks is null ? 0 : bins.Independence(rows).PValue;
                verdicts[column] = new FeatureVerdict(
                    looks is null || p < Level,
                    -p,
                    looks is null ? "it does not name rows"
                        : $"{looks}, and it tells {(p < Level ? "something" : "nothing")} about the target (p = {Format.Figure(p)})");
            },
            cancellation);
        return verdicts;
    }

    /// <summary>Why numbers look like names of rows; null when they do not.</summary>
    private static string? Looks(double[] values)
    {
        var seen = new HashSet<double>(values.Length);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || value != Math.Floor(value) || !seen.Add(value))
            {
                return null;
            }

            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        return most - least < Dense * values.Length ? "a running number"
            : least >= SmallestCode && Digits(least) == Digits(most) && IsEven(values, least, most)
                ? $"{Format.Count(values.Length)} different codes of {Digits(least)} digits" : null;
    }

    private static int Digits(double value) => (int)Math.Floor(Math.Log10(value)) + 1;

    /// <summary>Codes are spread evenly; what is measured or counted has a middle.</summary>
    private static bool IsEven(double[] values, double least, double most)
    {
        var counts = new int[10];
        foreach (var value in values)
        {
            counts[Math.Min(9, (int)(10 * (value - least) / (most - least)))]++;
        }

        var expected = values.Length / 10.0;
        return counts.Sum(count => (count - expected) * (count - expected) / expected) < 27.9; // chi-square, 9 degrees of freedom, p = .001
    }
}
