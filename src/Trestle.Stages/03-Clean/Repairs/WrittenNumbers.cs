using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Readings;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>A number and how many rows have it.</summary>
internal readonly record struct CountedNumber(double Value, int Rows);

/// <summary>Numbers with the same text beside them.</summary>
/// <param name="Before">What stands before the number.</param>
/// <param name="After">What stands behind it.</param>
/// <param name="Ending">What stands behind it with white space, as in most rows.</param>
/// <param name="Unit">The first word of it, in small letters, where that is known to belong to numbers; else null.</param>
/// <param name="Numbers">The numbers.</param>
internal sealed record WrittenForm(string Before, string After, string Ending, string? Unit, IReadOnlyList<CountedNumber> Numbers)
{
    /// <summary>Number of rows.</summary>
    public int Rows { get; } = Numbers.Sum(number => number.Rows);
}

/// <summary>How the numbers of a column are written.</summary>
internal sealed record WrittenNumbers
{
    /// <summary>Numbers that stand alone.</summary>
    public required IReadOnlyList<CountedNumber> Bare { get; init; }

    /// <summary>Numbers with marks of thousands.</summary>
    public required IReadOnlyList<CountedNumber> Grouped { get; init; }

    /// <summary>Numbers with a text beside them, the most frequent form first.</summary>
    public required IReadOnlyList<WrittenForm> Affixed { get; init; }

    /// <summary>Rows with a value.</summary>
    public required int All { get; init; }

    /// <summary>Whether whole numbers are mostly written with a fraction of zeros: 12.0.</summary>
    public required bool HasPoints { get; init; }

    /// <summary>Whether some whole numbers have leading zeros.</summary>
    public required bool AreCodes { get; init; }

    /// <summary>Rows whose value is a number in one of these ways.</summary>
    public int Read => Bare.Sum(number => number.Rows) + Grouped.Sum(number => number.Rows) + Affixed.Sum(form => form.Rows);

    /// <summary>Looks at the values of a column.</summary>
    public static WrittenNumbers Of(ColumnValues values)
    {
        var (bare, grouped) = (new List<CountedNumber>(), new List<CountedNumber>());
        var affixed = new Dictionary<(string Before, string After), List<(string Text, CountedNumber Number)>>();
        var (points, whole, codes) = (0, 0, 0);
        foreach (var (text, rows) in values.Texts.Zip(values.Counts))
        {
            if (NumberForm.IsGrouped(text) && ValueParser.TryNumber(text.Replace(",", "", StringComparison.Ordinal), '.', out var marked))
            {
                grouped.Add(new CountedNumber(marked, rows));
            }
            else if (ValueParser.TryNumber(text, '.', out var number))
            {
                bare.Add(new CountedNumber(number, rows));
                whole += number == Math.Truncate(number) ? rows : 0;
                points += number == Math.Truncate(number) && text.EndsWith(".0", StringComparison.Ordinal) ? rows : 0;
                codes += NumberText.HasLeadingZero(text) ? rows : 0;
            }
            else if (NumberForm.TrySplit(text, out var parts) && parts.TryRead('.', out var value))
            {
                var key = (parts.Before.ToString(), parts.After.ToString());
                if (!affixed.TryGetValue(key, out var form))
                {
                    affixed[key] = form = [];
                }

                form.Add((text, new CountedNumber(value, rows)));
            }
        }

        return new WrittenNumbers
        {
            Bare = bare,
            Grouped = grouped,
            Affixed = [.. Forms(affixed)],
            All = values.Present,
            HasPoints = points * 2 > whole && points > 0,
            AreCodes = codes > 0,
        };
    }

    /// <summary>The median size of numbers as a power of ten; zeros are ignored.</summary>
    public static double Scale(IReadOnlyList<CountedNumber> numbers)
    {
        var sizes = numbers.Where(number => number.Value != 0).OrderBy(number => Math.Abs(number.Value)).ToArray();
        var left = sizes.Sum(number => (long)number.Rows) / 2;
        foreach (var number in sizes)
        {
            if ((left -= number.Rows) < 0)
            {
                return Math.Log10(Math.Abs(number.Value));
            }
        }

        return double.NaN;
    }

    private static IEnumerable<WrittenForm> Forms(
        Dictionary<(string Before, string After), List<(string Text, CountedNumber Number)>> affixed)
    {
        var rows = affixed.Values.Sum(form => form.Sum(entry => entry.Number.Rows));
        return affixed
            .Select(entry => new WrittenForm(
                entry.Key.Before, entry.Key.After, Ending(entry.Value[0].Text, entry.Key.After),
                Unit(entry.Key.Before, entry.Key.After, entry.Value.Sum(number => number.Number.Rows) * 2 > rows),
                [.. entry.Value.Select(number => number.Number)]))
            .OrderByDescending(form => form.Rows).ThenBy(form => form.Before, StringComparer.Ordinal)
            .ThenBy(form => form.After, StringComparer.Ordinal);
    }

    private static string Ending(string text, string after) =>
        after.Length > 0 && text.EndsWith($" {after}", StringComparison.Ordinal) ? $" {after}" : after;

    private static string? Unit(string before, string after, bool isUsual)
    {
        if (after.Length == 0 || before.Length > 0)
        {
            return after.Length == 0 && NumberText.IsCurrency(before) ? before : null;
        }

        var end = after.IndexOf(' ');
        var word = (end < 0 ? after : after[..end]).TrimEnd('.', ',').ToLowerInvariant();
        return word == "%" || NumberText.IsCurrency(after) || Units.Find(word).Count > 0
            || (isUsual && end < 0 && word.Length > 2 && word.All(char.IsLower)) ? word : null;
    }
}
