using Trestle.Core.Errors;

namespace Trestle.Learners.Conformal;

/// <summary>Why a package gives no interval or set.</summary>
internal static class ConformalErrors
{
    public static Problem NoIntervals(string model, bool classes) => new(
        "TR1310",
        classes ? $"{model} predicts classes, which have no intervals" : $"{model} knows nothing of the size of its errors",
        "a model that predicts a value, with the scores of enough out-of-fold rows",
        $"model {model}",
        classes ? "ask for set instead" : "train it again with this version, on 20 rows or more");

    public static Problem NoSets(string model, bool value) => new(
        "TR1311",
        value ? $"{model} predicts a value, which has no set of classes" : $"{model} knows nothing of the size of its errors",
        "a model that predicts classes, with the scores of enough out-of-fold rows",
        $"model {model}",
        value ? "ask for interval instead" : "train it again with this version, on 20 rows or more");

    public static Problem BadLevel(string model, double level, double most) => new(
        "TR1312",
        FormattableString.Invariant($"{level} is not a level of {model}"),
        FormattableString.Invariant($"a share of rows from {ConformalScores.LeastLevel} to ")
            + (most < 0.999
                ? FormattableString.Invariant($"{Math.Floor(most * 1000) / 1000}; more takes more out-of-fold rows")
                : "below 1, such as 0.9"),
        $"model {model}",
        "ask for a level in this range");
}
