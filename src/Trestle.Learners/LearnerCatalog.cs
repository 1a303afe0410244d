using Trestle.Core.Errors;
using Trestle.Learners.Additive;
using Trestle.Learners.Baseline;
using Trestle.Learners.Bayes;
using Trestle.Learners.Ensemble;
using Trestle.Learners.Forests;
using Trestle.Learners.LightGbm;
using Trestle.Learners.Linear;
using Trestle.Learners.Neighbours;
using Trestle.Learners.Networks;
using Trestle.Learners.Relative;

namespace Trestle.Learners;

/// <summary>All learners, one line each.</summary>
public static class LearnerCatalog
{
    /// <summary>The learners, the strongest first, the baselines last.</summary>
    public static IReadOnlyList<ILearner> All { get; } =
    [
        new LightGbmLearner(),
        new RelativeLearner(),
        new ForestLearner(),
        new ExtraTreesLearner(),
        new MlpLearner(),
        new AdditiveLearner(),
        new LinearLearner(),
        new NearestLearner(),
        new NaiveBayesLearner(),
        new EnsembleLearner(),
        new MajorityLearner(),
        new MeanLearner(),
        new LastValueLearner(),
        new ColumnLearner(),
    ];

    /// <summary>The learner with a name; a <see cref="TrestleException"/> with the nearest name when there is none.</summary>
    public static ILearner Get(string name) =>
        All.FirstOrDefault(learner => learner.Name == name)
        ?? throw new TrestleException(MetricErrors.UnknownLearner(name, [.. All.Select(learner => learner.Name)]));
}
