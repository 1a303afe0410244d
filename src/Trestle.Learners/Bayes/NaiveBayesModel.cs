using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Bayes;

/// <summary>The share of each class, and how each feature is distributed in it.</summary>
public sealed class NaiveBayesModel : IExplainableModel
{
    /// <summary>
    /// How far margins of classes may lie apart: probabilities keep a distance of 10⁻¹³ to 0 and 1, so that no loss is infinite.
    /// </summary>
    private const double Most = 30;

    private const string Format = "trestle-naive-bayes-1";

    private readonly TaskKind task;
    private readonly double[] shares;
    private readonly FeatureLaw[] laws;

    internal NaiveBayesModel(TaskKind task, IReadOnlyList<string> features, double[] shares, FeatureLaw[] laws)
    {
        this.task = task;
        this.shares = shares;
        this.laws = laws;
        Features = features;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public int Outputs => task == TaskKind.Binary ? 1 : shares.Length;

    /// <inheritdoc/>
    public ContributionScale Scale => task == TaskKind.Binary ? ContributionScale.LogOdds : ContributionScale.Margins;

    /// <summary>The margins with the mean of what each feature tells in the training rows.</summary>
    public IReadOnlyList<double> BaseValues
    {
        get
        {
            var logarithms = Start();
            foreach (var law in laws)
            {
                for (var k = 0; k < logarithms.Length; k++)
                {
                    logarithms[k] += law.Expected[k];
                }
            }

            var margins = new double[Outputs];
            Margins(logarithms, margins);
            Limit(margins);
            return margins;
        }
    }

    /// <inheritdoc/>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var (start, logarithms) = (Start(), new double[shares.Length]);
        for (var row = 0; row < features.Rows; row++)
        {
            start.CopyTo(logarithms, 0);
            for (var feature = 0; feature < laws.Length; feature++)
            {
                laws[feature].Add(features.Numbers(feature)[row], logarithms);
            }

            var own = scores.Slice(row * Outputs, Outputs);
            Margins(logarithms, own);
            Limit(own);
            if (task == TaskKind.Binary)
            {
                own[0] = Linear.Link.Sigmoid(own[0]);
            }
            else
            {
                Linear.Link.Softmax(own);
            }
        }
    }

    /// <summary>
    /// What the value of each feature tells, beyond the mean over the training rows: the Shapley values of a model whose features are
    /// independent, as these are here.
    /// </summary>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var (bases, parts) = (BaseValues, new double[laws.Length][]);
        var (margins, own, logarithms) = (new double[Outputs], new double[laws.Length], new double[shares.Length]);
        for (var row = 0; row < features.Rows; row++)
        {
            Start().CopyTo(logarithms, 0);
            for (var feature = 0; feature < laws.Length; feature++)
            {
                var told = new double[shares.Length];
                laws[feature].Add(features.Numbers(feature)[row], told);
                parts[feature] = new double[Outputs];
                Margins([.. told.Select((logarithm, k) => logarithm - laws[feature].Expected[k])], parts[feature]);
                for (var k = 0; k < told.Length; k++)
                {
                    logarithms[k] += told[k];
                }
            }

            Margins(logarithms, margins);
            Limit(margins);
            for (var output = 0; output < Outputs; output++)
            {
                for (var feature = 0; feature < own.Length; feature++)
                {
                    own[feature] = parts[feature][output];
                }

                Completion.Complete(own, margins[output] - bases[output]);
                own.CopyTo(contributions[(((row * Outputs) + output) * own.Length)..]);
            }
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => this;

    /// <summary>The share of a feature in how far the distributions of the classes are apart.</summary>
    public IReadOnlyList<double> Importance()
    {
        var sum = laws.Sum(law => law.Worth);
        return [.. laws.Select(law => sum > 0 ? law.Worth / sum : 0)];
    }

    /// <inheritdoc/>
    public byte[] Save() => ModelJson.Write(new Saved(Format, task, [.. Features], shares, laws));

    /// <summary>Reads a saved model; a <see cref="TrestleException"/> for anything that <see cref="Save"/> did not write.</summary>
    internal static NaiveBayesModel Load(ReadOnlyMemory<byte> bytes)
    {
        var saved = ModelJson.Read<Saved>(bytes, NaiveBayesLearner.LearnerName);
        ModelJson.CheckFeatures(saved.Features, NaiveBayesLearner.LearnerName);
        return Reason(saved) is { } reason
            ? throw new TrestleException(MetricErrors.BadModel(NaiveBayesLearner.LearnerName, reason))
            : new NaiveBayesModel(saved.Task, saved.Features, saved.Shares, saved.Laws);
    }

    private static string? Reason(Saved saved) => saved switch
    {
        { Format: not Format } => $"its format is not '{Format}'",
        _ when saved.Task == TaskKind.Regression || (saved.Task == TaskKind.Binary) != (saved.Shares.Length == 2)
            || saved.Shares.Length < 2 => "the number of classes does not fit the task",
        _ when !saved.Shares.All(share => share is > 0 and < 1) => "the share of a class is not one",
        _ when saved.Laws.Length != saved.Features.Length
            || !Array.TrueForAll(saved.Laws, law => law?.IsValid(saved.Shares.Length) == true) => "the law of a feature is not valid",
        _ => null,
    };

    private double[] Start() => Array.ConvertAll(shares, Math.Log);

    /// <summary>From logarithms of densities to log odds, or to margins with mean 0.</summary>
    private static void Margins(ReadOnlySpan<double> logarithms, Span<double> margins)
    {
        if (margins.Length == 1)
        {
            margins[0] = logarithms[1] - logarithms[0];
            return;
        }

        var mean = 0.0;
        foreach (var logarithm in logarithms)
        {
            mean += logarithm / logarithms.Length;
        }

        for (var k = 0; k < margins.Length; k++)
        {
            margins[k] = logarithms[k] - mean;
        }
    }

    private static void Limit(Span<double> margins)
    {
        if (margins.Length == 1)
        {
            margins[0] = Math.Clamp(margins[0], -Most, Most);
        }
        else
        {
            Linear.Link.Raise(margins, Most);
        }
    }

    private sealed record Saved(string Format, TaskKind Task, string[] Features, double[] Shares, FeatureLaw[] Laws);
}
