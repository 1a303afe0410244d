using Trestle.Core.Errors;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Baseline;

/// <summary>Answers with the first feature; with a fixed value where that is missing, or where there are no features.</summary>
internal sealed class ColumnModel(IReadOnlyList<string> features, double otherwise) : IExplainableModel
{
    private const string Format = "trestle-column-1";

    public IReadOnlyList<string> Features { get; } = features;

    public int Outputs => 1;

    public ContributionScale Scale => ContributionScale.Score;

    public IReadOnlyList<double> BaseValues => [otherwise];

    public void Score(RowBlock features, Span<double> scores)
    {
        for (var row = 0; row < features.Rows; row++)
        {
            var value = Features.Count == 0 ? double.NaN : features.Numbers(0)[row];
            scores[row] = double.IsFinite(value) ? value : otherwise;
        }
    }

    public void Explain(RowBlock features, Span<double> contributions)
    {
        contributions = contributions[..(features.Rows * Features.Count)];
        contributions.Clear();
        var scores = new double[features.Rows];
        Score(features, scores);
        for (var row = 0; Features.Count > 0 && row < scores.Length; row++)
        {
            contributions[row * Features.Count] = scores[row] - otherwise;
        }
    }

    public IModel AtRounds(int rounds) => this;

    /// <summary>Nothing was learned of it.</summary>
    public IReadOnlyList<double> Importance() => new double[Features.Count];

    public byte[] Save() => ModelJson.Write(new Saved(Format, [.. Features], otherwise));

    public static ColumnModel Load(ReadOnlyMemory<byte> bytes)
    {
        var saved = ModelJson.Read<Saved>(bytes, ColumnLearner.LearnerName);
        ModelJson.CheckFeatures(saved.Features, ColumnLearner.LearnerName);
        var reason = saved.Format != Format ? $"its format is not '{Format}'"
            : !double.IsFinite(saved.Otherwise) ? "its value is not finite"
            : null;
        return reason is null
            ? new ColumnModel(saved.Features, saved.Otherwise)
            : throw new TrestleException(MetricErrors.BadModel(ColumnLearner.LearnerName, reason));
    }

    private sealed record Saved(string Format, string[] Features, double Otherwise);
}
