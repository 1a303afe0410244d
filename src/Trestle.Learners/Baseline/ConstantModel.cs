using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Baseline;

/// <summary>A model with the same answer for every row, whatever its features: every other model has to beat it.</summary>
internal sealed class ConstantModel(TaskKind task, IReadOnlyList<string> features, IReadOnlyList<double> answer) : IExplainableModel
{
    private const string Format = "trestle-constant-1";

    private readonly double[] answer = [.. answer];

    public IReadOnlyList<string> Features { get; } = features;

    public int Outputs => answer.Length;

    public ContributionScale Scale => ContributionScale.Score;

    public IReadOnlyList<double> BaseValues => answer;

    public void Score(RowBlock features, Span<double> scores)
    {
        for (var row = 0; row < features.Rows; row++)
        {
            answer.CopyTo(scores[(row * answer.Length)..]);
        }
    }

    public void Explain(RowBlock features, Span<double> contributions) =>
        contributions[..(features.Rows * Outputs * Features.Count)].Clear();

    public IModel AtRounds(int rounds) => this;

    public IReadOnlyList<double> Importance() => new double[Features.Count];

    public byte[] Save() => ModelJson.Write(new Saved(Format, task, [.. Features], answer));

    public static ConstantModel Load(ReadOnlyMemory<byte> bytes, string learner)
    {
        var saved = ModelJson.Read<Saved>(bytes, learner);
        ModelJson.CheckFeatures(saved.Features, learner);
        return Reason(saved) is { } reason
            ? throw new TrestleException(MetricErrors.BadModel(learner, reason))
            : new ConstantModel(saved.Task, saved.Features, saved.Answer);
    }

    private static string? Reason(Saved saved)
    {
        var probabilities = saved.Task != TaskKind.Regression;
        var outputs = saved.Task == TaskKind.Multiclass ? saved.Answer.Length >= 3 : saved.Answer.Length == 1;
        return saved.Format != Format ? $"its format is not '{Format}'"
            : !outputs ? "the number of outputs does not fit the task"
            : !saved.Answer.All(double.IsFinite) ? "an output is not finite"
            : probabilities && !saved.Answer.All(share => share is >= 0 and <= 1) ? "an output is not a probability"
            : null;
    }

    private sealed record Saved(string Format, TaskKind Task, string[] Features, double[] Answer);
}

/// <summary>A baseline that has already learned what it answers; it has no parameters.</summary>
internal sealed class ConstantLearning(IModel model) : ILearning
{
    /// <summary>Learns <paramref name="answer"/> from the training rows, of which there must be at least one.</summary>
    public static ConstantLearning Of(string learner, TrainingSet train, Func<TrainingSet, double[]> answer)
    {
        LabelCheck.Run(train, learner);
        return new ConstantLearning(new ConstantModel(train.Task, train.Features.Names(ColumnKind.Number), answer(train)));
    }

    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new Learned(model, 1);
    }

    public void Dispose()
    {
    }
}
