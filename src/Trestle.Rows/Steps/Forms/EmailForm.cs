namespace Trestle.Rows.Steps.Forms;

/// <summary>The standard form of e-mail addresses.</summary>
internal static class EmailForm
{
    private const int LongestLocal = 64;
    private const int LongestAddress = 254;

    /// <summary>The address in lower case; null when the text is none.</summary>
    public static string? Of(string text)
    {
        var address = text.AsSpan().Trim();
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            address = address["mailto:".Length..];
        }

        if (address.EndsWith(">") && address.LastIndexOf('<') is >= 0 and var open)
        {
            address = address[(open + 1)..^1].Trim();
        }

        var at = address.IndexOf('@');
        return at is > 0 and <= LongestLocal && address.Length <= LongestAddress
            && IsLocal(address[..at]) && HostForm.IsHost(address[(at + 1)..])
            ? address.ToString().ToLowerInvariant()
            : null;
    }

    private static bool IsLocal(ReadOnlySpan<char> local)
    {
        foreach (var c in local)
        {
            if (!char.IsLetterOrDigit(c) && !"!#$%&'*+/=?^_`{|}~-.".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return local[0] != '.' && local[^1] != '.' && local.IndexOf("..") < 0;
    }
}

/// <summary>Names of hosts.</summary>
internal static class HostForm
{
    private const int LongestLabel = 63;

    /// <summary>Whether a text is a name of at least two labels, the last of which is not a number.</summary>
    public static bool IsHost(ReadOnlySpan<char> host)
    {
        var (labels, last) = (0, false);
        foreach (var range in host.Split('.'))
        {
            var label = host[range];
            if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            last = false;
            foreach (var c in label)
            {
                if (!char.IsLetterOrDigit(c) && c != '-')
                {
                    return false;
                }

                last |= char.IsLetter(c);
            }

            labels++;
        }

        return labels > 1 && last;
    }
}
