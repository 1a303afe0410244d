using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Networks;

/// <summary>How a number goes into a network.</summary>
/// <param name="Median">What is subtracted.</param>
/// <param name="Scale">What is multiplied with; 0 for a feature with one value.</param>
/// <param name="Knots">The places between which the feature's parts rise from 0 to 1; empty for a feature with two values.</param>
internal sealed record FeatureEncoding(double Median, double Scale, double[] Knots)
{
    /// <summary>Inputs of the feature.</summary>
    public int Width => Knots.Length < 2 ? 1 : Knots.Length;
}

/// <summary>
/// Turns features into the inputs of a network: each number centred by its median and divided by the distance of its quartiles, softly
/// clipped to ±3 (Holzmüller, Grinsztajn, Steinwart 2024: Better by default, RealMLP), and its piecewise linear encoding between
/// quantiles (Gorishniy, Rubachev, Babenko 2022: On embeddings for numerical features in tabular deep learning).
/// </summary>
internal sealed class InputEncoding(string learner, IReadOnlyList<string> names, FeatureEncoding[] features)
{
    private const int MostParts = 16;

    /// <summary>Training rows for each part of a feature: more parts only help where many rows tell them apart.</summary>
    private const long RowsPerPart = 1000;

    private const int MostInputs = 1024;

    /// <summary>Inputs of all training rows together: they are kept in memory, those of several folds at once.</summary>
    private const double MostNumbers = 2e7;

    private const double Clip = 3;

    /// <summary>Beyond this the distance of two values may overflow.</summary>
    private const double Largest = 1e150;

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>How each feature is encoded.</summary>
    public FeatureEncoding[] Features { get; } = features;

    /// <summary>Inputs of a network.</summary>
    public int Width { get; } = features.Sum(feature => feature.Width);

    /// <summary>Learns the encoding; a <see cref="TrestleException"/> names a feature that is not all usable numbers.</summary>
    public static InputEncoding Learn(string learner, TrainingSet train)
    {
        var parts = Parts(train.Rows, train.Features.Count);
        var features = new FeatureEncoding[train.Features.Count];
        for (var feature = 0; feature < features.Length; feature++)
        {
            double[] values = [.. train.Blocks.SelectMany(block => block.Numbers(feature).ToArray())];
            if (!Array.TrueForAll(values, value => Math.Abs(value) <= Largest))
            {
                throw new TrestleException(MetricErrors.NoNumber(train.Features[feature].Name, learner));
            }

            Array.Sort(values);
            features[feature] = Of(values, parts);
        }

        return new InputEncoding(learner, [.. train.Features.Columns.Select(column => column.Name)], features);
    }

    /// <summary>The inputs of one row.</summary>
    public void Encode(RowBlock rows, int row, Span<float> inputs)
    {
        var at = 0;
        for (var feature = 0; feature < Features.Length; feature++)
        {
            var (value, own) = (rows.Numbers(feature)[row], Features[feature]);
            if (!double.IsFinite(value))
            {
                throw new TrestleException(MetricErrors.NoNumber(Names[feature], learner));
            }

            inputs[at++] = (float)SoftClip(own.Scale * (value - own.Median));
            for (var knot = 1; knot < own.Knots.Length; knot++)
            {
                inputs[at++] = (float)Math.Clamp((value - own.Knots[knot - 1]) / (own.Knots[knot] - own.Knots[knot - 1]), 0, 1);
            }
        }
    }

    private static double SoftClip(double value)
    {
        var share = value / Clip;
        return Math.Abs(share) < 1e8 ? value / Math.Sqrt(1 + (share * share)) : Math.CopySign(Clip, share);
    }

    private static int Parts(long rows, int features)
    {
        var most = Math.Min(MostInputs, MostNumbers / Math.Max(1, rows));
        return (int)Math.Clamp(Math.Min(rows / RowsPerPart, (most / Math.Max(1, features)) - 1), 0, MostParts);
    }

    private static FeatureEncoding Of(double[] sorted, int parts)
    {
        var (low, median, high) = (At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
        var range = sorted[^1] - sorted[0];
        var scale = high > low ? 1 / (high - low) : range > 0 ? 2 / range : 0;
        double[] knots = [.. Enumerable.Range(0, parts + 1).Select(part => At(sorted, (double)part / Math.Max(1, parts))).Distinct()];
        return new FeatureEncoding(median, double.IsFinite(scale) ? scale : 0, knots.Length > 2 ? knots : []);
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
