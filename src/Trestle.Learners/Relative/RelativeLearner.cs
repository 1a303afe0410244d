using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.LightGbm;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Relative;

/// <summary>
/// Boosted trees that learn how far a value is from a reference of its row, in a unit of its row: values beyond those of the training can
/// be predicted, and series of different sizes learn from each other. Without a reference (<see cref="LearningOptions.Relative"/>) the
/// reference is 0 and the unit 1.
/// </summary>
public sealed class RelativeLearner : ILearner
{
    /// <summary>Its name.</summary>
    public const string LearnerName = "relative";

    private static readonly LightGbmLearner Trees = new();

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Gradient boosted trees, relative to a forecast (LightGBM)";

    /// <inheritdoc/>
    public double Promise => Trees.Promise;

    /// <inheritdoc/>
    public LearnerNeeds Needs => Trees.Needs;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <summary>Losses of differences: a distance may be below 0.</summary>
    public bool Learns(LossKind loss) => loss is LossKind.Usual or LossKind.Absolute or LossKind.Quantile;

    /// <summary>A distance below 0 may be longer than its reference.</summary>
    public bool KeepsAboveZero(LossKind loss) => false;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => Trees.Space(task, rows, features);

    /// <inheritdoc/>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape) => Trees.Portfolio(shape);

    /// <inheritdoc/>
    public double Work(Parameters parameters) => Trees.Work(parameters);

    /// <inheritdoc/>
    public Parameters WithRounds(Parameters parameters, int rounds) => Trees.WithRounds(parameters, rounds);

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        var distances = new Distances(train.Features, options.Relative);
        return new Learning(
            distances, Trees.Begin(distances.Of(train), validate is null ? null : distances.Of(validate), options));
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved)
    {
        var read = ModelJson.Read<RelativeModel.Saved>(saved, Name);
        ModelJson.CheckFeatures(read.Features, Name);
        if (read.Format != RelativeModel.Format)
        {
            throw new TrestleException(MetricErrors.BadModel(Name, $"its format is not '{RelativeModel.Format}'"));
        }

        var model = Trees.Load(read.Model);
        var schema = new RowSchema(read.Features.Select(name => new Column(name, ColumnKind.Number)));
        string[] named = [.. model.Features, .. read.To is { } to ? [to.Reference, to.Unit, .. to.Features] : Array.Empty<string>()];
        return model.Outputs != 1 || named.Any(name => schema.Find(name) < 0)
            ? throw new TrestleException(MetricErrors.BadModel(Name, "its features are not those of its trees"))
            : new RelativeModel(new Distances(schema, read.To), model);
    }

    private sealed class Learning(Distances distances, ILearning learning) : ILearning
    {
        public Learned Fit(Parameters parameters, CancellationToken cancellation)
        {
            var learned = learning.Fit(parameters, cancellation);
            return learned with { Model = new RelativeModel(distances, learned.Model) };
        }

        public void Dispose() => learning.Dispose();
    }
}
