namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Deals whole groups to the test part and the folds so that each part has its share of the rows and of every class. Groups that are
/// hardest to place come first; each goes where the shares deviate least (as in scikit-learn's StratifiedGroupKFold, with the test part
/// as one more part of a size of its own). Takes about 50 bytes of memory a row.
/// </summary>
/// <param name="hashes">The hash of each row's group.</param>
/// <param name="known">The class of each row; negative for a row without a target.</param>
/// <param name="testShare">The share of the rows that form the test part.</param>
/// <param name="folds">Number of folds.</param>
internal sealed class GroupedFolds(long[] hashes, int[] known, double testShare, int folds)
{
    private const int Unlabelled = -1;
    private const int NoFold = -2;
    private const int TestPart = -1;

    private readonly Dictionary<int, int> codes = [];
    private readonly int[] classes = new int[known.Length];
    private readonly Dictionary<int, int> counts = [];

    /// <summary>The fold of each row: -1 the test part, -2 for a row without a target.</summary>
    public sbyte[] Folds()
    {
        Number();
        var labelled = HashOrder.OfKeys(hashes, classes, row => row).Items;
        var totals = new double[codes.Count];
        foreach (var row in labelled)
        {
            totals[classes[row]]++;
        }

        var placed = new sbyte[hashes.Length];
        Array.Fill(placed, (sbyte)NoFold);
        var parts = new Parts(testShare, folds, totals, labelled.Length);
        var groups = Groups(labelled, parts);
        for (var i = 0; i < groups.Count; i++)
        {
            var group = labelled.AsSpan(groups[i].Start, groups[i].Rows);
            var part = (sbyte)parts.Place(Shares(group), groups.Count - i);
            foreach (var row in group)
            {
                placed[row] = part;
            }
        }

        return placed;
    }

    /// <summary>Numbers the classes as they come.</summary>
    private void Number()
    {
        for (var row = 0; row < known.Length; row++)
        {
            var code = Unlabelled;
            if (known[row] >= 0 && !codes.TryGetValue(known[row], out code))
            {
                codes[known[row]] = code = codes.Count;
            }

            classes[row] = code;
        }
    }

    /// <summary>The runs of equal hashes, those with the largest shares of a class or of all rows first; ties by the hash.</summary>
    private List<(int Start, int Rows, double Weight)> Groups(int[] labelled, Parts parts)
    {
        var groups = new List<(int Start, int Rows, double Weight)>();
        for (var start = 0; start < labelled.Length;)
        {
            var end = start + 1;
            while (end < labelled.Length && hashes[labelled[end]] == hashes[labelled[start]])
            {
                end++;
            }

            groups.Add((start, end - start, parts.Weight(Shares(labelled.AsSpan(start, end - start)))));
            start = end;
        }

        return [.. groups.OrderByDescending(group => group.Weight).ThenBy(group => group.Start)];
    }

    /// <summary>Rows of each class among some rows, until the next call.</summary>
    private Dictionary<int, int> Shares(ReadOnlySpan<int> group)
    {
        counts.Clear();
        foreach (var row in group)
        {
            counts[classes[row]] = counts.GetValueOrDefault(classes[row]) + 1;
        }

        return counts;
    }

    /// <summary>
    /// The test part, if there is one, and the folds, with the shares of the classes that they hold. The sum over parts and classes of
    /// share² / size is least when every part holds of each class, and of all rows, what its size says.
    /// </summary>
    private sealed class Parts
    {
        private readonly double[] totals;
        private readonly double rows;
        private readonly int[] names;
        private readonly double[] sizes;
        private readonly double[][] held;
        private readonly double[] filled;

        public Parts(double testShare, int folds, double[] totals, int rows)
        {
            (this.totals, this.rows) = (totals, rows);
            names = [.. testShare > 0 ? new[] { TestPart } : [], .. Enumerable.Range(0, folds)];
            sizes = Array.ConvertAll(names, name => name == TestPart ? testShare : (1 - testShare) / folds);
            held = Array.ConvertAll(names, _ => new double[totals.Length]);
            filled = new double[names.Length];
        }

        /// <summary>How much a group weighs: the sum of the squares of its shares.</summary>
        public double Weight(Dictionary<int, int> group)
        {
            var all = group.Values.Sum() / rows;
            return (all * all) + group.Sum(entry => entry.Value / totals[entry.Key] * (entry.Value / totals[entry.Key]));
        }

        /// <summary>
        /// Puts a group where it disturbs the balance least, the first in a tie; while groups are short, only where there is none yet.
        /// </summary>
        public int Place(Dictionary<int, int> group, int left)
        {
            var empty = filled.Count(share => share == 0);
            var (best, least) = (0, double.PositiveInfinity);
            for (var part = 0; part < names.Length; part++)
            {
                var cost = left <= empty && filled[part] > 0 ? double.PositiveInfinity : Cost(part, group);
                if (cost < least)
                {
                    (best, least) = (part, cost);
                }
            }

            foreach (var (code, count) in group)
            {
                held[best][code] += count / totals[code];
            }

            filled[best] += group.Values.Sum() / rows;
            return names[best];
        }

        private double Cost(int part, Dictionary<int, int> group)
        {
            var all = group.Values.Sum() / rows;
            var cost = all * (all + (2 * filled[part]));
            foreach (var (code, count) in group)
            {
                var share = count / totals[code];
                cost += share * (share + (2 * held[part][code]));
            }

            return cost / sizes[part];
        }
    }
}
