namespace Trestle.Rows.Steps.Forms;

/// <summary>The standard form of web addresses (RFC 3986, section 6.2).</summary>
internal static class UrlForm
{
    private const int Longest = 2048;

    /// <summary>The address, or its host alone; null when the text is not a web address.</summary>
    public static string? Of(string text, bool hostOnly)
    {
        var address = text.Trim();
        if (address.Length is 0 or > Longest || address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\'))
        {
            return null;
        }

        var written = address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}";
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || !HostForm.IsHost(uri.Host))
        {
            return null;
        }

        var host = uri.Host.ToLowerInvariant();
        if (hostOnly)
        {
            return host.StartsWith("www.", StringComparison.Ordinal) ? host["www.".Length..] : host;
        }

        var port = uri.IsDefaultPort ? "" : FormattableString.Invariant($":{uri.Port}");
        return $"{uri.Scheme}://{host}{port}{uri.AbsolutePath.TrimEnd('/')}{(uri.Query == "?" ? "" : uri.Query)}";
    }
}
