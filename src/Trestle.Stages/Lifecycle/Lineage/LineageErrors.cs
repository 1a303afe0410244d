namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>Problems with the settings of lineage.</summary>
internal static class LineageErrors
{
    public static Problem OnePlace(LineageSettings settings, string where) => new(
        "TR2390", settings.File is null ? "neither file nor url under lineage" : "both file and url under lineage", "one of them", where,
        "set lineage.file or lineage.url");
}
