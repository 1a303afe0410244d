namespace Trestle.Stages.ProposeCandidates;

/// <summary>What can be wrong with the weights of rows and classes.</summary>
internal static class WeightErrors
{
    public static Problem NoClasses(string where) => new(
        "TR0816", "class weights for a target that is a value", "a target of two or more classes", where,
        "remove train.class-weights; weights of single rows are train.weights");

    public static Problem UnknownClass(string name, IReadOnlyCollection<string>? classes, string where) => new(
        "TR0817",
        $"there is no class '{name}'",
        classes is null ? "a class of the target, which is private" : $"a class of the target: {string.Join(", ", classes)}",
        where,
        classes is null ? "compare it with the target's values" : Nearest.Advice(name, classes));

    public static Problem NotPositive(string name, double weight, string where) => new(
        "TR0818", FormattableString.Invariant($"the class '{name}' counts {weight}"), "a number above 0", where,
        "give it a number above 0; to leave a class out, filter its rows (curate.filter)");

    public static Problem NothingCounts(string part, string column, string where) => new(
        "TR0819",
        $"no row of {part} counts: '{column}' is 0 in all of them",
        "a row with a weight above 0 in every part of the split",
        where,
        "check the column, or use fewer folds (split.folds)");

    public static Problem CannotWeigh(string learner, string where) => new(
        "TR0820",
        $"the learner '{learner}' does not use weights of rows",
        $"learners that do: {string.Join(", ", LearnerCatalog.All.Where(other => other.TakesWeights).Select(other => other.Name))}",
        where,
        "remove it there, or remove train.weights and train.class-weights");
}
