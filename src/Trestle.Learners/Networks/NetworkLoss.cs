using Trestle.Core.Schema;

namespace Trestle.Learners.Networks;

/// <summary>
/// The loss of a row and its slope by the outputs of a network: for classes the negative logarithm of the label's probability, for values
/// half the squared error, or the absolute or quantile loss.
/// </summary>
/// <param name="task">What is learned.</param>
/// <param name="objective">The loss of values.</param>
/// <param name="smoothing">The share of a label that is spread over all classes.</param>
internal sealed class NetworkLoss(TaskKind task, Objective objective, double smoothing)
{
    /// <summary>The losses that can be made small.</summary>
    public static bool Knows(LossKind loss) => loss is LossKind.Usual or LossKind.Absolute or LossKind.Quantile;

    /// <summary>The outputs of a network before the link.</summary>
    public static int Outputs(TaskKind task, int classes) => task == TaskKind.Multiclass ? classes : 1;

    /// <summary>Replaces a row's outputs by the slopes of its loss, which is returned.</summary>
    public double Slope(Span<float> outputs, double label) => task switch
    {
        TaskKind.Regression => OfValue(outputs, label),
        TaskKind.Binary => OfTwo(outputs, label),
        _ => OfMany(outputs, label),
    };

    private double OfValue(Span<float> outputs, double label)
    {
        var error = outputs[0] - label;
        if (objective.Loss is LossKind.Absolute or LossKind.Quantile)
        {
            var level = objective.Loss == LossKind.Quantile ? objective.Parameter : 0.5;
            var slope = error > 0 ? 1 - level : -level;
            outputs[0] = (float)slope;
            return slope * error;
        }

        outputs[0] = (float)error;
        return error * error / 2;
    }

    private double OfTwo(Span<float> outputs, double label)
    {
        var wanted = (label * (1 - smoothing)) + (smoothing / 2);
        double sum = outputs[0];
        outputs[0] = (float)(Linear.Link.Sigmoid(sum) - wanted);
        return Math.Max(sum, 0) + Math.Log(1 + Math.Exp(-Math.Abs(sum))) - (wanted * sum);
    }

    private double OfMany(Span<float> outputs, double label)
    {
        Span<double> shares = outputs.Length <= 64 ? stackalloc double[outputs.Length] : new double[outputs.Length];
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] = outputs[k];
        }

        var total = Linear.Link.Softmax(shares);
        var loss = 0.0;
        for (var k = 0; k < shares.Length; k++)
        {
            var wanted = (label == k ? 1 - smoothing : 0) + (smoothing / shares.Length);
            loss += wanted * (total - outputs[k]);
            outputs[k] = (float)(shares[k] - wanted);
        }

        return loss;
    }
}
