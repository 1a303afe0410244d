namespace Trestle.Stages.Clean.Repairs;

/// <summary>Rows in which the values of two columns stand in each other's place.</summary>
internal sealed class SwappedColumns : IRepairFinder
{
    private const int FewestRows = 30;
    private const int UsualRows = 3;
    private const int MostValues = 2_000;
    private const double LargestShare = 0.05;

    /// <inheritdoc/>
    public string Name => "swapped-columns";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var usual = Enumerable.Range(0, table.Columns).Select(column => Usual(table[column])).ToArray();
        for (var one = 0; one < table.Columns; one++)
        {
            for (var two = one + 1; two < table.Columns; two++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (usual[one] is not { } first || usual[two] is not { } second || first.Overlaps(second))
                {
                    continue;
                }

                var (a, b) = (table[one], table[two]);
                var swapped = Enumerable.Range(0, table.Rows).Count(row => a.Codes[row] >= 0 && b.Codes[row] >= 0
                    && second.Contains(a.Texts[a.Codes[row]]) && first.Contains(b.Texts[b.Codes[row]]));
                if (swapped > 0 && swapped < LargestShare * table.Rows)
                {
                    yield return new ProposedRepair(
                        new SwapValues
                        {
                            Columns = [table.Schema[one].Name, table.Schema[two].Name],
                            First = [.. first.Order(StringComparer.Ordinal)],
                            Second = [.. second.Order(StringComparer.Ordinal)],
                        },
                        "each value is one of the other column's, and none of its own", 0.98);
                }
            }
        }
    }

    /// <summary>The usual values of a column that is no column of numbers; null where most values are unusual.</summary>
    private static HashSet<string>? Usual(ColumnValues values)
    {
        if (values.Present < FewestRows || values.NumberShare > 0.5)
        {
            return null;
        }

        // A swapped value may occur more than once, but it is rare beside those of the column itself.
        var least = Math.Max(UsualRows, values.Present / 500);
        string[] usual = [.. values.AtLeast(least)];
        return usual.Length is 0 or > MostValues || usual.Sum(values.CountOf) < 0.8 * values.Present ? null : [.. usual];
    }
}
