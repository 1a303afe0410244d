using Trestle.Learners.Metrics;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// The largest differences between groups. Parity: in how often each class is decided. Equalised odds (Hardt, Price, Srebro 2016: Equality
/// of opportunity in supervised learning): in how many rows of each class are decided so, which for two classes are the rates of true and
/// of false positives. Calibration: how far the probabilities of a group are off on average, of several classes those of the predicted one.
/// Of a value: the mean prediction, and how far predictions are off on average.
/// </summary>
internal sealed class FairnessGaps
{
    public const string Parity = "parity";
    public const string EqualisedOdds = "equalised-odds";
    public const string Calibration = "calibration";

    private readonly int[] groupOf;
    private readonly int groups;
    private readonly int classes;
    private readonly int[] decided;
    private readonly int[] labels;
    private readonly double[] values;
    private readonly double[] errors;

    /// <summary>Prepares the rows; group g of a row is its place in <paramref name="slices"/>, rows in none do not count.</summary>
    public FairnessGaps(Outcome outcome, IReadOnlyList<int[]> slices)
    {
        (groups, classes) = (slices.Count, outcome.Task == TaskKind.Regression ? 0 : Math.Max(2, outcome.Outputs));
        groupOf = new int[outcome.Rows];
        Array.Fill(groupOf, -1);
        for (var group = 0; group < slices.Count; group++)
        {
            foreach (var row in slices[group])
            {
                groupOf[row] = group;
            }
        }

        (decided, labels) = (new int[outcome.Rows], new int[outcome.Rows]);
        (values, errors) = (new double[outcome.Rows], new double[outcome.Rows]);
        for (var row = 0; row < outcome.Rows; row++)
        {
            if (classes == 0)
            {
                (values[row], errors[row]) = (outcome.Scores[row], outcome.Labels[row] - outcome.Scores[row]);
                continue;
            }

            (decided[row], labels[row]) = (outcome.Class(row), (int)outcome.Labels[row]);
            errors[row] = outcome.Outputs == 1
                ? outcome.Labels[row] - outcome.Scores[row]
                : (decided[row] == labels[row] ? 1 : 0) - outcome.Scores[(row * outcome.Outputs) + decided[row]];
        }
    }

    /// <summary>The gaps that are defined for the task.</summary>
    public IReadOnlyList<string> Names => classes == 0 ? [Parity, Calibration] : [Parity, EqualisedOdds, Calibration];

    /// <summary>A gap on some rows, given by their numbers; NaN where fewer than two groups have a rate.</summary>
    public double Measure(string gap, double[] rows) => gap switch
    {
        Parity when classes == 0 => Range(Means(rows, values)),
        Parity => Widest(rows, (_, _) => true),
        EqualisedOdds => Widest(rows, (row, c) => labels[row] == c),
        _ => Means(rows, errors).Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max(),
    };

    /// <summary>The widest range, over the classes, of how many of the rows that count for a class are decided so.</summary>
    private double Widest(double[] rows, Func<int, int, bool> counts)
    {
        var widest = double.NaN;
        for (var c = 0; c < classes; c++)
        {
            var (all, own) = (new double[groups], new double[groups]);
            foreach (var number in rows)
            {
                var row = (int)number;
                if (groupOf[row] >= 0 && counts(row, c))
                {
                    all[groupOf[row]]++;
                    own[groupOf[row]] += decided[row] == c ? 1 : 0;
                }
            }

            var range = Range([.. own.Zip(all, (hits, count) => hits / count)]);
            widest = double.IsNaN(widest) || range > widest ? range : widest;
        }

        return widest;
    }

    private double[] Means(double[] rows, double[] of)
    {
        var (all, sums) = (new double[groups], new double[groups]);
        foreach (var number in rows)
        {
            var row = (int)number;
            if (groupOf[row] >= 0)
            {
                all[groupOf[row]]++;
                sums[groupOf[row]] += of[row];
            }
        }

        return [.. sums.Zip(all, (sum, count) => sum / count)];
    }

    private static double Range(double[] rates)
    {
        var known = rates.Where(double.IsFinite).ToArray();
        return known.Length < 2 ? double.NaN : known.Max() - known.Min();
    }
}
