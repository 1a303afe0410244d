using System.Text.RegularExpressions;

namespace Trestle.Core.Configuration;

/// <summary>
/// Where a database is: <c>postgres://user@host:5432/name</c> for one on a server, <c>sqlite:data/file.db</c> for one in a file. In the
/// configuration file it is written out, without a password, or it is the name of an environment variable, <c>${NAME}</c>. Nothing but
/// scheme, host and database is ever printed.
/// </summary>
public sealed partial record DatabaseAddress
{
    private const int LongestText = 2048;

    private readonly string text;

    private DatabaseAddress(string text, string? variable) => (this.text, Variable) = (text, variable);

    /// <summary>The environment variable that holds it; null when the file does.</summary>
    public string? Variable { get; }

    /// <summary>What stands before the first colon, in lower case.</summary>
    public string Scheme => text[..text.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant();

    /// <summary>The whole address, for the call that needs it and for nothing else.</summary>
    public string Reveal() => text;

    /// <summary>The address in a text; <see cref="FormatException"/> says what it is instead, without quoting it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variable">The environment variable that it comes from; only such an address may hold a password.</param>
    public static DatabaseAddress Parse(string text, string? variable = null) => Fault(text, variable) is { } fault
        ? throw new FormatException(fault)
        : new DatabaseAddress(text, variable);

    /// <summary>The name of the variable; or scheme, host and database.</summary>
    public override string ToString() => Variable is { } name ? $"${{{name}}}" : UserInfo().Replace(text, "://").Split('?')[0];

    private static string? Fault(string text, string? variable) =>
        text.Length is 0 or > LongestText ? text.Length == 0 ? "empty" : $"longer than {LongestText} characters"
        : text.Any(char.IsControl) ? "an address with a control character"
        : !Beginning().IsMatch(text) ? "not an address with a scheme, such as postgres: or sqlite:"
        : variable is null && (Password().IsMatch(text) || PasswordParameter().IsMatch(text))
            ? "an address with a password (not shown); name it in 'password: ${NAME}', or put the whole address into a variable"
        : null;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:(?=.)", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"://.*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"://[^/?#@:]*:.+@", RegexOptions.CultureInvariant)]
    private static partial Regex Password();

    [GeneratedRegex(@"[?&;](password|pwd|sslpassword)=.", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PasswordParameter();
}
