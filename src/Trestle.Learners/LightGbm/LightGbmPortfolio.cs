namespace Trestle.Learners.LightGbm;

/// <summary>
/// Configurations of LightGBM that differ in kind: how fast they learn, how fine their leaves are, and how much chance is in a tree. Every
/// one is adapted to rows and columns.
/// </summary>
internal static class LightGbmPortfolio
{
    /// <summary>Values beyond which a table is large: a fast configuration comes first there.</summary>
    private const double Large = 2e7;

    /// <summary>The configurations, the most promising first.</summary>
    public static IReadOnlyList<Parameters> Of(DataShape shape)
    {
        var space = LightGbmParameters.Space(shape.Rows, shape.Features);
        var rows = Math.Max(1, shape.Rows);
        var fine = Math.Clamp(rows / 30.0, 8, 128);
        var middle = Math.Clamp(rows / 60.0, 6, 48);
        var wide = shape.Features > 100 ? 0.4 : 0.7;
        var defaults = space.Defaults;
        var fast = space.With(Set(("learning_rate", 0.1), ("num_leaves", middle), ("feature_fraction", wide)));
        Parameters[] all =
        [
            .. (double)rows * shape.Features * Math.Max(1, shape.Classes) > Large ? new[] { fast, defaults } : [defaults, fast],

            // Random thresholds: smoother, and unlike all others, so of most use in an ensemble.
            space.With(Set(("extra_trees", 1), ("learning_rate", 0.05), ("num_leaves", fine), ("feature_fraction", 0.9))),

            // Few leaves, strong regularisation: for small and noisy tables.
            space.With(Set(
                ("learning_rate", 0.04), ("num_leaves", 5), ("feature_fraction", 0.5), ("bagging_fraction", 0.7), ("lambda_l2", 10))),

            // Slow, with many leaves.
            space.With(Set(
                ("learning_rate", 0.02), ("num_leaves", fine), ("min_data_in_leaf", 5), ("feature_fraction", 0.6),
                ("bagging_fraction", 0.8), ("lambda_l2", 1))),

            // A few features at each node, as in a forest.
            space.With(Set(
                ("learning_rate", 0.03), ("num_leaves", middle), ("feature_fraction", 1), ("feature_fraction_bynode", 0.4),
                ("bagging_fraction", 0.7))),

            // Large leaves.
            space.With(Set(
                ("learning_rate", 0.05), ("num_leaves", middle), ("min_data_in_leaf", rows / 40.0), ("feature_fraction", 0.7),
                ("lambda_l2", 3))),

            // The finest leaves, faster.
            space.With(Set(
                ("learning_rate", 0.05), ("num_leaves", 2 * fine), ("min_data_in_leaf", 2), ("feature_fraction", 0.8), ("lambda_l2", 5))),

            // Random thresholds with features drawn at each node.
            space.With(Set(
                ("extra_trees", 1), ("learning_rate", 0.03), ("num_leaves", fine), ("min_data_in_leaf", 3),
                ("feature_fraction_bynode", 0.6), ("bagging_fraction", 0.8))),

            // Weights pulled to zero.
            space.With(Set(
                ("learning_rate", 0.03), ("num_leaves", middle), ("feature_fraction", 0.6), ("lambda_l1", 3), ("lambda_l2", 0.1))),
        ];
        return [.. all.DistinctBy(parameters => parameters.ToString())];
    }

    private static IEnumerable<KeyValuePair<string, double>> Set(params IEnumerable<(string Name, double Value)> values) =>
        values.Select(value => KeyValuePair.Create(value.Name, value.Value));
}
