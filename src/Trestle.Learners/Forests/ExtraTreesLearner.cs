namespace Trestle.Learners.Forests;

/// <summary>
/// Extremely randomised trees (Geurts, Ernst, Wehenkel 2006): as <see cref="ForestLearner"/>, but every tree learns from all rows, and a
/// feature is cut at random between its smallest and its largest value in the node; only the feature is chosen.
/// </summary>
public sealed class ExtraTreesLearner() : RandomisedTrees("extra-trees", "Extremely randomised trees", extra: true);
