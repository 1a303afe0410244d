namespace Trestle.Learners.Metrics;

/// <summary>How often each class was predicted for each class.</summary>
/// <param name="Counts">Rows, as they count, by true class, then by predicted class.</param>
public sealed record ConfusionMatrix(IReadOnlyList<IReadOnlyList<double>> Counts)
{
    /// <summary>Number of classes.</summary>
    public int Classes => Counts.Count;

    /// <summary>Number of rows.</summary>
    public double Rows => Counts.Sum(row => row.Sum());

    /// <summary>Rows whose class is predicted correctly.</summary>
    public double Correct => Enumerable.Range(0, Classes).Sum(c => Counts[c][c]);

    /// <summary>Rows of one class for which a class was predicted.</summary>
    public double this[int actual, int predicted] => Counts[actual][predicted];

    /// <summary>The matrix of a classification, at its threshold when binary.</summary>
    public static ConfusionMatrix Of(Outcome outcome)
    {
        var classes = outcome.Outputs == 1 ? 2 : outcome.Outputs;
        var counts = new double[classes][];
        for (var c = 0; c < classes; c++)
        {
            counts[c] = new double[classes];
        }

        for (var row = 0; row < outcome.Rows; row++)
        {
            counts[(int)outcome.Labels[row]][outcome.Class(row)] += outcome.Weight(row);
        }

        return new ConfusionMatrix(counts);
    }

    /// <summary>Rows of a class.</summary>
    public double Actual(int c) => Counts[c].Sum();

    /// <summary>Rows for which a class was predicted.</summary>
    public double Predicted(int c) => Counts.Sum(row => row[c]);
}
