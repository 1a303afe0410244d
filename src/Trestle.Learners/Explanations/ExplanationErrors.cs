using Trestle.Core.Errors;

namespace Trestle.Learners.Explanations;

/// <summary>Why a model cannot be explained.</summary>
internal static class ExplanationErrors
{
    public static Problem NotExplainable(string learner, string model) => new(
        "TR2050",
        $"the model of the learner '{learner}' cannot be explained",
        "a model whose contributions can be computed exactly: trees, a linear model or a baseline",
        model,
        "ask for predictions without explanations, or train one of these");

    public static Problem NoCounts(string reason, string where) => new(
        "TR2051",
        $"the tree cannot be explained: {reason}",
        "the number of training rows in each leaf, 1 or more, as written by LightGBM ('leaf_count')",
        where,
        "take the model from an intact package, or train again; scoring works without explanations");

    public static Problem TooDeep(int nodes, int features, string where) => new(
        "TR2052",
        $"the tree cannot be explained: it has {nodes} nodes and {features} different features on one path",
        "a tree whose explanation fits into memory",
        where,
        "train with fewer leaves or a smaller depth; scoring works without explanations");
}
