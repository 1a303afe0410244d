using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Additive;

/// <summary>The sum of an intercept, a shape for each feature and tables of two features.</summary>
public sealed class AdditiveModel : IExplainableModel
{
    /// <summary>
    /// How far margins of classes may lie apart: probabilities keep a distance of 10⁻¹³ to 0 and 1, so that no loss is infinite.
    /// </summary>
    private const double Most = 30;

    private readonly AdditiveData data;
    private readonly AdditiveHistory? history;
    private readonly CellFinder[] finders;
    private readonly int[] widths;

    internal AdditiveModel(AdditiveData data, AdditiveHistory? history = null)
    {
        this.data = data;
        this.history = history;
        widths = Array.ConvertAll(data.Pairs, pair => pair.Width);
        finders = Array.ConvertAll(data.Shapes, shape => new CellFinder(shape));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => data.Features;

    /// <inheritdoc/>
    public int Outputs => data.Intercepts.Length;

    /// <summary>The pairs of features that have a table together.</summary>
    public IReadOnlyList<(string First, string Second)> Pairs =>
        [.. data.Pairs.Select(pair => (data.Features[pair.First], data.Features[pair.Second]))];

    /// <inheritdoc/>
    public ContributionScale Scale => data.Task switch
    {
        TaskKind.Binary => ContributionScale.LogOdds,
        TaskKind.Multiclass => ContributionScale.Margins,
        _ => ContributionScale.Score,
    };

    /// <summary>The intercepts: the mean margins, or the mean value, of the training rows.</summary>
    public IReadOnlyList<double> BaseValues
    {
        get
        {
            var margins = (double[])data.Intercepts.Clone();
            Limit(margins);
            return margins;
        }
    }

    /// <inheritdoc/>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var cells = new int[finders.Length];
        for (var row = 0; row < features.Rows; row++)
        {
            Find(features, row, cells);
            var own = scores.Slice(row * Outputs, Outputs);
            Margins(cells, own);
            if (data.Task == TaskKind.Binary)
            {
                own[0] = Linear.Link.Sigmoid(own[0]);
            }
            else if (data.Task == TaskKind.Multiclass)
            {
                Linear.Link.Softmax(own);
            }
        }
    }

    /// <summary>
    /// What the shape of each feature adds, and half of what each of its tables adds: exact, since the model is their sum. They are the
    /// Shapley values if features are independent.
    /// </summary>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var (cells, margins, bases) = (new int[finders.Length], new double[Outputs], BaseValues);
        for (var row = 0; row < features.Rows; row++)
        {
            Find(features, row, cells);
            Margins(cells, margins);
            for (var output = 0; output < Outputs; output++)
            {
                var own = contributions.Slice(((row * Outputs) + output) * cells.Length, cells.Length);
                for (var feature = 0; feature < own.Length; feature++)
                {
                    own[feature] = data.Shapes[feature].Values[(output * data.Shapes[feature].Rows.Length) + cells[feature]];
                }

                for (var number = 0; number < data.Pairs.Length; number++)
                {
                    var half = Of(number, output, cells) / 2;
                    own[data.Pairs[number].First] += half;
                    own[data.Pairs[number].Second] += half;
                }

                Completion.Complete(own, margins[output] - bases[output]);
            }
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => history is null || rounds >= history.Rounds
        ? this
        : new AdditiveModel(history.At(Math.Max(1, rounds)));

    /// <summary>
    /// The share of a feature in the sizes of what the terms add over the training rows; half of a table goes to each feature.
    /// </summary>
    public IReadOnlyList<double> Importance()
    {
        var sizes = Array.ConvertAll(data.Shapes, shape => Size(shape.Rows, shape.Values));
        foreach (var pair in data.Pairs)
        {
            var half = Size(pair.Rows, pair.Values) / 2;
            sizes[pair.First] += half;
            sizes[pair.Second] += half;
        }

        var sum = sizes.Sum();
        return sum > 0 ? Array.ConvertAll(sizes, size => size / sum) : sizes;
    }

    /// <inheritdoc/>
    public byte[] Save() => ModelJson.Write(data);

    /// <summary>Reads a saved model; a <see cref="TrestleException"/> for anything that <see cref="Save"/> did not write.</summary>
    internal static AdditiveModel Load(ReadOnlyMemory<byte> bytes)
    {
        var data = ModelJson.Read<AdditiveData>(bytes, AdditiveLearner.LearnerName);
        ModelJson.CheckFeatures(data.Features, AdditiveLearner.LearnerName);
        return data.Reason is { } reason
            ? throw new TrestleException(MetricErrors.BadModel(AdditiveLearner.LearnerName, reason))
            : new AdditiveModel(data);
    }

    internal static double Size(double[] rows, double[] values) =>
        values.Select((value, i) => Math.Abs(value) * rows[i % rows.Length]).Sum();

    /// <summary>What a table of two features adds to an output.</summary>
    private double Of(int number, int output, int[] cells)
    {
        var pair = data.Pairs[number];
        var cell = (pair.FirstGroups[cells[pair.First]] * widths[number]) + pair.SecondGroups[cells[pair.Second]];
        return pair.Values[(output * pair.Rows.Length) + cell];
    }

    private void Find(RowBlock features, int row, int[] cells)
    {
        for (var feature = 0; feature < cells.Length; feature++)
        {
            cells[feature] = finders[feature].Of(features.Numbers(feature)[row]);
        }
    }

    private void Margins(int[] cells, Span<double> margins)
    {
        data.Intercepts.CopyTo(margins);
        for (var output = 0; output < margins.Length; output++)
        {
            for (var feature = 0; feature < cells.Length; feature++)
            {
                margins[output] += data.Shapes[feature].Values[(output * data.Shapes[feature].Rows.Length) + cells[feature]];
            }

            for (var number = 0; number < data.Pairs.Length; number++)
            {
                margins[output] += Of(number, output, cells);
            }
        }

        Limit(margins);
    }

    private void Limit(Span<double> margins)
    {
        if (data.Task == TaskKind.Binary)
        {
            margins[0] = Math.Clamp(margins[0], -Most, Most);
        }
        else if (data.Task == TaskKind.Multiclass)
        {
            Linear.Link.Raise(margins, Most);
        }
    }
}
