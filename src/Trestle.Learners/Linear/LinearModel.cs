using System.Text.Json.Serialization;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Linear;

/// <summary>Weights and intercepts: one set for regression and two classes, else one per class.</summary>
public sealed class LinearModel : IExplainableModel
{
    internal const string Learner = "linear";

    /// <summary>
    /// How far margins of classes may lie apart: probabilities keep a distance of 10⁻¹³ to 0 and 1, even of a row far outside of the
    /// training rows, so that no loss is infinite.
    /// </summary>
    internal const double Most = 30;

    /// <summary>The largest logarithm of a prediction on a logarithmic scale, so that it is a number.</summary>
    private const double MostLogarithm = 700;

    private const string Format = "trestle-linear-1";
    private const string Logarithm = "log";

    private readonly TaskKind task;
    private readonly double[][] weights;
    private readonly double[] intercepts;
    private readonly double[]? means;
    private readonly double? limit;

    internal LinearModel(
        TaskKind task, IReadOnlyList<string> features, double[][] weights, double[] intercepts, double[]? means, double? limit)
    {
        this.means = means;
        this.limit = limit;
        this.task = task;
        this.weights = weights;
        this.intercepts = intercepts;
        Features = features;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public int Outputs => intercepts.Length;

    /// <summary>Whether a value is e^margin.</summary>
    internal bool IsLogarithmic { get; init; }

    /// <summary>
    /// The weights of each output, in the order of <see cref="Features"/>; of the log-odds for two classes, of the logarithm for counts.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> Weights => weights;

    /// <summary>The intercept of each output.</summary>
    public IReadOnlyList<double> Intercepts => intercepts;

    /// <inheritdoc/>
    public ContributionScale Scale => task switch
    {
        TaskKind.Binary => ContributionScale.LogOdds,
        TaskKind.Multiclass => ContributionScale.Margins,
        _ when IsLogarithmic => ContributionScale.Logarithm,
        _ => ContributionScale.Score,
    };

    /// <summary>
    /// The margins of a row with the training mean in every feature; of zeros if the means are not known.
    /// </summary>
    public IReadOnlyList<double> BaseValues =>
        means is null ? intercepts : [.. weights.Select((output, k) => intercepts[k] + Vectors.Dot(output, means))];

    /// <summary>Scores the rows; a <see cref="TrestleException"/> names a feature whose value is missing or infinite.</summary>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        for (var row = 0; row < features.Rows; row++)
        {
            intercepts.CopyTo(scores[(row * Outputs)..]);
        }

        for (var feature = 0; feature < Features.Count; feature++)
        {
            AddFeature(features.Numbers(feature), feature, scores);
        }

        for (var row = 0; row < features.Rows; row++)
        {
            Finish(features, row, scores.Slice(row * Outputs, Outputs));
        }
    }

