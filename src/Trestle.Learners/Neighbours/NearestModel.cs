using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Neighbours;

/// <summary>What is saved besides the rows.</summary>
/// <param name="Task">What is predicted.</param>
/// <param name="Features">Names of the features.</param>
/// <param name="Count">Neighbours that are asked.</param>
/// <param name="ByDistance">Whether they count by the inverse of their distance.</param>
/// <param name="Prior">The share of each class, which counts like one more neighbour; for values their mean.</param>
internal sealed record NearestHeader(TaskKind Task, string[] Features, int Count, bool ByDistance, double[] Prior);

/// <summary>Training rows, and how many of them are asked.</summary>
public sealed class NearestModel : IExplainableModel
{
    /// <summary>Rows whose contributions tell the importance of features.</summary>
    private const int Asked = 50;

    private readonly NearestHeader header;
    private readonly NeighbourRows rows;
    private readonly Lazy<double[]> importance;

    internal NearestModel(NearestHeader header, NeighbourRows rows)
    {
        this.header = header;
        this.rows = rows;
        importance = new Lazy<double[]>(Weigh);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => header.Features;

    /// <inheritdoc/>
    public int Outputs => header.Task == TaskKind.Multiclass ? header.Prior.Length : 1;

    /// <summary>The probability itself, or the value.</summary>
    public ContributionScale Scale => ContributionScale.Score;

    /// <summary>The shares of the classes in the training rows, or the mean value.</summary>
    public IReadOnlyList<double> BaseValues => header.Task == TaskKind.Binary ? [header.Prior[1]] : header.Prior;

    /// <summary>Scores the rows; a <see cref="TrestleException"/> names a feature whose value is missing or infinite.</summary>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var (row, search) = (new float[Features.Count], new Room(header));
        for (var at = 0; at < features.Rows; at++)
        {
            Read(features, at, row);
            Score(row, search, scores.Slice(at * Outputs, Outputs));
        }
    }

    /// <summary>
    /// What a score changes by when a feature has the mean of the training rows (0, since features are standardised) instead of its own
    /// value; together with the base value they are made to sum to the score. An approximation of Shapley values that looks at one
    /// feature at a time. A <see cref="TrestleException"/> as for <see cref="Score(RowBlock, Span{double})"/>.
    /// </summary>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var (row, search) = (new float[Features.Count], new Room(header));
        var width = Outputs * Features.Count;
        for (var at = 0; at < features.Rows; at++)
        {
            Read(features, at, row);
            Explain(row, search, contributions.Slice(at * width, width));
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => this;

    /// <summary>The share of a feature in the sizes of the contributions of some training rows, evenly picked.</summary>
    public IReadOnlyList<double> Importance() => importance.Value;

    /// <inheritdoc/>
    public byte[] Save() => NearestFile.Write(header, rows);

    private void Read(RowBlock features, int at, float[] row)
    {
        for (var feature = 0; feature < row.Length; feature++)
        {
            var value = features.Numbers(feature)[at];
            row[feature] = double.IsFinite(value)
                ? NeighbourRows.Near(value)
                : throw new TrestleException(MetricErrors.NoNumber(Features[feature], NearestLearner.LearnerName));
        }
    }

    private void Score(float[] row, Room room, Span<double> scores)
    {
        rows.Search(row, room.Neighbours);
        var exact = room.Neighbours[0].Distance == 0;
        var (sum, shares) = (0.0, room.Shares);
        Array.Clear(shares);
        foreach (var (distance, neighbour) in room.Neighbours)
        {
            // Where training rows are at the very place, only they count.
            var weight = !header.ByDistance ? 1 : exact ? (distance == 0 ? 1 : 0) : 1 / Math.Sqrt(distance);
            var label = rows.Labels[neighbour];
            shares[header.Task == TaskKind.Regression ? 0 : (int)label] += header.Task == TaskKind.Regression ? weight * label : weight;
            sum += weight;
        }

        if (header.Task == TaskKind.Regression)
        {
            scores[0] = shares[0] / sum;
            return;
        }

        var mean = sum / room.Neighbours.Length;
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] = (shares[k] + (mean * header.Prior[k])) / (sum + mean);
        }

        shares.AsSpan(shares.Length == 2 ? 1 : 0).CopyTo(scores);
    }

    private void Explain(float[] row, Room room, Span<double> contributions)
    {
        var (score, other, width) = (new double[Outputs], new double[Outputs], Features.Count);
        Score(row, room, score);
        for (var feature = 0; feature < width; feature++)
        {
            var value = row[feature];
            row[feature] = 0;
            Score(row, room, other);
            row[feature] = value;
            for (var output = 0; output < score.Length; output++)
            {
                contributions[(output * width) + feature] = score[output] - other[output];
            }
        }

        for (var output = 0; output < score.Length; output++)
        {
            Completion.Complete(contributions.Slice(output * width, width), score[output] - BaseValues[output]);
        }
    }

    private double[] Weigh()
    {
        var (row, search, own) = (new float[Features.Count], new Room(header), new double[Outputs * Features.Count]);
        var sizes = new double[Features.Count];
        var step = 1 + ((rows.Rows - 1) / Asked);
        for (var at = 0; at < rows.Rows; at += step)
        {
            rows.Copy(at, row);
            Explain(row, search, own);
            for (var i = 0; i < own.Length; i++)
            {
                sizes[i % sizes.Length] += Math.Abs(own[i]);
            }
        }

        var sum = sizes.Sum();
        return sum > 0 ? Array.ConvertAll(sizes, size => size / sum) : sizes;
    }

    /// <summary>Room for one search.</summary>
    private sealed class Room(NearestHeader header)
    {
        public (float Distance, int Row)[] Neighbours { get; } = new (float, int)[header.Count];

        public double[] Shares { get; } = new double[header.Prior.Length];
    }
}
