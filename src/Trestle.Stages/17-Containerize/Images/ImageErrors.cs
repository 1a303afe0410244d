namespace Trestle.Stages.Containerize.Images;

/// <summary>Errors of images.</summary>
internal static class ImageErrors
{
    public static Problem LacksLibraries(string where, IReadOnlyCollection<string> missing) => new(
        "TR1709",
        $"the base lacks {string.Join(", ", missing)}",
        "the libraries that .NET needs (glibc, libstdc++, libgcc, OpenSSL), or .NET itself",
        where,
        "add Debian's packages libc6 libstdc++6 libgcc-s1 libssl3, or use a base with the ASP.NET Core runtime");

    public static Problem NoRuntime(string where, string wanted) => new(
        "TR1711", $"neither the base nor {where} has {wanted}", "the runtime of the scoring host, on Linux", where,
        "use a base that has it, or install the .NET SDK or the ASP.NET Core runtime here");
}
