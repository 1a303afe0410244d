namespace Trestle.Stages.Containerize.Oci;

/// <summary>Errors of oci.</summary>
internal static class OciErrors
{
    public static Problem BrokenImage(string where, string reason) => new(
        "TR1705", $"the base is broken or made to harm: {reason}", "an image as the OCI image specification has it", where, "get it again from where it is from, such as: skopeo copy docker://NAME oci-archive:FILE");
}
