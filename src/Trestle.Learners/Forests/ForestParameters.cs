using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>
/// How a forest is grown, under the names of scikit-learn's RandomForestClassifier and ExtraTreesClassifier (user guide, 1.11.2).
/// </summary>
/// <param name="Trees">Number of trees.</param>
/// <param name="MinLeaf">Least number of training rows in a leaf.</param>
/// <param name="Features">Features that are compared at each split, drawn at random for it.</param>
/// <param name="MaxDepth">Most splits on a path.</param>
/// <param name="MaxLeaves">Most leaves of a tree; the most valuable splits come first.</param>
/// <param name="Bootstrap">Whether a tree learns from as many rows, drawn with repetition; otherwise from all.</param>
/// <param name="RandomCuts">Whether a feature is cut at random, and only the feature is chosen; otherwise at the best place.</param>
internal sealed record ForestParameters(
    int Trees, int MinLeaf, int Features, int MaxDepth, int MaxLeaves, bool Bootstrap, bool RandomCuts)
{
    private const string TreeCount = "n_estimators";
    private const string Leaf = "min_samples_leaf";
    private const string Share = "max_features";
    private const string Depth = "max_depth";

    /// <summary>Trees unless <c>n_estimators</c> says otherwise: more for few rows, where each costs little.</summary>
    private const int MostTrees = 300;
    private const int FewestTrees = 100;
    private const double RowsTimesTrees = 3e7;

    /// <summary>Leaves of all trees together, and numbers in them: they bound a model to about a hundred megabytes.</summary>
    private const double AllLeaves = 2e6;
    private const double AllNumbers = 3.2e7;

    private static readonly Dictionary<string, ParameterRange> Known = new(StringComparer.Ordinal)
    {
        [TreeCount] = new(1, 10_000, "a whole number, 1 to 10,000", Whole: true),
        [Leaf] = new(1, int.MaxValue, "a whole number, 1 or more", Whole: true),
        [Share] = new(double.Epsilon, 1, "a share of the features, above 0, at most 1"),
        [Depth] = new(1, int.MaxValue, "a whole number, 1 or more", Whole: true),
    };

    /// <summary>
    /// What may be tuned: how full the leaves are, and how many features a split may choose from (Probst, Wright, Boulesteix 2019:
    /// Hyperparameters and tuning strategies for random forest). The defaults are the usual ones: single rows as leaves, the root
    /// of the number of features for classes, a third of them for a value.
    /// </summary>
    public static SearchSpace Space(TaskKind task, long rows, int features)
    {
        var least = 1.0 / Math.Max(features, 1);
        return new SearchSpace(
        [
            new(Leaf, 1, Math.Clamp(rows / 100, 4, 30), 1, Log: true, Whole: true, Most: 1000),
            new(Share, least, 1, Math.Max(1, Math.Round(UsualShare(task, features) / least)) * least, Log: true) { Step = least },
        ]);
    }

    /// <summary>
    /// The defaults, then full leaves for noisy tables, then more features at each split, and both in part: each was best on some table, or
    /// differs enough for an ensemble (bench/results/20261129-families.md).
    /// </summary>
    public static IReadOnlyList<Parameters> Portfolio(DataShape shape)
    {
        var space = Space(shape.Task, shape.Rows, shape.Features);
        Parameters[] all =
        [
            space.Defaults,
            space.With(KeyValuePair.Create(Leaf, 10.0)),
            space.With(KeyValuePair.Create(Share, 0.6)),
            space.With(KeyValuePair.Create(Leaf, 3.0), KeyValuePair.Create(Share, 0.6)),
        ];
        return [.. all.DistinctBy(parameters => parameters.ToString())];
    }

    /// <summary>How much work a fit is: features at each split, down to leaves of some rows.</summary>
    public static double Work(Parameters parameters) =>
        parameters.Get(Share, 0.3) * Math.Pow(parameters.Get(Leaf, 1), -0.2) * parameters.Get(TreeCount, MostTrees);

    /// <summary>The forest that parameters describe, for a training set; unknown names and values outside their range are errors.</summary>
    public static ForestParameters Of(string learner, Parameters parameters, TrainingSet train, bool extra)
    {
        ParameterRange.Check(learner, Known, parameters);
        var features = train.Features.Count;
        var trees = (int)parameters.Get(TreeCount, Math.Clamp(Math.Round(RowsTimesTrees / train.Rows), FewestTrees, MostTrees));
        var outputs = train.Task == TaskKind.Multiclass ? train.Classes : 1;
        return new ForestParameters(
            trees,
            (int)parameters.Get(Leaf, 1),
            Math.Clamp((int)Math.Round(parameters.Get(Share, UsualShare(train.Task, features)) * features), 1, Math.Max(features, 1)),
            (int)parameters.Get(Depth, int.MaxValue),
            (int)Math.Max(2, Math.Min(AllLeaves, AllNumbers / outputs) / trees),
            Bootstrap: !extra,
            RandomCuts: extra);
    }

    private static double UsualShare(TaskKind task, int features)
    {
        var count = Math.Max(features, 1);
        return task == TaskKind.Regression ? Math.Max(1.0 / 3, 1.0 / count) : Math.Min(1, Math.Sqrt(count) / count);
    }
}
