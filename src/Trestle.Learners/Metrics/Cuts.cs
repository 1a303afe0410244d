namespace Trestle.Learners.Metrics;

/// <summary>
/// The binary decisions at every distinct score, from the highest down: cut i takes all rows with a score of at least <c>Scores[i]</c>
/// as positive. Everything that ranks rows (ROC, precision-recall, thresholds) is computed from them.
/// </summary>
internal sealed class Cuts
{
    private Cuts(int rows)
    {
        Scores = new double[rows];
        TruePositives = new int[rows];
        FalsePositives = new int[rows];
    }

    /// <summary>The distinct scores, descending; the first <see cref="Count"/> entries count.</summary>
    public double[] Scores { get; }

    /// <summary>Positive rows at or above each score.</summary>
    public int[] TruePositives { get; }

    /// <summary>Negative rows at or above each score.</summary>
    public int[] FalsePositives { get; }

    /// <summary>Number of distinct scores.</summary>
    public int Count { get; private set; }

    /// <summary>Number of positive rows.</summary>
    public int Positives => TruePositives[Count - 1];

    /// <summary>Number of negative rows.</summary>
    public int Negatives => FalsePositives[Count - 1];

    /// <summary>
    /// The cuts of a binary outcome that is not blank. O(n log n); O(n) when the rows are already in ascending order of score, as in
    /// the bootstrap.
    /// </summary>
    public static Cuts Of(Outcome outcome)
    {
        var (scores, labels) = Ascending(outcome);
        var cuts = new Cuts(scores.Length);
        var (positives, negatives) = (0, 0);
        for (var row = scores.Length - 1; row >= 0; row--)
        {
            if (labels[row] == 1)
            {
                positives++;
            }
            else
            {
                negatives++;
            }

            if (row == 0 || scores[row - 1] != scores[row])
            {
                cuts.Scores[cuts.Count] = scores[row];
                cuts.TruePositives[cuts.Count] = positives;
                cuts.FalsePositives[cuts.Count++] = negatives;
            }
        }

        return cuts;
    }

    private static (double[] Scores, double[] Labels) Ascending(Outcome outcome)
    {
        for (var row = 1; row < outcome.Rows; row++)
        {
            if (outcome.Scores[row - 1] > outcome.Scores[row])
            {
                var (scores, labels) = ((double[])outcome.Scores.Clone(), (double[])outcome.Labels.Clone());
                Array.Sort(scores, labels);
                return (scores, labels);
            }
        }

        return (outcome.Scores, outcome.Labels);
    }
}
