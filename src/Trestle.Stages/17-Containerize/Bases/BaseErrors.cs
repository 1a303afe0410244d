namespace Trestle.Stages.Containerize.Bases;

/// <summary>Errors of bases.</summary>
internal static class BaseErrors
{
    private const string GetDigest = "skopeo inspect --format '{{.Digest}}' docker://";

    public static Problem BaseByTag(string named, string name) => new(
        "TR1702",
        $"the base {named} is named by a tag, which may change",
        "an image by its digest, which always means the same image",
        "the base",
        $"get the digest ({GetDigest}{named}) and write {name}@sha256:…");

    public static Problem NoBaseThere(string named, string reason) => new(
        "TR1704", $"the base '{named}' cannot be used: {reason}",
        "a root file system folder, an OCI archive or layout, or an image by its digest", named,
        "correct it with --base or containerize.base");

    public static Problem UnknownLayer(string where, string type) => new(
        "TR1708", $"a layer is '{type}'", "layers in tar or gzip", where,
        "convert the base: skopeo copy --dest-compress-format gzip docker://NAME oci-archive:FILE");

    public static Problem NoPlatform(string where, string wanted, IReadOnlyCollection<string> known) => new(
        "TR1710", $"the base is not for {wanted}",
        known.Count == 0 ? $"an image for {wanted}" : $"one of its images for it; there are {string.Join(", ", known.Take(20))}", where,
        "use a base for this platform");

    public static Problem CannotRead(string folder, string reason) => new(
        "TR1721", $"a part of the base cannot be read: {reason}", "files that this user can read", folder,
        "make the folder as this user, or run this as its owner");

    public static Problem BrokeOff(string where, string reason) => new(
        "TR1726", $"the transfer of the base broke off: {reason}", "the whole base, within three attempts", where,
        "try again; layers already here are not fetched again");
}
