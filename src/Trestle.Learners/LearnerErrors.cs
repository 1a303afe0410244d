using Trestle.Core.Errors;

namespace Trestle.Learners;

/// <summary>What can be wrong with a learner, its parameters, its training rows or a saved model.</summary>
internal static class LearnerErrors
{
    public static Problem NoOpenMp() => new(
        "TR0061",
        "LightGBM cannot start: the OpenMP runtime (libgomp) is not installed",
        "libgomp.so.1, which LightGBM needs for training; scoring a finished model does not need it",
        "learner 'lightgbm'",
        "run `apt-get install libgomp1`, or train on a machine that has it");

    public static Problem NoLibrary(string reason) => new(
        "TR0062",
        $"LightGBM cannot start: {reason}",
        "LightGBM's native library, which exists for Linux, Windows and macOS on x64",
        "learner 'lightgbm'",
        "train on one of these, or choose another learner; a finished model can be scored anywhere");

    public static Problem NativeFailed(string reason) => new(
        "TR0063",
        $"LightGBM failed: {reason}",
        "rows and parameters that LightGBM can train on",
        "learner 'lightgbm'",
        "change the parameter or the column named in the message");

    public static Problem UnknownParameter(string learner, string name, IReadOnlyCollection<string> known) => new(
        "TR0064",
        $"there is no parameter '{name}'",
        $"a parameter of the learner '{learner}'",
        $"learner '{learner}'",
        Nearest.Advice(name, known));

    public static Problem BadParameter(string learner, string name, double value, string expected) => new(
        "TR0065",
        FormattableString.Invariant($"the parameter '{name}' is {value}"),
        expected,
        $"learner '{learner}', parameter '{name}'",
        "change the value, or remove it to use the default");

    public static Problem NoRows(string learner, string part) => new(
        "TR0066",
        $"there is no {part} row",
        "at least one row",
        $"learner '{learner}'",
        "check which rows the earlier stages removed, and how the rows are split");

    public static Problem BadLabel(string learner, int row, string expected) => new(
        "TR0067",
        "a label that cannot be learned from",
        expected,
        $"learner '{learner}', training row {row + 1}",
        "remove rows without a target, and check the target's type");

    public static Problem BadModel(string reason, string where) => new(
        "TR0068",
        $"the model cannot be read: {reason}",
        "a tree model in LightGBM's text format, as saved by Trestle",
        where,
        "take the file from an intact package, or train again");
}
