using Trestle.Core.Errors;
using Trestle.Learners.Forests;

namespace Trestle.Learners.Bayes;

/// <summary>What the rows of each class tell about a feature.</summary>
/// <param name="Counts">Rows of each class with a value, as they count.</param>
/// <param name="Means">For numbers: their mean in each class.</param>
/// <param name="Variances">For numbers: their variance in each class.</param>
/// <param name="Codes">For categories: rows of each class with each code; null for numbers.</param>
internal sealed record ClassSums(double[] Counts, double[] Means, double[] Variances, SortedDictionary<int, double[]>? Codes)
{
    /// <summary>Beyond this the square of a value may overflow.</summary>
    private const double Largest = 1e150;

    /// <summary>The variance of all rows together.</summary>
    public double Variance { get; private init; }

    /// <summary>The mean of all rows together.</summary>
    public double Mean { get; private init; }

    /// <summary>Sums up a category.</summary>
    public static ClassSums OfCategory(TrainingSet train, int feature)
    {
        var (counts, codes) = (new double[train.Classes], new SortedDictionary<int, double[]>());
        foreach (var (value, label, weight) in Values(train, feature))
        {
            if (FeatureBins.CodeOf(value) is { } code)
            {
                codes.TryAdd(code, new double[train.Classes]);
                codes[code][label] += weight;
                counts[label] += weight;
            }
        }

        return new ClassSums(counts, [], [], codes);
    }

    /// <summary>Sums up a number; a <see cref="TrestleException"/> names it where it is infinite or too large.</summary>
    public static ClassSums OfNumber(TrainingSet train, int feature)
    {
        var (counts, sums, squares) = (new double[train.Classes], new double[train.Classes], new double[train.Classes]);
        foreach (var (value, label, weight) in Values(train, feature))
        {
            if (Math.Abs(value) > Largest)
            {
                throw new TrestleException(MetricErrors.NoNumber(train.Features[feature].Name, NaiveBayesLearner.LearnerName));
            }

            (counts[label], sums[label]) = (counts[label] + weight, sums[label] + (weight * value));
        }

        var total = counts.Sum();
        var mean = total > 0 ? sums.Sum() / total : 0;
        var means = Array.ConvertAll(sums, sum => sum);
        for (var k = 0; k < means.Length; k++)
        {
            means[k] = counts[k] > 0 ? sums[k] / counts[k] : mean;
        }

        var all = 0.0;
        foreach (var (value, label, weight) in Values(train, feature))
        {
            squares[label] += weight * (value - means[label]) * (value - means[label]);
            all += weight * (value - mean) * (value - mean);
        }

        var variance = total > 0 ? all / total : 0;
        return new ClassSums(counts, means, [.. squares.Select((square, k) => counts[k] > 0 ? square / counts[k] : variance)], null)
        {
            Variance = variance,
            Mean = mean,
        };
    }

    /// <summary>The values that are present, with their classes and how much they count.</summary>
    private static IEnumerable<(double Value, int Label, double Weight)> Values(TrainingSet train, int feature)
    {
        var row = 0;
        foreach (var block in train.Blocks)
        {
            for (var i = 0; i < block.Rows; i++, row++)
            {
                var value = block.Numbers(feature)[i];
                if (!double.IsNaN(value))
                {
                    yield return (value, (int)train.Labels[row], train.Weight(row));
                }
            }
        }
    }
}
