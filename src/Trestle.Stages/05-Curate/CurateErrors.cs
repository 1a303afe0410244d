namespace Trestle.Stages.Curate;

/// <summary>What can go wrong when the table is curated.</summary>
internal static class CurateErrors
{
    public static Problem EmptyPart(string part) => new(
        "TR0501",
        $"no row of the {part} is left after cleaning",
        "rows in every part of the split",
        "stage 5, curate",
        "use fewer folds (split.folds), a larger test share (split.test) or more rows, or widen the filter (curate.filter)");

    public static Problem NameTaken(string name, string where) => new(
        "TR0560",
        $"there is already a column '{name}'",
        $"derived columns with names of their own, which do not begin with '{ReservedColumns.Prefix}'",
        where,
        "choose another name for the derived column");

    public static Problem Circle(IReadOnlyList<string> names, string where) => new(
        "TR0561",
        $"the derived columns {string.Join(", ", names.Select(name => $"'{name}'"))} are made from each other",
        "columns that can be computed one after the other",
        where,
        "make one of them from columns of the table alone");

    public static Problem Constant(string name, string where) => new(
        "TR0562",
        $"the derived column '{name}' is the same in all rows",
        "an expression that names a column",
        where,
        "name a column, without quotes or in double quotes; a text in single quotes is a text");
}
