namespace Trestle.Learners.Forests;

/// <summary>
/// A random forest (Breiman 2001), grown as scikit-learn's RandomForestClassifier and RandomForestRegressor with these differences: numbers
/// are put into at most 1,023 bins first, categories are cut in the order of their target, missing values go to the better side, and the
/// shares of the classes in all training rows count like one more tree, so that no probability is 0 or 1.
/// </summary>
public sealed class ForestLearner() : RandomisedTrees("forest", "Random forest", extra: false);
