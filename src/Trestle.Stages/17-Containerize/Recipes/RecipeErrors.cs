namespace Trestle.Stages.Containerize.Recipes;

/// <summary>Errors of recipes.</summary>
internal static class RecipeErrors
{
    public static Problem WrongReference(string named) => new(
        "TR1703", $"'{named}' is not an image name in a registry", "REGISTRY/NAME:TAG, in lower case", "--push",
        "write it like registry.example.org:5000/team/churn:3");

    public static Problem UnknownFormat(string asked, IReadOnlyCollection<string> known) => new(
        "TR1717", $"there is no format '{asked}'", $"one of: {string.Join(", ", known)}", "--format", Nearest.Advice(asked, known));

    public static Problem NotToBeWritten(string where) => new(
        "TR1718",
        "an upper layer of the base removes files of a lower one, which a Containerfile cannot express",
        "a base by its digest, a folder, or layers that only add files",
        where,
        "push the base to a registry and name it by its digest, or make an archive (--format oci)");

    public static Problem FolderInUse(string folder) => new(
        "TR1719", "the folder holds files that were not written by an earlier call", "a folder that is new, empty or an earlier context",
        folder, "name another with --output, or remove this one");
}
