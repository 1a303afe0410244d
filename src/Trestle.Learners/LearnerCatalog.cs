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
using Trestle.Learners.Onnx;
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

    /// <summary>The forms of saved models: one of each learner, and those of models that are made elsewhere.</summary>
    public static IReadOnlyList<IModelFormat> Formats { get; } = [.. All, new OnnxFormat()];

    /// <summary>The learner with a name; a <see cref="TrestleException"/> with the nearest name when there is none.</summary>
    public static ILearner Get(string name) => Find(All, name);

    /// <summary>The form of models with a name, as <see cref="Get"/>.</summary>
    public static IModelFormat Format(string name) => Find(Formats, name);

    private static T Find<T>(IReadOnlyList<T> all, string name)
        where T : IModelFormat => all.FirstOrDefault(format => format.Name == name)
        ?? throw new TrestleException(MetricErrors.UnknownLearner(name, [.. all.Select(format => format.Name)]));
}
