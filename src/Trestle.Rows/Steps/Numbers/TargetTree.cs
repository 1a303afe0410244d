namespace Trestle.Rows.Steps.Numbers;

/// <summary>
/// A tree on one number that predicts the target: it is cut where the squared error falls most (for classes, Gini's impurity), best cut
/// first, while bins have at least one in fifty rows (Breiman et al. 1984).
/// </summary>
internal static class TargetTree
{
    private const double SmallestShare = 0.02;
    private const double LeastGain = 1e-9;

    /// <summary>The edges between at most <paramref name="bins"/> bins, ascending.</summary>
    /// <param name="sample">Pairs of a value and a label, and how often each occurs.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="classes">Number of classes of a target with three or more.</param>
    public static double[] Edges(IEnumerable<(double[] Row, long Rows)> sample, int bins, int classes)
    {
        var rows = sample.Where(row => !double.IsNaN(row.Row[0]) && !double.IsNaN(row.Row[1]))
            .OrderBy(row => row.Row[0]).ThenBy(row => row.Row[1]).ToArray();
        var outputs = classes > 2 ? classes : 1;
        var parts = new List<(int From, int To)> { (0, rows.Length) };
        var smallest = Math.Max(1, SmallestShare * rows.Sum(row => row.Rows));
        while (parts.Count < bins)
        {
            var cuts = parts.Select(part => Best(part)).ToArray();
            var best = Enumerable.Range(0, parts.Count).MaxBy(part => cuts[part].Gain);
            if (cuts[best].Gain <= LeastGain)
            {
                break;
            }

            var (from, to) = parts[best];
            parts[best] = (from, cuts[best].At);
            parts.Insert(best + 1, (cuts[best].At, to));
        }

        return [.. parts.Skip(1).Select(part => Between(rows[part.From - 1].Row[0], rows[part.From].Row[0]))];

        (double Gain, int At) Best((int From, int To) part)
        {
            var (left, right) = (new Sums(outputs), new Sums(outputs));
            for (var i = part.From; i < part.To; i++)
            {
                right.Add(rows[i].Row[1], rows[i].Rows);
            }

            var (whole, best, at) = (right.Explained, 0.0, 0);
            for (var i = part.From; i < part.To - 1; i++)
            {
                left.Add(rows[i].Row[1], rows[i].Rows);
                right.Add(rows[i].Row[1], -rows[i].Rows);
                var gain = left.Explained + right.Explained - whole;
                if (rows[i].Row[0] < rows[i + 1].Row[0] && Math.Min(left.Rows, right.Rows) >= smallest && gain > best)
                {
                    (best, at) = (gain, i + 1);
                }
            }

            return (best, at);
        }
    }

    private static double Between(double below, double above)
    {
        var middle = below + ((above - below) / 2);
        return middle > below && double.IsFinite(middle) ? middle : above;
    }

    /// <summary>Rows and the sums of their targets.</summary>
    private sealed class Sums(int outputs)
    {
        private readonly double[] sums = new double[outputs];

        public double Rows { get; private set; }

        public double Explained => Rows > 0 ? sums.Sum(sum => sum * sum) / Rows : 0;

        public void Add(double label, double rows)
        {
            Rows += rows;
            sums[outputs > 1 ? (int)Math.Clamp(label, 0, outputs - 1) : 0] += outputs > 1 ? rows : rows * label;
        }
    }
}
