namespace Trestle.Stages.Kernel.Settings;

/// <summary>What can be wrong with declared directions.</summary>
internal static class MonotoneErrors
{
    public static Problem NoColumn(string column, IReadOnlyCollection<string> known, string where) => new(
        "TR1420", $"there is no column '{column}' of numbers, dates or booleans", "a column with an order, as stage 5 writes it", where,
        Nearest.Advice(column, known));

    public static Problem SeveralClasses(string where) => new(
        "TR1421", "train.monotone for a target with several classes", "a value, or two classes: several have no order", where,
        "remove it, or make the target one of two classes (label)");
}
