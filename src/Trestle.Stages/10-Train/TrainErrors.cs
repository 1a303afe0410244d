namespace Trestle.Stages.Train;

/// <summary>What can go wrong when models are trained.</summary>
internal static class TrainErrors
{
    public static Problem NotMeasurable(string metric, int fold) => new(
        "TR1001",
        $"'{metric}' is not defined on fold {fold}",
        "a fold in which every class occurs (or, for figures relative to the target, in which the target varies)",
        $"fold {fold}",
        "use fewer folds (split.folds), more rows, or another metric (train.metric)");

    public static Problem TooFewRounds() => new(
        "TR1002",
        "there is only one fold to validate on and none before it to learn from",
        "at least two folds",
        "split.folds",
        "use more folds");
}
