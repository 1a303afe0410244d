namespace Trestle.Learners.Metrics;

/// <summary>How often a binary decision was right and wrong, each row as it counts. A share of nothing is NaN.</summary>
/// <param name="TruePositives">Positive rows that were predicted positive.</param>
/// <param name="FalsePositives">Negative rows that were predicted positive.</param>
/// <param name="TrueNegatives">Negative rows that were predicted negative.</param>
/// <param name="FalseNegatives">Positive rows that were predicted negative.</param>
public readonly record struct BinaryCounts(
    double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives)
{
    /// <summary>Number of rows.</summary>
    public double Rows => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    /// <summary>Share of the predicted positives that are positive.</summary>
    public double Precision => TruePositives / (TruePositives + FalsePositives);

    /// <summary>Share of the positives that are predicted positive.</summary>
    public double Recall => TruePositives / (TruePositives + FalseNegatives);

    /// <summary>Share of the negatives that are predicted negative.</summary>
    public double Specificity => TrueNegatives / (TrueNegatives + FalsePositives);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => 2.0 * TruePositives / ((2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Share of the rows that are decided correctly.</summary>
    public double Accuracy => (TruePositives + TrueNegatives) / Rows;

    /// <summary>Correlation of label and decision (Matthews 1975); 0 when only one class is decided, NaN when only one occurs.</summary>
    public double Mcc
    {
        get
        {
            var (positives, negatives) = (TruePositives + FalseNegatives, TrueNegatives + FalsePositives);
            var (yes, no) = (TruePositives + FalsePositives, TrueNegatives + FalseNegatives);
            return positives * negatives == 0 ? double.NaN
                : yes * no == 0 ? 0
                : ((TruePositives * TrueNegatives) - (FalsePositives * FalseNegatives))
                    / (Math.Sqrt(positives * negatives) * Math.Sqrt(yes * no));
        }
    }

    /// <summary>Mean of recall and specificity.</summary>
    public double BalancedAccuracy => (Recall + Specificity) / 2;

    /// <summary>Recall + specificity − 1 (Youden 1950: Index for rating diagnostic tests).</summary>
    public double Youden => Recall + Specificity - 1;

    /// <summary>The counts of a binary outcome at its threshold.</summary>
    public static BinaryCounts Of(Outcome outcome)
    {
        var (truePositives, falsePositives, trueNegatives, falseNegatives) = (0.0, 0.0, 0.0, 0.0);
        for (var row = 0; row < outcome.Rows; row++)
        {
            var (positive, predicted) = (outcome.Labels[row] == 1, outcome.Class(row) == 1);
            var weight = outcome.Weight(row);
            truePositives += positive && predicted ? weight : 0;
            falsePositives += !positive && predicted ? weight : 0;
            trueNegatives += !positive && !predicted ? weight : 0;
            falseNegatives += positive && !predicted ? weight : 0;
        }

        return new BinaryCounts(truePositives, falsePositives, trueNegatives, falseNegatives);
    }
}
