using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>Numbers that are a power of ten or the sign away from a column whose numbers are all close to each other.</summary>
internal sealed class Slips : IRepairFinder
{
    private const int FewestRows = 100;
    private const double MostlyNumbers = 0.99;
    private const double MostSlips = 0.02;

    /// <summary>A single number outside of the range is as likely to be one of its own as a slip; several that all fit are slips.</summary>
    private const int FewestSlips = 4;
    private const double LargestSpread = 6;

    /// <inheritdoc/>
    public string Name => "scale-slips";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        for (var column = 0; column < table.Columns; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = table[column];
            if (values.Present < FewestRows || values.NumberShare < MostlyNumbers || Range(values) is not var (low, high, count, slips)
                || slips < FewestSlips)
            {
                continue;
            }

            yield return new ProposedRepair(
                new ScaleSlips { Columns = [table.Schema[column].Name], Low = low, High = high },
                FormattableString.Invariant($"all but {slips} of {count} numbers lie between {low} and {high}"), 0.95);
        }
    }

    /// <summary>
    /// The range that holds nearly all numbers, where it is so narrow (largest at most six times the smallest) and so far from the rest
    /// that a power of ten is told from a large number.
    /// </summary>
    private static (double Low, double High, int Count, int Slips)? Range(ColumnValues values)
    {
        var numbers = values.Texts.Zip(values.Counts)
            .Select(entry => (Value: ValueParser.TryNumber(entry.First, '.', out var number) ? number : double.NaN, Rows: entry.Second))
            .Where(entry => double.IsFinite(entry.Value)).OrderBy(entry => entry.Value).ToArray();
        var count = numbers.Sum(entry => entry.Rows);
        var (cut, low, high) = ((int)(MostSlips * count / 2), 0, numbers.Length - 1);
        for (var rows = 0; low < high && (rows += numbers[low].Rows) <= cut;)
        {
            low++;
        }

        for (var rows = 0; high > low && (rows += numbers[high].Rows) <= cut;)
        {
            high--;
        }

        var (least, most) = (numbers[low].Value, numbers[high].Value);
        if (least <= 0 || most > LargestSpread * least)
        {
            return null;
        }

        // What continues the range belongs to it; only what lies beyond a gap is a slip.
        while (low > 0 && numbers[low - 1].Value > 0 && numbers[low - 1].Value * 1.5 >= numbers[low].Value)
        {
            least = numbers[--low].Value;
        }

        while (high < numbers.Length - 1 && numbers[high + 1].Value <= numbers[high].Value * 1.5)
        {
            most = numbers[++high].Value;
        }

        var outside = numbers.Where(entry => entry.Value < least || entry.Value > most).ToArray();
        return most <= LargestSpread * least && outside.All(entry => !double.IsNaN(ScaleSlips.Mended(entry.Value, least, most)))
            ? (least, most, count, outside.Sum(entry => entry.Rows))
            : null;
    }
}
