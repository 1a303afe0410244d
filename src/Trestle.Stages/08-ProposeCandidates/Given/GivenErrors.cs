using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ProposeCandidates.Given;

/// <summary>What can be wrong with a model that was learned elsewhere.</summary>
internal static class GivenErrors
{
    public static Problem MaybeSeen(string name, string where) => new(
        "TR0823", $"nothing says that the model '{name}' was learned without the rows of this table",
        "unseen: true, where that is so: figures on rows that a model has learned from are too good", where,
        "set it; where the model has learned from rows of this table, take a table that it has not seen, or let a program learn it here "
            + "(docs/stages/09-write-code.md)");

    public static Problem NoFile(string file, string where, string reason) => new(
        "TR0824", $"the ONNX file '{file}' cannot be read: {reason}", "a file, relative to the project", where,
        "correct 'file'");

    public static Problem BadName(string name, string where) => new(
        "TR0825", $"'{name}' cannot name a candidate",
        "letters, digits, '-' and '_', at most 64 characters, different from every other candidate's name", where, "choose another name");

    public static Problem NoFeature(string name, string feature, IReadOnlyCollection<string> known, string where) => new(
        "TR0826", $"the model '{name}' reads '{feature}', which is not a feature",
        $"features: {Format.Some([.. known], 20)}", where,
        "keep a column that was dropped with select-features.keep, or name the features in 'columns' in the order of the model's input");

    public static Problem BadClasses(string name, IReadOnlyList<string> given, string where) => new(
        "TR0827", $"the classes of the model '{name}', {Format.Some(given, 8)}, are not those of the target",
        "every class of the target once, in the order of the model's probabilities", where, "correct 'classes'");

    public static Problem FreeText(string feature) => new(
        "TR0829", $"the values of '{feature}' cannot go into an ONNX model as words: they are too many, or private",
        "a column with at most 50 different values, which is not private", "propose-candidates.onnx",
        "leave the feature out of the model, or let a program learn from its numbers (docs/stages/09-write-code.md)");

    public static Problem Dropped(string name, string feature) => new(
        "TR0828", $"the model '{name}' reads '{feature}', which the selection of features drops in some rounds",
        "a feature that all rounds keep", "select-features", "name it in select-features.keep");
}
