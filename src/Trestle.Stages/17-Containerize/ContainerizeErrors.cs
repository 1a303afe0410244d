namespace Trestle.Stages.Containerize;

/// <summary>Errors of the stage.</summary>
internal static class ContainerizeErrors
{
    public static Problem NoBase() => new(
        "TR1701",
        "no base is named",
        "what the image stands on: a root file system folder, an OCI archive, or an image of a registry by its digest",
        "containerize.base, or --base",
        "name one, such as --base mcr.microsoft.com/dotnet/aspnet@sha256:…, or make a small one of Debian's packages; see docs/stages/17-containerize.md");

    public static Problem OtherPackage(string file, int version) => new(
        "TR1720", $"the package is not the one that was registered as version {version}", "the registered bytes", file, "run again from stage 15: trestle run --from package");

    public static Problem NotTogether(string options) => new(
        "TR1722", $"{options} say different things", "an image that is pushed, or a context that somebody builds", "the command line", "leave one of them out");

    public static Problem WrongEpoch(string text) => new(
        "TR1723", $"SOURCE_DATE_EPOCH is '{text}'", "seconds since 1970, as a whole number", "the environment", "set it right, or unset it");

    public static Problem CannotWrite(string place, string reason) => new(
        "TR1725", $"the image cannot be written: {reason}", "space, and a folder that may be written to", place, "check its permissions and the free space, or name another place with --output");
}
