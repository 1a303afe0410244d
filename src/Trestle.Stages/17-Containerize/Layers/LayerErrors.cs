namespace Trestle.Stages.Containerize.Layers;

/// <summary>Errors of layers.</summary>
internal static class LayerErrors
{
    public static Problem WrongDigest(string where, string what, string expected, string found) => new(
        "TR1706", $"{what} is {found}", expected, where, "it was damaged or changed in transfer: fetch the base again");

    public static Problem TooLarge(string where, string what, string most) => new(
        "TR1707", $"{what} is too large", $"at most {most}", where, "use a smaller base");

    public static Problem SpecialFile(string file) => new(
        "TR1712", "the base has a device, a pipe or a socket", "files, folders and links (dev, proc, run and sys are left empty)", file,
        "remove it");

    public static Problem NoModes(string folder) => new(
        "TR1724", "this system has no file permissions", "a folder on Linux or macOS", folder,
        "name a base of a registry by its digest, or an OCI archive");
}
