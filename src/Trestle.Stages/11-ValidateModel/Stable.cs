using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>No fold's score is more than three standard deviations from the mean of the others; a failure is a warning.</summary>
internal sealed class Stable : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var scores = evidence.Fitted.Trial.FoldScores;
        var odd = Enumerable.Range(0, scores.Count).Where(fold => IsOdd(scores, fold)).ToArray();
        return new CheckResult(
            "stable",
            null,
            odd.Length == 0,
            false,
            "each fold's score within three standard deviations of the others",
            odd.Length == 0 ? Range([.. scores.Where(double.IsFinite)]) : $"fold {string.Join(", ", odd)}: "
                + $"{string.Join(", ", odd.Select(fold => $"{scores[fold]:0.0000}"))}");
    }

    private static string Range(double[] scores) => scores.Length == 0 ? "none" : $"{scores.Min():0.0000} to {scores.Max():0.0000}";

    private static bool IsOdd(IReadOnlyList<double> scores, int fold)
    {
        var others = scores.Where((score, other) => other != fold && !double.IsNaN(score)).ToArray();
        if (others.Length < 3 || double.IsNaN(scores[fold]))
        {
            return false;
        }

        var mean = others.Average();
        var deviation = StandardDeviation.OfSample(others);
        return deviation > 0 && Math.Abs(scores[fold] - mean) > 3 * Math.Max(deviation, 0.01 * Math.Abs(mean));
    }
}
