using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>
/// Words and numbers that stand for "no value" in columns of numbers: "N/A" where the table leaves other missing values empty, and -999 far
/// from all other numbers. A word that stands for all missing values of a table is its way to write them, and stays.
/// </summary>
internal sealed class MissingWordsAmongNumbers : IRepairFinder
{
    private const double MostlyNumbers = 0.95;
    private const int FewestRows = 20;
    private const int FewestValues = 10;
    private const int FewestRepeats = 3;
    private const double Gap = 5;

    /// <inheritdoc/>
    public string Name => "disguised-missing";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        var usual = UsualWords(table);
        for (var column = 0; column < table.Columns; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = table[column];
            string[] words = [.. values.Texts.Where(text => IsWord(text) && !usual.Contains(text))];
            var present = values.Present - values.Texts.Where(IsWord).Sum(values.CountOf);
            var numbers = values.Texts.Zip(values.Counts).Where(entry => IsNumber(entry.First, out _)).ToArray();
            if (present < FewestRows || numbers.Sum(entry => entry.Second) < MostlyNumbers * present)
            {
                continue;
            }

            string[] sentinels = [.. Sentinels(numbers)];
            if (words.Length > 0 || sentinels.Length > 0)
            {
                yield return new ProposedRepair(
                    new NullTokens { Columns = [table.Schema[column].Name], Tokens = [.. words, .. sentinels] },
                    sentinels.Length == 0 ? "words for 'no value' in a column of numbers" : "'no value': far from all other numbers",
                    sentinels.Length == 0 ? 0.99 : 0.95);
            }
        }
    }

    /// <summary>
    /// Words that are the table's way to write missing values: it has no empty ones, or the word stands in several columns, more often than
    /// values are empty.
    /// </summary>
    private static HashSet<string> UsualWords(TextTable table)
    {
        var columns = Enumerable.Range(0, table.Columns).Select(column => table[column]).ToArray();
        var empty = columns.Sum(values => (long)values.Missing);

        // A step compares words without their case, so "na" stands for "NA" here too.
        return columns.SelectMany(values => values.Texts.Where(IsWord)).Distinct(StringComparer.Ordinal).Where(word => empty == 0
            || (columns.Count(values => values.CountOf(word) > 0) > 1 && columns.Sum(values => (long)values.CountOf(word)) >= empty))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsWord(string text) => ValueParser.IsNull(text, Contract.DefaultNullTokens) || MissingWords.IsCertain(text);

    private static bool IsNumber(string text, out double number) =>
        ValueParser.TryNumber(text, '.', out number) || (NumberText.TrySplit(text, out var parts) && parts.TryRead('.', out number));

    /// <summary>Runs of nines at the end of the range that repeat and are far from what comes next.</summary>
    internal static IEnumerable<string> Sentinels(IEnumerable<(string Text, int Rows)> numbers)
    {
        var values = numbers
            .Select(entry => (entry.Text, entry.Rows, Value: ValueParser.TryNumber(entry.Text, '.', out var value) ? value : double.NaN))
            .Where(entry => double.IsFinite(entry.Value)).OrderBy(entry => entry.Value).ToArray();
        if (values.Length < FewestValues)
        {
            yield break;
        }

        foreach (var (extreme, next) in new[] { (values[0], values[1]), (values[^1], values[^2]) })
        {
            var digits = extreme.Text.TrimStart('-');
            if (digits.Length >= 3 && digits.All(digit => digit == '9') && extreme.Rows >= FewestRepeats
                && Math.Abs(extreme.Value) > Gap * Math.Max(1, Math.Abs(next.Value)) && extreme.Value * next.Value >= 0 | extreme.Value < 0)
            {
                yield return extreme.Text;
            }
        }
    }
}
