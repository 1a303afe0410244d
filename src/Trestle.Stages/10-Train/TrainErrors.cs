namespace Trestle.Stages.Train;

/// <summary>What can go wrong when models are trained.</summary>
internal static class TrainErrors
{
    public static Problem NotMeasurable(string metric) => new(
        "TR1001",
        $"'{metric}' is not defined on any fold",
        "a fold with rows of every class (or, for metrics relative to the target, one in which the target varies)",
        "the folds of the training part",
        "use fewer folds (split.folds), more rows, or another metric (train.metric)");

    public static Problem TooFewRounds() => new(
        "TR1002",
        "the only fold to validate on has none before it to learn from",
        "at least two folds",
        "split.folds",
        "use more folds");
}
