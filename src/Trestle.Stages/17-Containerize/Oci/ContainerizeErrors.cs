namespace Trestle.Stages.Containerize.Oci;

/// <summary>What can go wrong when an image is made.</summary>
internal static class ContainerizeErrors
{
    private const string GetDigest = "skopeo inspect --format '{{.Digest}}' docker://";

    public static Problem NoBase() => new(
        "TR1701",
        "no base is named",
        "what the image stands on: a root file system folder, an OCI archive, or an image of a registry by its digest",
        "containerize.base, or --base",
        "name one, such as --base mcr.microsoft.com/dotnet/aspnet@sha256:…, or make a small one of Debian's packages; see docs/stages/17-containerize.md");

    public static Problem BaseByTag(string named, string name) => new(
        "TR1702",
        $"the base {named} is named by what may change",
        "an image by its digest, so that the same image is made tomorrow",
        "the base",
        $"get the digest ({GetDigest}{named}) and write {name}@sha256:…");

    public static Problem WrongReference(string named) => new(
        "TR1703", $"'{named}' is no name of an image in a registry", "REGISTRY/NAME:TAG, in lower case", "--push", "write it like registry.example.org:5000/team/churn:3");

    public static Problem NoBaseThere(string named, string reason) => new(
        "TR1704", $"the base '{named}' cannot be used: {reason}", "a root file system folder, an OCI archive or layout, or an image by its digest", named, "correct it with --base or containerize.base");

    public static Problem BrokenImage(string where, string reason) => new(
        "TR1705", $"the base is broken or made to harm: {reason}", "an image as the OCI image specification has it", where, "get it again from where it is from, such as: skopeo copy docker://NAME oci-archive:FILE");

    public static Problem WrongDigest(string where, string what, string expected, string found) => new(
        "TR1706", $"{what} is {found}", expected, where, "it was damaged or changed on the way: get the base again");

    public static Problem TooLarge(string where, string what, string most) => new(
        "TR1707", $"{what} is larger than it may be", $"at most {most}", where, "take a smaller base");

    public static Problem UnknownLayer(string where, string type) => new(
        "TR1708", $"a layer is '{type}'", "layers in tar or gzip", where, "convert the base: skopeo copy --dest-compress-format gzip docker://NAME oci-archive:FILE");

    public static Problem LacksLibraries(string where, IReadOnlyCollection<string> missing) => new(
        "TR1709",
        $"the base lacks {string.Join(", ", missing)}",
        "the libraries that .NET needs (glibc, libstdc++, libgcc, OpenSSL), or .NET itself",
        where,
        "add Debian's packages libc6 libstdc++6 libgcc-s1 libssl3, or take a base with the ASP.NET Core runtime");

    public static Problem NoPlatform(string where, string wanted, IReadOnlyCollection<string> known) => new(
        "TR1710", $"the base is not for {wanted}", known.Count == 0 ? $"an image for {wanted}" : $"one of its images for it; there are {string.Join(", ", known.Take(20))}", where, "take a base for this kind of machine");

    public static Problem NoRuntime(string where, string wanted) => new(
        "TR1711", $"neither the base nor {where} has {wanted}", "the runtime of the scoring host, on Linux", where, "take a base that has it, or install the .NET SDK or the ASP.NET Core runtime here");

    public static Problem SpecialFile(string file) => new(
        "TR1712", "the base has a device, a pipe or a socket", "files, folders and links (dev, proc, run and sys are left empty)", file, "remove it");

    public static Problem Refused(string registry, string what, string reason) => new(
        "TR1713", $"the registry refuses {what}: {reason}", "that it takes or gives it", registry, "check the name, and what you may do there");

    public static Problem NotAllowed(string registry, string reason) => new(
        "TR1714",
        $"the registry does not know you, or you may not do this: {reason}",
        "a user who may",
        registry,
        "log in (podman login, docker login), or set TRESTLE_REGISTRY_USER and TRESTLE_REGISTRY_PASSWORD for the registry that is pushed to");

    public static Problem NotReachable(string registry, string reason) => new(
        "TR1715", $"the registry does not answer: {reason}", "an answer, within four tries", registry, "check the address and the network; a registry without TLS is written http://…");

    public static Problem WrongAuthFile(string file, string reason) => new(
        "TR1716", $"the file of logins cannot be read: {reason}", "what podman login and docker login write", file, "log in again, or name another file with REGISTRY_AUTH_FILE");

    public static Problem UnknownFormat(string asked, IReadOnlyCollection<string> known) => new(
        "TR1717", $"there is no format '{asked}'", $"one of: {string.Join(", ", known)}", "--format", Nearest.Advice(asked, known));

    public static Problem NotToBeWritten(string where) => new(
        "TR1718",
        "an upper layer of the base takes away files of a lower one, which a Containerfile cannot say",
        "a base by its digest, a folder, or layers that only add",
        where,
        "push the base to a registry and name it by its digest, or make an archive (--format oci)");

    public static Problem FolderInUse(string folder) => new(
        "TR1719", "there is something already that this did not write", "a folder that is new, empty or an earlier context", folder, "name another with --output, or take this one away");

    public static Problem OtherPackage(string file, int version) => new(
        "TR1720", $"the package is not the one that was registered as version {version}", "the registered bytes", file, "run again from stage 15: trestle run --from package");

    public static Problem CannotRead(string folder, string reason) => new(
        "TR1721", $"a part of the base cannot be read: {reason}", "files that this user may read", folder, "make the folder as this user, or run this as its owner");

    public static Problem NotTogether(string options) => new(
        "TR1722", $"{options} say different things", "an image that is pushed, or a context that somebody builds", "the command line", "leave one of them out");

    public static Problem WrongEpoch(string text) => new(
        "TR1723", $"SOURCE_DATE_EPOCH is '{text}'", "seconds since 1970, as a whole number", "the environment", "set it right, or unset it");

    public static Problem NoModes(string folder) => new(
        "TR1724", "this system does not know who may execute which file", "a folder on Linux or macOS", folder, "name a base of a registry by its digest, or an OCI archive");

    public static Problem BrokeOff(string where, string reason) => new(
        "TR1726", $"the base breaks off: {reason}", "all of it, within three tries", where, "try again; what is here already is not got again");

    public static Problem CannotWrite(string place, string reason) => new(
        "TR1725", $"the image cannot be written: {reason}", "space, and a folder that may be written to", place, "check its permissions and the free space, or name another place with --output");
}
