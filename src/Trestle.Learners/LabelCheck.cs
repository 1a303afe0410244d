using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners;

/// <summary>Checks labels before a learner relies on them.</summary>
internal static class LabelCheck
{
    /// <summary>Beyond this a sum of squares may overflow.</summary>
    private const double Largest = 1e150;

    /// <summary>
    /// Throws unless there is a row, every label is the number of a class or a finite number of usable size, and every row counts.
    /// </summary>
    public static void Run(TrainingSet train, string learner)
    {
        if (train.Rows == 0)
        {
            throw Bad(learner, "there are no training rows", "at least one row");
        }

        Weights(train, learner);
        var classes = train.Task != TaskKind.Regression;
        for (var row = 0; row < train.Rows; row++)
        {
            var label = train.Labels[row];
            if (classes && !(label >= 0 && label < train.Classes && Math.Floor(label) == label))
            {
                throw Bad(
                    learner, $"the label of training row {row + 1} is not the number of a class",
                    $"a whole number from 0 to {train.Classes - 1}");
            }

            if (!classes && !(Math.Abs(label) <= Largest))
            {
                throw Bad(
                    learner, $"the label of training row {row + 1} is missing, infinite or too large",
                    $"a number between -{Largest:G} and {Largest:G}");
            }
        }
    }

    /// <summary>Throws unless each row has a weight, finite and above 0, or none has one.</summary>
    public static void Weights(TrainingSet train, string learner)
    {
        if (train.Weights is not { } weights)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, train.Rows, nameof(train));
        var row = Array.FindIndex(weights, weight => !(weight > 0 && weight <= Largest));
        if (row >= 0)
        {
            throw Bad(
                learner, $"the weight of training row {row + 1} is not above 0, or too large",
                "a number above 0; leave rows of weight 0 out");
        }
    }

    /// <summary>Throws when a label is below 0, where the logarithm of their mean is learned.</summary>
    public static void Counts(TrainingSet train, string learner)
    {
        var row = Array.FindIndex(train.Labels, label => label < 0);
        if (row >= 0)
        {
            throw Bad(learner, $"the label of training row {row + 1} is below 0", "a number, 0 or more, as counts are");
        }
    }

    private static TrestleException Bad(string learner, string found, string expected) =>
        new(MetricErrors.BadLabels(learner, found, expected));
}
