using Trestle.Core.Schema;

namespace Trestle.Learners.Bayes;

/// <summary>
/// Naive Bayes: within a class every number is normally distributed and every category has its share, and features are independent
/// (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 6.6.3). Quick, and of use where rows are few; its probabilities are
/// too sure where features tell the same.
/// </summary>
public sealed class NaiveBayesLearner : ILearner
{
    internal const string LearnerName = "naive-bayes";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Naive Bayes";

    /// <inheritdoc/>
    public double Promise => 0.4;

    /// <summary>A missing value says nothing, and is left out of the product.</summary>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task != TaskKind.Regression;

    /// <summary>
    /// What may be tuned: <c>var_smoothing</c>, the share of a feature's variance that is added to that in each class, and
    /// <c>alpha</c>, the rows that are added to each category of each class, as in scikit-learn's GaussianNB (on standardised
    /// features) and CategoricalNB.
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => new(
    [
        new(NaiveBayesLearning.Smoothing, 1e-6, 3, 0.01, Log: true, Least: 1e-9, Most: 100),
        new(NaiveBayesLearning.Alpha, 0.1, 30, 1, Log: true, Least: 1e-3, Most: 1000),
    ]);

    /// <summary>The defaults, and smoother ones.</summary>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape)
    {
        var space = Space(shape.Task, shape.Rows, shape.Features);
        return
        [
            space.Defaults,
            space.With(KeyValuePair.Create(NaiveBayesLearning.Smoothing, 0.3), KeyValuePair.Create(NaiveBayesLearning.Alpha, 3.0)),
            space.With(KeyValuePair.Create(NaiveBayesLearning.Smoothing, 2.0), KeyValuePair.Create(NaiveBayesLearning.Alpha, 10.0)),
        ];
    }

    /// <summary>
    /// Sums up the rows; a <see cref="Core.Errors.TrestleException"/> names an invalid label or a feature that is infinite.
    /// </summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        return new NaiveBayesLearning(train);
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => NaiveBayesModel.Load(saved);
}
