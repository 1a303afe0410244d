using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>How well each column of a table determines each other one.</summary>
internal sealed class DependencyPairs(TextTable table)
{
    private const int FewestRows = 30;
    private const int FewGroups = 3;
    private const int EnoughGroups = 10;
    private const int LargeGroup = 10;
    private const double LeastShare = 0.8;
    private const double MostOtherNumbers = 0.03;
    private const double LeastLift = 0.9;
    private const double MostExceptions = 0.05;
    private const double MostlyNumbers = 0.9;
    private const double FrequentShare = 0.02;

    private readonly Dictionary<int, int[][]> groups = [];

    /// <summary>
    /// The share of rows, of those that share a value of the first column with another, whose value of the second is the majority's; null
    /// where the first does not determine the second.
    /// </summary>
    /// <remarks>
    /// Values that are a majority somewhere, or frequent, are right somewhere: where they contradict a majority, the dependency has
    /// exceptions. These must be few, also beside what a constant guess gets wrong. Other contradicting values are most likely misspelled.
    /// </remarks>
    public double? Of(int from, int to, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var values = table[to];
        var together = groups.TryGetValue(from, out var known) ? known : groups[from] = Groups(table[from]);
        if (together.Length < FewGroups)
        {
            return null;
        }

        var counts = new int[values.Texts.Length];
        var (wins, against) = (new long[values.Texts.Length], new long[values.Texts.Length]);
        var (rows, agreeing, used) = (0L, 0L, 0);
        var touched = new List<int>();
        foreach (var group in together)
        {
            touched.Clear();
            foreach (var row in group)
            {
                var code = values.Codes[row];
                if (code >= 0 && counts[code]++ == 0)
                {
                    touched.Add(code);
                }
            }

            var (winner, present) = (-1, 0);
            foreach (var code in touched)
            {
                present += counts[code];
                winner = winner < 0 || counts[code] > counts[winner] || (counts[code] == counts[winner] && code < winner) ? code : winner;
            }

            if (present > 1)
            {
                (rows, agreeing, used) = (rows + present, agreeing + counts[winner], used + 1);
                wins[winner] += counts[winner] > 1 ? counts[winner] : 0;
            }

            foreach (var code in touched)
            {
                against[code] += present > 1 && code != winner ? counts[code] : 0;
                counts[code] = 0;
            }
        }

        var winners = Enumerable.Range(0, wins.Length).Where(code => wins[code] > 0).ToArray();
        if (rows < FewestRows || winners.Length < 2 || used < (rows >= LargeGroup * used ? FewGroups : EnoughGroups))
        {
            return null;
        }

        var share = (double)agreeing / rows;
        var exceptions = (double)Enumerable.Range(0, wins.Length)
            .Where(code => wins[code] > 0 || values.Counts[code] >= FrequentShare * values.Present).Sum(code => against[code]) / rows;
        var byChance = 1 - ((double)winners.Max(code => wins[code] + against[code]) / rows);
        return share >= LeastShare && (values.NumberShare <= MostlyNumbers || OtherNumbers(values, against) <= MostOtherNumbers * rows)
            && exceptions <= MostExceptions && exceptions <= (1 - LeastLift) * byChance
                ? share
                : null;
    }

    /// <summary>The contradicting rows whose value is a number: another number is no misspelling.</summary>
    private static long OtherNumbers(ColumnValues values, long[] against) => Enumerable.Range(0, against.Length)
        .Where(code => against[code] > 0 && ValueParser.TryNumber(values.Texts[code], '.', out _)).Sum(code => against[code]);

    /// <summary>The rows that share a value, value by value; none for measurements, which share values by chance.</summary>
    private static int[][] Groups(ColumnValues values)
    {
        var fractions = values.Texts.Zip(values.Counts).Where(entry => entry.First.Contains('.', StringComparison.Ordinal))
            .Sum(entry => entry.Second);
        if (values.NumberShare > MostlyNumbers && fractions * 2 > values.Present)
        {
            return [];
        }

        var groups = new int[values.Counts.TakeWhile(count => count > 1).Count()][];
        for (var code = 0; code < groups.Length; code++)
        {
            groups[code] = new int[values.Counts[code]];
        }

        var filled = new int[groups.Length];
        for (var row = 0; row < values.Codes.Length; row++)
        {
            if (values.Codes[row] is >= 0 and var code && code < groups.Length)
            {
                groups[code][filled[code]++] = row;
            }
        }

        return groups;
    }
}
