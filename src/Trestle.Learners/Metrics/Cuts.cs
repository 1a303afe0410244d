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
        TruePositives = new double[rows];
        FalsePositives = new double[rows];
    }

    /// <summary>The distinct scores, descending; the first <see cref="Count"/> entries count.</summary>
    public double[] Scores { get; }

    /// <summary>Positive rows at or above each score, as they count.</summary>
    public double[] TruePositives { get; }

    /// <summary>Negative rows at or above each score, as they count.</summary>
    public double[] FalsePositives { get; }

    /// <summary>The share of positive rows at or above a score; 0 where no row counts there.</summary>
    public double Precision(int cut) => TruePositives[cut] > 0 ? TruePositives[cut] / (TruePositives[cut] + FalsePositives[cut]) : 0;

    /// <summary>Number of distinct scores.</summary>
    public int Count { get; private set; }

    /// <summary>Number of positive rows.</summary>
    public double Positives => TruePositives[Count - 1];

    /// <summary>Number of negative rows.</summary>
    public double Negatives => FalsePositives[Count - 1];

    /// <summary>All rows, as they count.</summary>
    public double Total => Positives + Negatives;

    /// <summary>
    /// The cuts of a binary outcome that is not blank. O(n log n); O(n) when the rows are already in ascending order of score, as in
    /// the bootstrap.
    /// </summary>
    public static Cuts Of(Outcome outcome)
    {
        var (scores, labels, weights) = Ascending(outcome);
        var cuts = new Cuts(scores.Length);
        var (positives, negatives) = (0.0, 0.0);
        for (var row = scores.Length - 1; row >= 0; row--)
        {
            if (labels[row] == 1)
            {
                positives += weights?[row] ?? 1;
            }
            else
            {
                negatives += weights?[row] ?? 1;
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

    /// <summary>Scores, labels and weights in the order of the scores: arrays to read, which may be those of the rows.</summary>
    internal static (double[] Scores, double[] Labels, double[]? Weights) Ascending(Outcome outcome)
    {
        for (var row = 1; row < outcome.Rows; row++)
        {
            if (outcome.Scores[row - 1] > outcome.Scores[row])
            {
                var (scores, labels) = ((double[])outcome.Scores.Clone(), (double[])outcome.Labels.Clone());
                if (outcome.Weights is null)
                {
                    Array.Sort(scores, labels);
                    return (scores, labels, null);
                }

                int[] order = [.. Enumerable.Range(0, labels.Length)];
                Array.Sort(scores, order);
                return (scores, RowDependence.Pick(labels, order)!, RowDependence.Pick(outcome.Weights, order));
            }
        }

        return (outcome.Scores, outcome.Labels, outcome.Weights);
    }
}
