using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>
/// Counts over all rows of a table, in bounded memory: values are compared by 64-bit hashes, of a few million rows at a time; larger
/// tables are divided by hash and read several times.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="contract">Which texts of its columns are no value.</param>
/// <param name="held">Rows whose hashes may be held at once.</param>
/// <param name="cancellation">Ends the scans promptly.</param>
internal sealed class ExactCounts(ParquetTable table, Contract contract, int held, CancellationToken cancellation)
{
    /// <summary>Rows whose hashes are held at once.</summary>
    public const int MostHeld = 8_000_000;

    /// <summary>Number of rows of the table.</summary>
    public long Rows => table.Rows;

    /// <summary>How often columns have a value together, and how many different ones.</summary>
    public (long Rows, long Distinct) Distinct(IReadOnlyList<string> columns)
    {
        var (rows, distinct) = (0L, 0L);
        foreach (var (first, rest) in Parts(columns))
        {
            // Two columns or more are one hash; the second is not needed.
            ulong[] hashes = columns.Count == 1 ? first : [.. first.Zip(rest, (a, b) => a ^ ulong.RotateLeft(b, 23))];
            Array.Sort(hashes);
            rows += hashes.Length;
            for (var i = 0; i < hashes.Length; i++)
            {
                distinct += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
            }
        }

        return (rows, distinct);
    }

    /// <summary>
    /// Rows with both values whose first value occurs more than once, and those of them without the most frequent second one of their
    /// group.
    /// </summary>
    public (long Rows, long Violations) Dependence(string from, string to)
    {
        var (rows, violations) = (0L, 0L);
        foreach (var (deciding, decided) in Parts([from, to]))
        {
            var pairs = deciding.Zip(decided).ToArray();
            Array.Sort(pairs);
            for (int start = 0, end; start < pairs.Length; start = end)
            {
                var (most, run) = (0, 0);
                for (end = start; end < pairs.Length && pairs[end].First == pairs[start].First; end++)
                {
                    run = end > start && pairs[end].Second == pairs[end - 1].Second ? run + 1 : 1;
                    most = Math.Max(most, run);
                }

                if (end - start > 1)
                {
                    (rows, violations) = (rows + end - start, violations + end - start - most);
                }
            }
        }

        return (rows, violations);
    }

    /// <summary>The hashes of the first column and of the others together, in rows where all have a value, part by part.</summary>
    private IEnumerable<(ulong[] First, ulong[] Others)> Parts(IReadOnlyList<string> columns)
    {
        var schema = new RowSchema(columns.Select(name => table.Schema[table.Schema.Find(name)]));
        var clean = StatelessPlan.Fit(
            schema,
            ContractSteps.Clean(ContractSteps.Only(contract, columns)).Select(planned => planned.Step)).Bind();
        var parts = (ulong)(1 + ((table.Rows - 1) / Math.Max(1, held)));
        for (var part = 0UL; part < parts; part++)
        {
            var own = part;
            var found = LaneScan.Run(
                RowRange.Of(table.Rows), range => table.Scan(range, columns, cancellation), () => new Hashes(columns),
                (lane, block) => lane.Add(clean.Apply(block), own, parts), (lane, other) => lane.Merge(other), table.Threads, cancellation);
            yield return ([.. found.First], [.. found.Rest]);
        }
    }

    private sealed class Hashes(IReadOnlyList<string> columns)
    {
        public List<ulong> First { get; } = [];

        public List<ulong> Rest { get; } = [];

        public void Add(RowBlock block, ulong part, ulong parts)
        {
            var (hashes, present) = (new ulong[columns.Count][], new bool[columns.Count][]);
            for (var i = 0; i < columns.Count; i++)
            {
                (hashes[i], present[i]) = (new ulong[block.Rows], new bool[block.Rows]);
                new RowHash(block.Schema, [columns[i]]).Of(block, hashes[i], present[i]);
            }

            for (var row = 0; row < block.Rows; row++)
            {
                if (present.All(column => column[row]) && hashes[0][row] % parts == part)
                {
                    First.Add(hashes[0][row]);
                    Rest.Add(hashes.Skip(1).Aggregate(0UL, (all, column) => ulong.RotateLeft(all, 17) + column[row]));
                }
            }
        }

        public void Merge(Hashes other)
        {
            First.AddRange(other.First);
            Rest.AddRange(other.Rest);
        }
    }
}
