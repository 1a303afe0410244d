namespace Trestle.Learners.Linear;

/// <summary>
/// Half the Poisson deviance, y·ln(y/μ) − y + μ, of a count y and the mean μ = e^margin (McCullagh, Nelder 1989, 2.3). With Newton's method
/// this is iteratively reweighted least squares.
/// </summary>
internal sealed class PoissonLoss(double[] labels) : ILoss
{
    /// <summary>The smallest mean to start from, where all counts are 0.</summary>
    private const double Smallest = 1e-6;

    private readonly double[] least = Array.ConvertAll(labels, label => label > 0 ? (label * Math.Log(label)) - label : 0);
    private readonly double[] means = new double[labels.Length];

    public int Outputs => 1;

    public double Start { get; } = Math.Log(Math.Max(labels.Average(), Smallest));

    public double Value(double[][] margins)
    {
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            sum += Math.Exp(margins[0][row]) - (labels[row] * margins[0][row]) + least[row];
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

    public double Curvature() => means.Average();

    public void Slope(double[][] into)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            into[0][row] = means[row] - labels[row];
        }
    }

    public void Bend(double[][] direction)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            direction[0][row] *= means[row];
        }
    }
}
