using Trestle.Core.Schema;
using Trestle.Learners.Relative;
using Trestle.Rows.Blocks;

namespace Trestle.Learners;

/// <summary>
/// A method to learn a model from a table of numbers. Adding one takes one folder and one line in LearnerCatalog.
/// </summary>
public interface ILearner : IModelFormat
{
    /// <summary>What the features must be like.</summary>
    LearnerNeeds Needs { get; }

    /// <summary>Whether the learner can do a task.</summary>
    bool Can(TaskKind task);

    /// <summary>Whether the learner can make a loss small; every one has the usual loss of a task.</summary>
    bool Learns(LossKind loss) => loss == LossKind.Usual;

    /// <summary>Whether values that a loss learns from labels of 0 or more are never below 0.</summary>
    bool KeepsAboveZero(LossKind loss) => true;

    /// <summary>Whether the learner uses the weights of rows; one that does not is left out where rows have weights.</summary>
    bool TakesWeights => true;

    /// <summary>What may be tuned, for a training set of this shape; the defaults are a good first trial.</summary>
    SearchSpace Space(TaskKind task, long rows, int features);

    /// <summary>Why the learner does not compete by default on tables of a shape, for people; null where it may.</summary>
    string? Unsuited(DataShape shape) => null;

    /// <summary>
    /// Parameter sets that are known to work, the most promising first: a search tries them before any other. Each one names every
    /// dimension of <see cref="Space"/>, within its limits, and no two are the same.
    /// </summary>
    IReadOnlyList<Parameters> Portfolio(DataShape shape) => [Space(shape.Task, shape.Rows, shape.Features).Defaults];

    /// <summary>
    /// How much work a fit with these parameters is, compared with other parameters on the same rows, in any unit: it decides what still
    /// fits into the time that is left.
    /// </summary>
    double Work(Parameters parameters) => 1;

    /// <summary>
    /// How much of a search's time it is worth before anything is known of the table, where 1 is usual: what wins most often on tables is
    /// tried the most, and what seldom does gets a look.
    /// </summary>
    double Promise => 1;

    /// <summary>The parameters with which exactly this many rounds are learned; unchanged for learners without rounds.</summary>
    Parameters WithRounds(Parameters parameters, int rounds) => parameters;

    /// <summary>
    /// Prepares the training rows once (by binning them, say), so that several parameter sets can be tried on them.
    /// <paramref name="validate"/>, if given, is used for early stopping only.
    /// </summary>
    ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options);
}

/// <summary>What a learner requires of its features.</summary>
/// <param name="TakesMissing">Whether it can learn from NaN; otherwise missing values are imputed.</param>
/// <param name="TakesCategories">Whether it can use category codes; otherwise they are one-hot or target encoded.</param>
/// <param name="WantsScaling">Whether features should have similar scales.</param>
public sealed record LearnerNeeds(bool TakesMissing, bool TakesCategories, bool WantsScaling);

/// <summary>What decides which parameters are worth trying.</summary>
/// <param name="Task">The task.</param>
/// <param name="Rows">Number of training rows.</param>
/// <param name="Features">Number of features.</param>
/// <param name="Classes">Number of classes; 2 for binary, 0 for regression.</param>
public sealed record DataShape(TaskKind Task, long Rows, int Features, int Classes);

/// <summary>Features and labels, in blocks.</summary>
public sealed record TrainingSet
{
    /// <summary>The features; all of kind <see cref="ColumnKind.Number"/>.</summary>
    public required RowSchema Features { get; init; }

    /// <summary>The rows, every block with the schema <see cref="Features"/>.</summary>
    public required IReadOnlyList<RowBlock> Blocks { get; init; }

    /// <summary>One label per row: the class's number, or the value.</summary>
    public required double[] Labels { get; init; }

    /// <summary>What is learned.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Number of classes; 2 for binary, 0 for regression.</summary>
    public required int Classes { get; init; }

    /// <summary>Names of the features that are codes of categories (0, 1, 2 …; NaN for missing or unseen).</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// How much each row counts, above 0: its loss is multiplied by it, as by scikit-learn's sample_weight; null where all count the same.
    /// </summary>
    public double[]? Weights { get; init; }

    /// <summary>Number of rows.</summary>
    public int Rows => Labels.Length;

