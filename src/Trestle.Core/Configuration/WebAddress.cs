namespace Trestle.Core.Configuration;

/// <summary>
/// An absolute http or https address. In the file it is written out, or it is the name of an environment variable, <c>${NAME}</c>, since
/// some addresses hold a secret. Neither its path nor its query is ever printed or hashed.
/// </summary>
public sealed record WebAddress
{
    private const int LongestText = 2048;

    private readonly Uri uri;

    private WebAddress(Uri uri, string text, string? variable) => (this.uri, Text, Variable) = (uri, text, variable);

    /// <summary>The environment variable that holds it; null when the file does.</summary>
    public string? Variable { get; }

    /// <summary>Its host: a name in ASCII, or an IP address without brackets.</summary>
    public string Host => uri.IdnHost;

    /// <summary>Its port.</summary>
    public int Port => uri.Port;

    /// <summary>As it was written.</summary>
    internal string Text { get; }

    /// <summary>The whole address, for the call that needs it and for nothing else.</summary>
    public Uri Reveal() => uri;

    /// <summary>The address in a text; <see cref="FormatException"/> says what it is instead, without quoting it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variable">The environment variable that it comes from, if any.</param>
    public static WebAddress Parse(string text, string? variable = null) => Fault(text, out var uri) is { } fault
        ? throw new FormatException(fault)
        : new WebAddress(uri!, text, variable);

    /// <summary>Whether a text is meant to be one.</summary>
    public static bool IsOne(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Scheme, host and port, or the name of the variable.</summary>
    public override string ToString() => Variable is { } name ? $"${{{name}}}" : uri.GetLeftPart(UriPartial.Authority);

    /// <summary>What a text is when it is no such address; null when it is one.</summary>
    internal static string? Fault(string text, out Uri? uri)
    {
        uri = null;
        if (text.Length is 0 or > LongestText)
        {
            return text.Length == 0 ? "empty" : $"longer than {LongestText} characters";
        }

        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\'))
        {
            return "an address with white space, a control character or a backslash";
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal) is > 0 and var colon ? text[..colon].ToLowerInvariant() : null;
        if (scheme is not ("http" or "https"))
        {
            return scheme is not null && scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
                ? $"an address with the scheme '{scheme}'"
                : "not an absolute address";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out uri) || uri.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return "an address without a valid host";
        }

        return uri switch
        {
            { UserInfo.Length: > 0 } => "an address with a user name or password (not shown)",
            { Fragment.Length: > 0 } => "an address with a fragment ('#')",
            { Port: 0 } => "an address with port 0",
            _ => null,
        };
    }
}
