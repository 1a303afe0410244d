namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// The fingerprint of a source that cannot tell, without being read, whether it changed: never the same, so that it is read again. Stages
/// after it are reused when the rows turn out to be the same.
/// </summary>
public static class UnknownVersion
{
    private const string Prefix = "unknown ";

    /// <summary>One that differs from all others.</summary>
    public static string New() => $"{Prefix}{Guid.NewGuid():N}";

    /// <summary>Whether a fingerprint has such a part.</summary>
    public static bool Is(string fingerprint) => fingerprint.Contains(Prefix, StringComparison.Ordinal);
}
