using Trestle.Learners.Metrics;

namespace Trestle.Learners.Ensemble;

/// <summary>
/// Greedy ensemble selection with replacement (Caruana, Niculescu-Mizil, Crew, Ksikes 2004: Ensemble selection from libraries of
/// models, ICML): begin with the best model, repeatedly add the one that makes the mean of the scores best, and keep the best ensemble
/// seen. How often a model was taken is its weight.
/// </summary>
public static class EnsembleSelection
{
    /// <summary>
    /// How often each model of the library is taken. Ties go to the first; a model whose metric is not defined is not taken unless that
    /// holds for all, and then the first one is.
    /// </summary>
    /// <param name="metric">The metric to optimise.</param>
    /// <param name="library">The scores of each model, on the same rows.</param>
    /// <param name="most">Maximum number of models, counted with repetition: the guard against fitting the rows.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public static int[] Choose(IMetric metric, IReadOnlyList<Outcome> library, int most, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(library.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var sums = new double[library[0].Scores.Length];
        var weights = new int[library.Count];
        var (best, bestValue) = (Only(0, library.Count), double.NaN);
        for (var size = 1; size <= most; size++)
        {
            var values = new double[library.Count];
            Parallel.For(
                0, library.Count, new ParallelOptions { CancellationToken = cancellation },
                model => values[model] = metric.Measure(With(sums, library[model], size)));
            if (Best(values, metric.HigherIsBetter) is not { } chosen)
            {
                break;
            }

            weights[chosen]++;
            Add(sums, library[chosen].Scores);
            if (double.IsNaN(bestValue) || (metric.HigherIsBetter ? values[chosen] > bestValue : values[chosen] < bestValue))
            {
                (best, bestValue) = ((int[])weights.Clone(), values[chosen]);
            }
        }

        return best;
    }

    /// <summary>The weighted mean of scores, as <see cref="EnsembleModel"/> takes it.</summary>
    public static double[] Mean(IReadOnlyList<double[]> scores, IReadOnlyList<int> weights)
    {
        var mean = new double[scores[0].Length];
        var sum = weights.Sum(weight => (double)weight);
        for (var i = 0; i < mean.Length; i++)
        {
            for (var model = 0; model < scores.Count; model++)
            {
                mean[i] += weights[model] == 0 ? 0 : weights[model] * scores[model][i];
            }

            mean[i] /= sum;
        }

        return mean;
    }

    private static Outcome With(double[] sums, Outcome model, int size)
    {
        var mean = new double[sums.Length];
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] = (sums[i] + model.Scores[i]) / size;
        }

        return model with { Scores = mean };
    }

    private static void Add(double[] sums, double[] scores)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += scores[i];
        }
    }

    private static int? Best(double[] values, bool higherIsBetter)
    {
        int? best = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]) && (best is not { } at || (higherIsBetter ? values[i] > values[at] : values[i] < values[at])))
            {
                best = i;
            }
        }

        return best;
    }

    private static int[] Only(int model, int count)
    {
        var weights = new int[count];
        weights[model] = 1;
        return weights;
    }
}
