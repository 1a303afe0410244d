using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Cli.Init;

/// <summary>Values that stand for "no value": 999 among ages, -1 among days, 1900-01-01, 0 for a blood pressure, "unknown".</summary>
internal static class Sentinels
{
    private const int MostInARow = 3;
    private const double Day = 8.64e10;

    private static readonly string[] Words = ["-1", "-9", "-99", "-999", "-9999", "99", "999", "9999", "99999"];

    private static readonly HashSet<double> Known =
    [
        -1, -9, -99, -999, -9999, -99999, -999999, 9, 99, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999, 99.9, 999.9, 999.99,
        9999.9, 9999.99, -99.9, -999.9, -999.99, -9999.9, -999.25, 88, 888, 8888, 77, 777, 7777, 98, 998, 97, 997, 2147483647,
        -2147483648, 32767, -32768, 65535, 4294967295, 1e9,
    ];

    private static readonly HashSet<double> KnownDates =
    [
        .. new[]
        {
            new DateTime(1, 1, 1), new DateTime(1601, 1, 1), new DateTime(1753, 1, 1), new DateTime(1800, 1, 1),
            new DateTime(1899, 12, 30), new DateTime(1899, 12, 31), new DateTime(1900, 1, 1), new DateTime(1901, 1, 1),
            new DateTime(1970, 1, 1), new DateTime(2099, 12, 31), new DateTime(2100, 1, 1), new DateTime(2999, 12, 31),
            new DateTime(3000, 1, 1), new DateTime(9999, 12, 31),
        }.Select(Micros),
    ];

    /// <summary>Names them, and proposes them as null tokens.</summary>
    public static void Give(
        Survey survey, string target, List<Proposal> settings, List<string> remarks, SortedDictionary<string, IReadOnlyList<string>> tokens)
    {
        var steps = new List<string>();
        foreach (var column in survey.Data.Columns.Where(column => column.Name != target))
        {
            if (column.Type is ColumnType.Number or ColumnType.Date)
            {
                GiveValues(survey, column, remarks, tokens, steps);
            }
            else if (column.Reading.Reading is "category" or "text" or "boolean")
            {
                GiveWords(survey, column, remarks, tokens);
            }
        }

        if (steps.Count > 0)
        {
            settings.Add(new Proposal("clean", $"{{steps: [{string.Join(", ", steps)}]}}",
                "these numbers may mean 'no value'; see the remarks"));
        }
    }

    private static void GiveValues(
        Survey survey, ColumnPreview column, List<string> remarks, SortedDictionary<string, IReadOnlyList<string>> tokens,
            List<string> steps)
    {
        var histogram = survey.Histogram(column.Name);
        var found = column.Type == ColumnType.Date ? FindDates(histogram) : FindNumbers(histogram);
        if (found.Count == 0)
        {
            return;
        }

        var named = string.Join(", ", found.Select(entry =>
            $"{Print(column.Type, entry.Value)} ({Format.Count(entry.Rows, "row")})"));
        var rest = histogram.Where(entry => !found.Contains(entry)).ToArray();
        remarks.Add(
            $"{Proposals.Quote(column.Name)}: {named} may mean 'no value': the other values lie between "
                + $"{Print(column.Type, rest[0].Value)} and "
                + Print(column.Type, rest[^1].Value));
        if (survey.Texts(column.Name) is null)
        {
            steps.Add($"{{null-tokens: {{columns: {Proposals.List([column.Name])}, numbers: "
                + $"[{string.Join(", ", found.Select(entry => Print(column.Type, entry.Value)))}]}}}}");
        }
        else
        {
            tokens[column.Name] = Tokens(survey, column, found.SelectMany(entry => survey.Spellings(column.Name, entry.Value)));
        }
    }

    private static void GiveWords(
        Survey survey, ColumnPreview column, List<string> remarks, SortedDictionary<string, IReadOnlyList<string>> tokens)
    {
        var texts = survey.Texts(column.Name)!;
        var few = Math.Max(2, texts.Rows / 1000);
        var found = texts.Counts
            .Where(entry => entry.Value >= few && !column.Reading.Missing.Any(word => word.Value == entry.Key)
                && ((MissingWords.IsProbable(entry.Key) && !IsAbbreviation(entry.Key, texts.Counts.Keys))
                    || (Words.Contains(entry.Key) && !texts.Counts.Keys.All(IsWhole))))
            .Select(entry => new ValueCount(entry.Key, entry.Value))
            .OrderByDescending(word => word.Rows).ThenBy(word => word.Value, StringComparer.Ordinal).ToArray();
        if (found.Length > 0)
        {
            remarks.Add($"{Proposals.Quote(column.Name)}: {Named(found)} may mean 'no value'; now each is a value of its own");
            tokens[column.Name] = Tokens(survey, column, found.Select(word => word.Value));
        }

        var missing = texts.MissingWords.Where(entry => entry.Value >= few && entry.Key.Any(char.IsLetter)
            && MissingWords.IsProbable(entry.Key))
            .Select(entry => new ValueCount(entry.Key, entry.Value)).OrderBy(word => word.Value, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            remarks.Add(
                $"{Proposals.Quote(column.Name)}: {Named(missing)} is read as 'no value'; if it is a category, set null-tokens: [] for "
                    + $"the column");
        }
    }

