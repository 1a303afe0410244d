namespace Trestle.Stages.Containerize;

/// <summary>Errors of the stage.</summary>
internal static class ContainerizeErrors
{
    public static Problem NoBase() => new(
        "TR1701",
        "no base image is set",
        "the base: a root file system folder, an OCI archive, or an image of a registry by its digest",
        "containerize.base, or --base",
        "set one, such as --base mcr.microsoft.com/dotnet/aspnet@sha256:…, or make a small one from Debian packages; "
            + "see docs/stages/17-containerize.md");

    public static Problem OtherPackage(string file, int version) => new(
        "TR1720", $"the package differs from the one registered as version {version}", "the registered bytes", file,
        "run again from stage 15: trestle run --from package");

    public static Problem NotTogether(string options) => new(
        "TR1722", $"{options} exclude each other", "either a pushed image or a context to build", "the command line", "remove one of them");

    public static Problem WrongEpoch(string text) => new(
        "TR1723", $"SOURCE_DATE_EPOCH is '{text}'", "seconds since 1970, as a whole number", "the environment", "correct it, or unset it");

    public static Problem CannotWrite(string place, string reason) => new(
        "TR1725", $"the image cannot be written: {reason}", "free space and a writable folder", place,
        "check its permissions and the free space, or name another place with --output");
}
