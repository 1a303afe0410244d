namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>
/// Finds columns, and pairs of columns, that identify a row. The sample shows which may; all rows are counted for those.
/// </summary>
internal sealed class KeySearch(ExactCounts rows, ProfileSample sample, CancellationToken cancellation)
{
    private const double NearlyUnique = 0.98;
    private const double MostRepeats = 0.01;
    private const double LeastPresent = 0.5;
    private const int FewestRows = 10;
    private const int MostPaired = 40;
    private const int MostPairs = 20;

    /// <summary>Rows that would repeat a pair if its columns were independent: with fewer, uniqueness is an accident.</summary>
    private const double FewestByChance = 10;

    /// <summary>The keys: single columns first, those that hold in every row before the others.</summary>
    /// <param name="columns">The columns with an estimate of their different values, and whether equal values may be meant: measurements
    /// are no keys.</param>
    public IReadOnlyList<CandidateKey> Run(IReadOnlyList<(string Name, long Distinct, long Present, bool IsMeasured)> columns)
    {
        if (rows.Rows < FewestRows)
        {
            return [];
        }

        var single = columns.Where(column => !column.IsMeasured && column.Present >= LeastPresent * rows.Rows
                && column.Distinct >= NearlyUnique * column.Present)
            .Select(column => Counted([column.Name])).Where(IsNear).ToArray();
        var known = single.SelectMany(key => key.Columns).ToHashSet(StringComparer.Ordinal);
        var paired = columns.Where(column => !column.IsMeasured && !known.Contains(column.Name) && column.Distinct > 1
                && column.Present == rows.Rows)
            .OrderByDescending(column => column.Distinct).Take(MostPaired).ToArray();
        var pairs = new List<(string[] Columns, double ByChance)>();
        for (var i = 0; i < paired.Length; i++)
        {
            for (var j = i + 1; j < paired.Length; j++)
            {
                var byChance = (double)rows.Rows / paired[i].Distinct * rows.Rows / paired[j].Distinct / 2;
                if (byChance >= FewestByChance && (double)paired[i].Distinct * paired[j].Distinct >= rows.Rows
                    && AllDiffer(paired[i].Name, paired[j].Name))
                {
                    pairs.Add(([paired[i].Name, paired[j].Name], byChance));
                }
            }
        }

        var counted = pairs.OrderByDescending(pair => pair.ByChance).Take(MostPairs).Select(pair => Counted(pair.Columns))
            .Where(key => key.IsKey);
        return [.. single.OrderByDescending(key => key.IsKey), .. counted];
    }

    private CandidateKey Counted(IReadOnlyList<string> columns)
    {
        cancellation.ThrowIfCancellationRequested();
        var (present, distinct) = rows.Distinct(columns);
        return new CandidateKey(columns, present - distinct, rows.Rows - present);
    }

    private bool IsNear(CandidateKey key) => key.Repeats <= MostRepeats * rows.Rows;

    private bool AllDiffer(string first, string second)
    {
        cancellation.ThrowIfCancellationRequested();
        var (a, b) = (sample.Texts[sample.Texts.Schema.Find(first)].Codes, sample.Texts[sample.Texts.Schema.Find(second)].Codes);
        var seen = new HashSet<(int, int)>(a.Length);
        for (var row = 0; row < a.Length; row++)
        {
            if (!seen.Add((a[row], b[row])))
            {
                return false;
            }
        }

        return true;
    }
}