    /// <summary>Whether a word looks like all others: ND is North Dakota next to CA and NY.</summary>
    private static bool IsAbbreviation(string word, IEnumerable<string> others) => word.Length <= 3 && word.All(char.IsLetter)
        && others.All(other => other.Length == word.Length && other.All(char.IsLetter));

    private static bool IsWhole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string Named(IEnumerable<ValueCount> words) =>
        string.Join(", ", words.Take(5).Select(word => $"{Proposals.Quote(word.Value)} ({Format.Count(word.Rows, "row")})"));

    /// <summary>A column's own tokens replace those of the table, so those that it has are listed too.</summary>
    private static string[] Tokens(Survey survey, ColumnPreview column, IEnumerable<string> found) =>
    [
        .. survey.Texts(column.Name)!.MissingWords.Keys.Concat(column.Reading.Missing.Select(word => word.Value))
            .Order(StringComparer.Ordinal)
            .Prepend("").Concat(found).Distinct(StringComparer.Ordinal),
    ];

    private static string Print(ColumnType type, double value) => type == ColumnType.Date
        ? DateTime.UnixEpoch.AddMicroseconds(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static double Micros(DateTime date) => (date - DateTime.UnixEpoch).TotalMicroseconds;

    /// <summary>Values of an ascending histogram that are far from all others and recur, and zeros where no other value is near
    /// zero.</summary>
    internal static IReadOnlyList<(double Value, long Rows)> FindNumbers((double Value, long Rows)[] histogram)
    {
        var top = AtEnd([.. histogram.Select(entry => (entry.Value, entry.Rows))]);
        var left = histogram[..^top];
        var mirrored = left.Select(entry => (-entry.Value, entry.Rows)).Reverse().ToArray();
        var bottom = AtEnd(mirrored, negate: true);
        var found = left[..bottom].Concat(histogram[^top..]).ToList();
        var rest = histogram[bottom..^top];
        var zero = rest.Length > 0 && bottom == 0 ? ZeroApart(rest) : null;
        return zero is { } entry ? [entry, .. found] : found;
    }

    /// <summary>Dates that programs write for "no date", and others far from the rest that recur.</summary>
    internal static IReadOnlyList<(double Value, long Rows)> FindDates((double Value, long Rows)[] histogram)
    {
        // Values of a single day are times of day, or events of that day: a date that stands for 'no value' would be far away.
        if (histogram.Length < 3 || Math.Floor(histogram[0].Value / Day) == Math.Floor(histogram[^1].Value / Day))
        {
            return [];
        }

        bool IsApart(int at, double gap, double range) => KnownDates.Contains(Math.Floor(histogram[at].Value / Day) * Day)
            ? (histogram[at].Rows > 1 || gap > range) && (gap > 365 * Day || gap > range / 2)
            : histogram[at].Rows > 2 && gap > 5 * range && gap > 365 * Day;
        var (low, high) = (0, histogram.Length - 1);
        if (IsApart(high, histogram[high].Value - histogram[high - 1].Value, histogram[high - 1].Value - histogram[1].Value))
        {
            high--;
        }

        if (high - low >= 2 && IsApart(low, histogram[1].Value - histogram[0].Value, histogram[high].Value - histogram[1].Value))
        {
            low++;
        }

        return [.. histogram[..low], .. histogram[(high + 1)..]];
    }

    /// <summary>How many of the last values are apart from the rest.</summary>
    private static int AtEnd((double Value, long Rows)[] values, bool negate = false)
    {
        for (var count = 1; count <= MostInARow && values.Length - count >= 2; count++)
        {
            var (rest, apart) = (values[..^count], values[^count..]);
            var (gap, range) = (apart[0].Value - rest[^1].Value, rest[^1].Value - rest[0].Value);
            var typical = rest.Select(entry => entry.Rows).Order().ElementAt(rest.Length / 2);
            if (apart.All(entry => entry.Rows > 1 && IsApart(negate ? -entry.Value : entry.Value, entry.Rows, rest, gap, range, typical)))
            {
                return count;
            }
        }

        return 0;
    }

    private static bool IsApart(double value, long rows, (double Value, long Rows)[] rest, double gap, double range, long typical)
    {
        if (!Known.Contains(value))
        {
            // A value that no one writes for "no value" has to be very far, and frequent.
            return rest.Length >= 10 && gap > 5 * range && rows >= Math.Max(3, 3 * typical);
        }

        // -1 is the only negative value of a column whose other values go far beyond 10.
        return value == -1
            ? gap > 0 && rest[^1].Value <= 0 && range >= 10 && rows >= 3 * typical
            : Math.Abs(value) < 10 ? gap >= range
            : gap >= range / 2 || (gap >= range / 5 && rows >= 5 * typical);
    }

    private static (double Value, long Rows)? ZeroApart((double Value, long Rows)[] values)
    {
        if (values[0].Value != 0 || values[0].Rows < 2 || values.Length < 6)
        {
            return null;
        }

        var rest = values[1..];
        var total = rest.Sum(entry => entry.Rows);
        var median = rest[rest.Length / 2].Value;
        var steps = rest[..((rest.Length / 2) + 1)].Zip(rest[1..]).Select(pair => pair.Second.Value - pair.First.Value).Order().ToArray();
        var step = steps[steps.Length / 2];
        return values[0].Rows < total && rest[0].Value >= 0.1 * median && rest[0].Value >= 5 * step ? values[0] : null;
    }
}
