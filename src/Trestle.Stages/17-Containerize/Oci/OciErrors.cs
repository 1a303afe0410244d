namespace Trestle.Stages.Containerize.Oci;

/// <summary>Errors of image documents.</summary>
internal static class OciErrors
{
    public static Problem BrokenImage(string where, string reason) => new(
        "TR1705", $"the base is damaged or malicious: {reason}", "an image according to the OCI image specification", where,
        "fetch it again from its source, such as: skopeo copy docker://NAME oci-archive:FILE");
}
