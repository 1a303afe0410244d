using System.Text;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>
/// Rare values that are a slip away from a frequent one, in columns with few values ("patiexts" among "patients"). Digits must be equal:
/// numbers that differ are different things.
/// </summary>
internal sealed class Spellings : IRepairFinder
{
    private const int FewestRows = 50;
    private const int FrequentRows = 10;
    private const double Closed = 0.9;
    private const double RareShare = 0.01;
    private const int Ratio = 20;
    /// <summary>One slip is rarely made often, unless slips are frequent: "ISLAND" in several rows is right beside "INLAND".</summary>
    private const int OnceOrTwice = 2;
    private const int SeveralWays = 3;
    private const int MostFrequent = 2_000;
    private const int MostRare = 20_000;

    /// <inheritdoc/>
    public string Name => "spellings";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        for (var column = 0; column < table.Columns; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = table[column];
            if (values.Present < FewestRows || values.NumberShare > 0.5)
            {
                continue;
            }

            var repairs = Repairs(values, cancellation);
            if (repairs.Count > 0)
            {
                yield return new ProposedRepair(
                    new ReplaceValues { Columns = [table.Schema[column].Name], Values = repairs },
                    $"rare values that differ by a slip from one that is at least {Ratio} times as frequent", 0.95);
            }
        }
    }

    private static SortedDictionary<string, string> Repairs(ColumnValues values, CancellationToken cancellation)
    {
        var repairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var shapes = values.Texts.Zip(values.Counts).GroupBy(entry => Shape(entry.First), StringComparer.Ordinal)
            .Select(group => (
                Shape: group.Key, Rows: group.Sum(entry => entry.Second), Texts: group.Select(entry => entry.First).ToArray()))
            .OrderByDescending(shape => shape.Rows).ThenBy(shape => shape.Shape, StringComparer.Ordinal).ToArray();
        var frequent = shapes.TakeWhile(shape => shape.Rows >= FrequentRows).ToArray();
        var rare = shapes.Where(shape => shape.Rows * Ratio <= shapes[0].Rows && shape.Rows <= (RareShare * values.Present) + 2).ToArray();
        if (frequent.Length is 0 or > MostFrequent || rare.Length > MostRare || frequent.Sum(shape => shape.Rows) < Closed * values.Present)
        {
            return repairs;
        }

        var slips = rare.Select(slip =>
        {
            cancellation.ThrowIfCancellationRequested();
            var right = frequent.Where(other => other.Rows >= Ratio * slip.Rows && Slip.Between(slip.Shape, other.Shape)).Take(2).ToArray();
            return (Slip: slip, Right: right.Length == 1 ? right[0].Shape : null);
        }).Where(slip => slip.Right is not null).ToArray();
        var ways = slips.CountBy(slip => slip.Right!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var (slip, right) in slips.Where(slip => slip.Slip.Rows <= OnceOrTwice || ways[slip.Right!] >= SeveralWays))
        {
            foreach (var text in slip.Texts)
            {
                repairs[text] = WithDigits(right!, text);
            }
        }

        return repairs;
    }

    /// <summary>The text with each run of digits as one mark.</summary>
    private static string Shape(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return text;
        }

        var shape = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                shape.Append(c);
            }
            else if (shape.Length == 0 || shape[^1] != Slip.Digits)
            {
                shape.Append(Slip.Digits);
            }
        }

        return shape.ToString();
    }

    /// <summary>The shape with the digits of a text, run by run.</summary>
    private static string WithDigits(string shape, string text)
    {
        var (result, at) = (new StringBuilder(text.Length), 0);
        foreach (var c in shape)
        {
            if (c != Slip.Digits)
            {
                result.Append(c);
                continue;
            }

            while (!char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            {
                result.Append(text[at]);
            }
        }

        return result.ToString();
    }
}