    /// <summary>How much all rows count together: their number where all count the same.</summary>
    public double Total => Weights?.Sum() ?? Rows;

    /// <summary>The mean of the labels, as a distance from the first: exact where all are equal, however large.</summary>
    public double MeanLabel
    {
        get
        {
            var sum = 0.0;
            for (var row = 0; row < Labels.Length; row++)
            {
                sum += Weight(row) * (Labels[row] - Labels[0]);
            }

            return Labels[0] + (sum / Total);
        }
    }

    /// <summary>How much a row counts.</summary>
    public double Weight(int row) => Weights is { } own ? own[row] : 1;

    /// <summary>How much the rows of each class count together.</summary>
    public double[] ClassTotals()
    {
        var totals = new double[Classes];
        for (var row = 0; row < Labels.Length; row++)
        {
            totals[(int)Labels[row]] += Weight(row);
        }

        return totals;
    }
}

/// <summary>What does not depend on the parameters.</summary>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Threads">Threads to use; must not change the result.</param>
public sealed record LearningOptions(int Seed, int Threads)
{
    /// <summary>What is learned.</summary>
    public Objective Objective { get; init; } = Objective.Usual;

    /// <summary>
    /// The most bins of a number for learners that bin, where less precision will do for less time; null for those of the learner.
    /// </summary>
    public int? MostBins { get; init; }

    /// <summary>
    /// Features with which what is learned may only rise, or only fall: a learner that cannot keep to it leaves it out.
    /// </summary>
    public IReadOnlyDictionary<string, MonotoneDirection> Monotone { get; init; } = new Dictionary<string, MonotoneDirection>();

    /// <summary>What values are learned relative to, by a learner that does so; null for values as they are.</summary>
    public RelativeTo? Relative { get; init; }

    /// <summary>
    /// Asked between rounds of learning when there are validation rows: once it is true, learning ends with the rounds that it has; null
    /// for never. Learners without rounds do not ask.
    /// </summary>
    public Func<bool>? Enough { get; init; }
}

/// <summary>How a value, or the probability of the positive class, goes with a feature while all others stay.</summary>
public enum MonotoneDirection
{
    /// <summary>It does not fall.</summary>
    Increasing,

    /// <summary>It does not rise.</summary>
    Decreasing,
}

/// <summary>A learner with prepared training rows.</summary>
public interface ILearning : IDisposable
{
    /// <summary>Learns a model. The same parameters, rows and seed give the same model, bit for bit.</summary>
    Learned Fit(Parameters parameters, CancellationToken cancellation);
}

/// <summary>A model and how the learning went.</summary>
/// <param name="Model">The model after at least <paramref name="Rounds"/> rounds; see <see cref="IModel.AtRounds"/>.</param>
/// <param name="Rounds">The best number of rounds on the validation rows (all, without them); 1 for learners without rounds.</param>
public sealed record Learned(IModel Model, int Rounds)
{
    /// <summary>
    /// The rounds that were learned when <see cref="LearningOptions.Enough"/> ended the learning: with them as the most
    /// (<see cref="ILearner.WithRounds"/>) it ends in the same way again. Null when it ended by itself.
    /// </summary>
    public int? EndedAt { get; init; }
}

/// <summary>A trained model: data only. Safe to use from many threads at once.</summary>
public interface IModel
{
    /// <summary>The features that it reads, in order.</summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>
    /// Outputs per row: 1 for regression (the value) and binary (the positive class's probability), else one probability per class.
    /// </summary>
    int Outputs { get; }

    /// <summary>
    /// Scores all rows of a block into <paramref name="scores"/>, <see cref="Outputs"/> numbers per row, row by row. The block's
    /// columns are <see cref="Features"/> in order. A row's scores do not depend on other rows.
    /// </summary>
    void Score(RowBlock features, Span<double> scores);

    /// <summary>The model after its first <paramref name="rounds"/> rounds; itself for learners without rounds.</summary>
    IModel AtRounds(int rounds);

    /// <summary>
    /// The importance of each feature, summing to 1 (all 0 when nothing was learned), in the order of <see cref="Features"/>.
    /// </summary>
    IReadOnlyList<double> Importance();

    /// <summary>The model as bytes, the same for the same model.</summary>
    byte[] Save();
}
