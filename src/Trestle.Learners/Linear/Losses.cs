namespace Trestle.Learners.Linear;

/// <summary>
/// A convex loss of margins (the output of a linear model before any link), summed over the rows as they count. Margins and everything
/// else with one
/// number per output and row are stored as <c>[output][row]</c>.
/// </summary>
internal interface ILoss
{
    /// <summary>Margins per row.</summary>
    int Outputs { get; }

    /// <summary>The intercept of an output from which to start.</summary>
    double Start { get; }

    /// <summary>The loss, summed over the rows.</summary>
    double Value(double[][] margins);

    /// <summary>Sets the margins to which the following three refer.</summary>
    void MoveTo(double[][] margins);

    /// <summary>Mean second derivative of a row's loss by one of its margins, each row as it counts.</summary>
    double Curvature();

    /// <summary>The first derivative by each margin.</summary>
    void Slope(double[][] into);

    /// <summary>Replaces a direction in the margins by the second derivative's product with it.</summary>
    void Bend(double[][] direction);
}

/// <summary>½·(margin − label)².</summary>
internal sealed class SquaredLoss(TrainingSet train) : ILoss
{
    private readonly double[] labels = train.Labels;
    private double[] margins = [];

    public int Outputs => 1;

    public double Start { get; } = train.MeanLabel;

    public double Value(double[][] margins)
    {
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            sum += train.Weight(row) * (margins[0][row] - labels[row]) * (margins[0][row] - labels[row]);
        }

        return sum / 2;
    }

    public void MoveTo(double[][] margins) => this.margins = margins[0];

    public double Curvature() => 1;

    public void Slope(double[][] into)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            into[0][row] = train.Weight(row) * (margins[row] - labels[row]);
        }
    }

    public void Bend(double[][] direction)
    {
        for (var row = 0; train.Weights is not null && row < labels.Length; row++)
        {
            direction[0][row] *= train.Weight(row);
        }
    }
}

/// <summary>−ln of the probability of the row's class, where the sigmoid of the margin is the probability of class 1.</summary>
internal sealed class LogisticLoss(TrainingSet train) : ILoss
{
    private readonly double[] labels = train.Labels;
    private readonly double[] slopes = new double[train.Rows];
    private readonly double[] curvatures = new double[train.Rows];

    public int Outputs => 1;

    public double Start => 0;

    public double Value(double[][] margins)
    {
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var against = labels[row] == 1 ? -margins[0][row] : margins[0][row];
            sum += train.Weight(row) * (Math.Max(against, 0) + Math.Log(1 + Math.Exp(-Math.Abs(against))));
        }

        return sum;
    }

    public void MoveTo(double[][] margins)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            var (no, yes) = (Link.Sigmoid(-margins[0][row]), Link.Sigmoid(margins[0][row]));
            slopes[row] = train.Weight(row) * (labels[row] == 1 ? -no : yes);
            curvatures[row] = train.Weight(row) * no * yes;
        }
    }

    public double Curvature() => curvatures.Sum() / train.Total;

    public void Slope(double[][] into) => slopes.CopyTo(into[0], 0);

    public void Bend(double[][] direction)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            direction[0][row] *= curvatures[row];
        }
    }
}

/// <summary>−ln of the probability of the row's class, where the softmax of the margins gives the probabilities.</summary>
internal sealed class SoftmaxLoss(TrainingSet train, int classes) : ILoss
{
    private readonly double[] labels = train.Labels;
    private readonly double[][] probabilities = [.. Enumerable.Range(0, classes).Select(_ => new double[train.Rows])];
    private readonly double[] row = new double[classes];

    public int Outputs => classes;

    public double Start => 0;

    public double Value(double[][] margins)
    {
        var sum = 0.0;
        for (var r = 0; r < labels.Length; r++)
        {
            Gather(margins, r);
            var own = row[(int)labels[r]];
            sum += train.Weight(r) * (Link.Softmax(row) - own);
        }

        return sum;
    }

    public void MoveTo(double[][] margins)
    {
        for (var r = 0; r < labels.Length; r++)
        {
            Gather(margins, r);
            Link.Softmax(row);
            for (var k = 0; k < classes; k++)
            {
                probabilities[k][r] = row[k];
            }
        }
    }

    public double Curvature()
    {
        var total = train.Total;
        return probabilities.Average(column => column.Select((p, r) => train.Weight(r) * p * (1 - p)).Sum() / total);
    }

    public void Slope(double[][] into)
    {
        for (var k = 0; k < classes; k++)
        {
            for (var r = 0; r < labels.Length; r++)
            {
                into[k][r] = train.Weight(r) * (probabilities[k][r] - (labels[r] == k ? 1 : 0));
            }
        }
    }

    public void Bend(double[][] direction)
    {
        for (var r = 0; r < labels.Length; r++)
        {
            var mean = 0.0;
            for (var k = 0; k < classes; k++)
            {
                mean += probabilities[k][r] * direction[k][r];
            }

            for (var k = 0; k < classes; k++)
            {
                direction[k][r] = train.Weight(r) * probabilities[k][r] * (direction[k][r] - mean);
            }
        }
    }

    private void Gather(double[][] margins, int r)
    {
        for (var k = 0; k < classes; k++)
        {
            row[k] = margins[k][r];
        }
    }
}
