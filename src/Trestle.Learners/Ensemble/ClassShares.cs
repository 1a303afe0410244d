namespace Trestle.Learners.Ensemble;

/// <summary>
/// Corrects probabilities of a model that learned from some share of each class's rows (Saerens, Latinne, Decaestecker 2002: Adjusting the
/// outputs of a classifier to new a priori probabilities, Neural Computation 14): each is divided by the share of its class, and their sum
/// is made one again.
/// </summary>
internal static class ClassShares
{
    /// <summary>Corrects probabilities: of the positive class, or of all classes, row by row.</summary>
    public static void Correct(Span<double> scores, int outputs, IReadOnlyList<double> rates)
    {
        if (outputs == 1)
        {
            foreach (ref var score in scores)
            {
                var (yes, no) = (score * rates[0], (1 - score) * rates[1]);
                score = yes + no > 0 ? yes / (yes + no) : score;
            }

            return;
        }

        for (var row = 0; row < scores.Length; row += rates.Count)
        {
            var own = scores.Slice(row, rates.Count);
            var sum = 0.0;
            for (var i = 0; i < own.Length; i++)
            {
                own[i] /= rates[i];
                sum += own[i];
            }

            foreach (ref var score in own)
            {
                score /= sum;
            }
        }
    }

    /// <summary>What the correction adds to the log odds of the positive class, or to the margin of a class.</summary>
    public static double Shift(IReadOnlyList<double> rates, int outputs, int output) =>
        outputs == 1 ? Math.Log(rates[0] / rates[1]) : -Math.Log(rates[output]);
}