    /// <summary>
    /// weight × (value − the training rows' mean): the Shapley values of a linear model whose features are independent (Lundberg and Lee
    /// 2017, corollary 1). A model saved without the means is explained around 0. A <see cref="TrestleException"/> as for
    /// <see cref="Score"/>.
    /// </summary>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        var scores = new double[features.Rows * Outputs];
        Score(features, scores);
        for (var feature = 0; feature < Features.Count; feature++)
        {
            var values = features.Numbers(feature);
            var mean = means is null ? 0 : means[feature];
            for (var output = 0; output < Outputs; output++)
            {
                var weight = weights[output][feature];
                for (var row = 0; row < values.Length; row++)
                {
                    contributions[(((row * Outputs) + output) * Features.Count) + feature] = weight * (values[row] - mean);
                }
            }
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => this;

    /// <summary>
    /// The share of a feature in the sum of all absolute weights; comparable because the features have about the same scale.
    /// </summary>
    public IReadOnlyList<double> Importance()
    {
        var sizes = new double[Features.Count];
        foreach (var output in weights)
        {
            for (var feature = 0; feature < sizes.Length; feature++)
            {
                sizes[feature] += Math.Abs(output[feature]);
            }
        }

        var sum = sizes.Sum();
        return sum > 0 ? Array.ConvertAll(sizes, size => size / sum) : sizes;
    }

    /// <inheritdoc/>
    public byte[] Save() => ModelJson.Write(
        new Saved(Format, task, [.. Features], weights, intercepts, means, limit, IsLogarithmic ? Logarithm : null));

    /// <summary>Reads a saved model; a <see cref="TrestleException"/> for anything that <see cref="Save"/> did not write.</summary>
    internal static LinearModel Load(ReadOnlyMemory<byte> bytes)
    {
        var saved = ModelJson.Read<Saved>(bytes, Learner);
        ModelJson.CheckFeatures(saved.Features, Learner);
        return Reason(saved) is { } reason
            ? throw new TrestleException(MetricErrors.BadModel(Learner, reason))
            : new LinearModel(saved.Task, saved.Features, saved.Weights, saved.Intercepts, saved.Means, saved.Limit)
            {
                IsLogarithmic = saved.Link is not null,
            };
    }

    private static string? Reason(Saved saved)
    {
        var outputs = saved.Task == TaskKind.Multiclass ? saved.Intercepts.Length >= 3 : saved.Intercepts.Length == 1;
        return saved switch
        {
            { Format: not Format } => $"its format is not '{Format}'",
            _ when !outputs || saved.Weights.Length != saved.Intercepts.Length => "the number of outputs does not fit the task",
            { Link: { } link } when link != Logarithm || saved.Task != TaskKind.Regression => $"its link is not '{Logarithm}' of a value",
            _ when saved.Weights.Any(output => output?.Length != saved.Features.Length) => "there is not one weight per feature",
            { Limit: { } limit } when !(limit > 0 && double.IsFinite(limit)) => "its limit is not a number above 0",
            { Means: { } means } when means.Length != saved.Features.Length => "there is not one mean per feature",
            _ when !saved.Weights.Append(saved.Intercepts).Append(saved.Means ?? []).All(numbers => numbers.All(double.IsFinite)) =>
                "a number is not finite",
            _ => null,
        };
    }

    private void AddFeature(ReadOnlySpan<double> values, int feature, Span<double> scores)
    {
        for (var output = 0; output < Outputs; output++)
        {
            var weight = weights[output][feature];
            for (var row = 0; row < values.Length; row++)
            {
                scores[(row * Outputs) + output] += weight * values[row];
            }
        }
    }

    /// <summary>Turns the margins of a row into its scores.</summary>
    private void Finish(RowBlock features, int row, Span<double> margins)
    {
        foreach (var margin in margins)
        {
            if (!double.IsFinite(margin))
            {
                throw new TrestleException(MetricErrors.NoNumber(Culprit(features, row), Learner));
            }
        }

        if (task == TaskKind.Binary)
        {
            margins[0] = Link.Sigmoid(limit is { } most ? Math.Clamp(margins[0], -most, most) : margins[0]);
        }
        else if (task == TaskKind.Multiclass)
        {
            Link.Raise(margins, limit);
            Link.Softmax(margins);
        }
        else if (IsLogarithmic)
        {
            margins[0] = Math.Exp(Math.Clamp(margins[0], -MostLogarithm, MostLogarithm));
        }
    }

    /// <summary>The feature that makes the score impossible to compute: the first that is not finite, else the largest.</summary>
    private string Culprit(RowBlock features, int row)
    {
        var largest = 0;
        for (var feature = 0; feature < Features.Count; feature++)
        {
            var value = features.Numbers(feature)[row];
            if (!double.IsFinite(value))
            {
                return Features[feature];
            }

            largest = Math.Abs(value) > Math.Abs(features.Numbers(largest)[row]) ? feature : largest;
        }

        return Features[largest];
    }

    private sealed record Saved(
        string Format,
        TaskKind Task,
        string[] Features,
        double[][] Weights,
        double[] Intercepts,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double[]? Means = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Limit = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Link = null);
}
