using Trestle.Stages.Kernel.Artifacts;

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

    public static Problem NotFinite(int scores) => new(
        "TR1003",
        $"{scores} scores of a trial are not finite numbers",
        "finite numbers",
        "a trial of stage 10, train",
        "nothing, if others ended well: the trial is left out; otherwise look for features with huge values");

    public static Problem NoTrial(IReadOnlyList<Trials> trials) => new(
        "TR1004",
        "no trial of any candidate ran to its end: "
            + string.Join("; ", trials.Where(ran => ran.Ran.Count == 0).Select(ran => $"{ran.Candidate}: {ran.StoppedBecause}")),
        "at least one trial that ran on all folds",
        "stage 10, train",
        "raise the budget, or use fewer folds (split.folds) or fewer learners (propose-candidates.learners)");

    public static Problem TooFewRounds() => new(
        "TR1002",
        "the only fold to validate on has none before it to learn from",
        "at least two folds",
        "split.folds",
        "use more folds");

    public static Problem WeightsAreUsed(string column, string use, string where) => new(
        "TR1005", $"the column '{column}' as weights of rows, and as {use}", "a column of its own", where,
        "name another column, or leave train.weights out");

    public static Problem WeightsAreNoNumbers(string column, ColumnType type, string where) => new(
        "TR1006", $"the weights of rows in the column '{column}', which is declared as {type.ToString().ToLowerInvariant()}",
        "numbers, 0 or more", where, "declare it as a number, or leave its type out");
}
