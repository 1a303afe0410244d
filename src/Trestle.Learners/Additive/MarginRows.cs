using Trestle.Core.Schema;
using Trestle.Learners.Linear;

namespace Trestle.Learners.Additive;

/// <summary>Rows with what a model says of them so far.</summary>
internal sealed class MarginRows
{
    private readonly TrainingSet set;
    private readonly TaskKind task;
    private readonly double[] labels;
    private readonly double[][] margins;
    private readonly double[][] scores;
    private readonly double[] row;

    /// <summary>Rows of which nothing is known but the start of each output.</summary>
    public MarginRows(TrainingSet set, double[] start)
    {
        this.set = set;
        (task, labels) = (set.Task, set.Labels);
        margins = Array.ConvertAll(start, value => Enumerable.Repeat(value, labels.Length).ToArray());
        scores = task == TaskKind.Regression ? margins : Array.ConvertAll(start, _ => new double[labels.Length]);
        row = new double[start.Length];
        Refresh();
    }

    /// <summary>Sums the derivatives of the loss by the margins of an output over the rows of each cell.</summary>
    public void Sum(int output, ushort[] cells, Slopes into)
    {
        var (own, value) = (scores[output], task != TaskKind.Regression);
        for (var i = 0; i < own.Length; i++)
        {
            var wanted = task == TaskKind.Multiclass ? (labels[i] == output ? 1 : 0) : labels[i];
            var weight = set.Weight(i);
            into.First[cells[i]] += weight * (own[i] - wanted);
            into.Second[cells[i]] += weight * (value ? own[i] * (1 - own[i]) : 1);
        }
    }

    /// <summary>Adds to the margins of an output what is given for each cell.</summary>
    public void Add(int output, ushort[] cells, double[] change)
    {
        var own = margins[output];
        for (var i = 0; i < own.Length; i++)
        {
            own[i] += change[cells[i]];
        }
    }

    /// <summary>Computes the scores from the margins.</summary>
    public void Refresh()
    {
        if (task == TaskKind.Binary)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                scores[0][i] = Link.Sigmoid(margins[0][i]);
            }
        }
        else if (task == TaskKind.Multiclass)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                Gather(i);
                Link.Softmax(row);
                for (var k = 0; k < row.Length; k++)
                {
                    scores[k][i] = row[k];
                }
            }
        }
    }

    /// <summary>
    /// The mean loss over the rows as they count: half the squared error, or the negative logarithm of the probability of the row's class.
    /// </summary>
    public double Loss()
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            Gather(i);
            var own = task == TaskKind.Multiclass ? row[(int)labels[i]] : row[0];
            sum += set.Weight(i) * task switch
            {
                TaskKind.Regression => (own - labels[i]) * (own - labels[i]) / 2,
                TaskKind.Binary => Math.Max(own, 0) + Math.Log(1 + Math.Exp(-Math.Abs(own))) - (labels[i] * own),
                _ => Link.Softmax(row) - own,
            };
        }

        return sum / set.Total;
    }

    private void Gather(int at)
    {
        for (var k = 0; k < row.Length; k++)
        {
            row[k] = margins[k][at];
        }
    }
}
