namespace Trestle.Stages.Curate;

/// <summary>What can go wrong when the table is curated.</summary>
internal static class CurateErrors
{
    public static Problem EmptyPart(string part) => new(
        "TR0501",
        $"no row of the {part} is left after cleaning",
        "rows in every part of the split",
        "stage 5, curate",
        "use fewer folds (split.folds), a larger test share (split.test) or more rows");
}
