using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>What can be wrong with a target whose classes have an order; found by stage 2.</summary>
internal static class OrdinalErrors
{
    private const int Shown = 8;

    public static Problem NoOrder(string target, IReadOnlyList<string> classes, string where) => new(
        "TR2412", $"the order of the classes of '{target}' is not known: {Format.Some(classes, Shown)}",
        "classes from the lowest to the highest, or numbers", where, $"list them in their order: classes: [{Example(classes)}]");

    public static Problem OtherClasses(
        string target, IReadOnlyList<string> strange, IReadOnlyList<string> twice, IReadOnlyList<string> missing, string where) => new(
        "TR2413", $"the list 'classes' does not fit the target '{target}': " + string.Join("; ", new[]
        {
            ("no row has", strange), ("listed twice", twice), ("not listed", missing),
        }.Where(part => part.Item2.Count > 0).Select(part => $"{part.Item1} {Format.Some(part.Item2, Shown)}")),
        "each class of the training part once, from the lowest to the highest", where,
        missing.Count > 0 && strange.Count > 0 ? Nearest.Advice(strange[0], missing) : "correct the list");

    public static Problem WrongClasses(string target, int found, string where) => new(
        "TR2414", $"the target '{target}' has {found} distinct values", $"3 to {ClassOrder.Most} classes, for task: ordinal", where,
        found < 3 ? "set task: binary" : "set task: regression, which suits this many values");

    public static Problem OnlyOrdinal(TaskChoice task, string where) => new(
        "TR2415", $"classes are listed, but the task is {task.ToString().ToLowerInvariant()}", "task: ordinal, which uses their order",
        where, "set task: ordinal, or leave out classes");

    private static string Example(IReadOnlyList<string> classes) =>
        string.Join(", ", classes.Take(Shown)) + (classes.Count > Shown ? ", ..." : "");
}
