using Trestle.Learners.Onnx;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ProposeCandidates.Given;

/// <summary>A model that was learned elsewhere in the place of a learner: whatever the rows are, it is the same model.</summary>
/// <param name="name">The candidate's name.</param>
/// <param name="given">The model.</param>
/// <param name="file">Its file.</param>
internal sealed class GivenLearner(string name, GivenModel given, byte[] file) : ILearner
{
    /// <summary>What it is, for people.</summary>
    public const string Words = "ONNX model, learned elsewhere";

    /// <inheritdoc/>
    public string Name => OnnxFormat.FormatName;

    /// <inheritdoc/>
    public string Title => Words;

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == given.Header.Task;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <summary>The model for features in the order of the rows; one that is missing among them is error TR0828.</summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        string[] features = [.. train.Features.Columns.Select(column => column.Name)];
        return given.Header.Features.Except(features).FirstOrDefault() is { } missing
            ? throw new TrestleException(GivenErrors.Dropped(name, missing))
            : new Learning(OnnxFormat.Of(file, given.Header with { Features = features }));
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => new OnnxFormat().Load(saved);

    private sealed class Learning(OnnxModel model) : ILearning
    {
        public Learned Fit(Parameters parameters, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            return new Learned(model, 1);
        }

        public void Dispose()
        {
        }
    }
}
