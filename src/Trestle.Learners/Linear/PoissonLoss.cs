namespace Trestle.Learners.Linear;

/// <summary>
/// Half the Poisson deviance, y·ln(y/μ) − y + μ, of a count y and the mean μ = e^margin (McCullagh, Nelder 1989, 2.3). With Newton's method
/// this is iteratively reweighted least squares.
/// </summary>
internal sealed class PoissonLoss(TrainingSet train) : ILoss
{
    /// <summary>The smallest mean to start from, where all counts are 0.</summary>
    private const double Smallest = 1e-6;

    private readonly double[] labels = train.Labels;
    private readonly double[] least = Array.ConvertAll(train.Labels, label => label > 0 ? (label * Math.Log(label)) - label : 0);
    private readonly double[] means = new double[train.Rows];

    public int Outputs => 1;

    public double Start { get; } = Math.Log(Math.Max(Mean(train, train.Labels), Smallest));

    public double Value(double[][] margins)
    {
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            sum += train.Weight(row) * (Math.Exp(margins[0][row]) - (labels[row] * margins[0][row]) + least[row]);
        }

        return sum;
    }

    public void MoveTo(double[][] margins)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            means[row] = Math.Exp(margins[0][row]);
        }
    }

    public double Curvature() => Mean(train, means);

    public void Slope(double[][] into)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            into[0][row] = train.Weight(row) * (means[row] - labels[row]);
        }
    }

    public void Bend(double[][] direction)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            direction[0][row] *= train.Weight(row) * means[row];
        }
    }

    private static double Mean(TrainingSet train, double[] values) =>
        values.Select((value, row) => train.Weight(row) * value).Sum() / train.Total;
}
