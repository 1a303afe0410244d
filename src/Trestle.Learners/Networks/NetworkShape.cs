using System.Text.Json.Serialization;

using Trestle.Core.Schema;

namespace Trestle.Learners.Networks;

/// <summary>What all networks of a model have in common.</summary>
/// <param name="Task">What is predicted.</param>
/// <param name="Outputs">Outputs per row.</param>
/// <param name="Hidden">Units of each hidden layer.</param>
/// <param name="Mean">Mean of the values that were learned; 0 for classes.</param>
/// <param name="Scale">Their deviation; 1 for classes.</param>
/// <param name="Low">The smallest; no prediction is below.</param>
/// <param name="High">The largest; no prediction is above.</param>
internal sealed record NetworkShape(TaskKind Task, int Outputs, int Hidden, double Mean, double Scale, double Low, double High)
{
    /// <summary>
    /// How far margins of classes may lie apart: probabilities keep a distance of 10⁻¹³ to 0 and 1, so that no loss is infinite.
    /// </summary>
    private const double Most = 30;

    /// <summary>Most units of a hidden layer that are read.</summary>
    private const int MostHidden = 4096;

    /// <summary>Whether it is as described.</summary>
    [JsonIgnore]
    public bool IsValid => (Task == TaskKind.Multiclass ? Outputs is >= 3 and <= 1_000_000 : Outputs == 1)
        && Hidden is > 0 and <= MostHidden && Hidden % Matrices.Lanes == 0
        && double.IsFinite(Mean) && double.IsFinite(Scale) && double.IsFinite(Low) && double.IsFinite(High) && Low <= High;

    /// <summary>The shape for a training set.</summary>
    public static NetworkShape Of(TrainingSet train, int hidden)
    {
        var outputs = NetworkLoss.Outputs(train.Task, train.Classes);
        if (train.Task != TaskKind.Regression)
        {
            return new NetworkShape(train.Task, outputs, hidden, 0, 1, 0, 1);
        }

        var mean = train.MeanLabel;
        var deviation = Math.Sqrt(
            train.Labels.Select((label, row) => train.Weight(row) * ((label - mean) * (label - mean))).Sum() / train.Total);
        return new NetworkShape(
            train.Task, outputs, hidden, mean, deviation > 0 ? deviation : 1, train.Labels.Min(), train.Labels.Max());
    }

    /// <summary>A network of this shape.</summary>
    public Network Network(int inputs, float[]? weights = null) => new(inputs, Hidden, Outputs, weights);

    /// <summary>Turns the mean outputs of a row into margins of classes or the value, within their limits.</summary>
    public void Limit(Span<double> outputs)
    {
        if (Task == TaskKind.Regression)
        {
            outputs[0] = Math.Clamp((outputs[0] * Scale) + Mean, Low, High);
        }
        else if (Task == TaskKind.Binary)
        {
            outputs[0] = Math.Clamp(outputs[0], -Most, Most);
        }
        else
        {
            Linear.Link.Raise(outputs, Most);
        }
    }

    /// <summary>Turns margins into probabilities; values stay.</summary>
    public void Link(Span<double> margins)
    {
        if (Task == TaskKind.Binary)
        {
            margins[0] = Linear.Link.Sigmoid(margins[0]);
        }
        else if (Task == TaskKind.Multiclass)
        {
            Linear.Link.Softmax(margins);
        }
    }
}
