namespace Trestle.Stages.Register;

/// <summary>
/// Names of aliases. They begin with a letter, so that none is taken for a version number, and the case of letters does not count.
/// </summary>
public static class AliasName
{
    private const int Longest = 100;

    // Words that mean a version to people and to other registries, without naming one.
    private static readonly string[] Reserved =
        ["latest", "last", "newest", "current", "previous", "live", "version", "all", "any", "none", "null", "true", "false"];

    /// <summary>Whether two names are the same alias.</summary>
    public static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name as it is kept, in lower case; error TR1619 when it is not the name of an alias.</summary>
    public static string Check(string name)
    {
        var lower = name.ToLowerInvariant();
        return IsName(lower) && !Reserved.Contains(lower) && !IsVersion(lower)
            ? lower
            : throw new TrestleException(RegistryErrors.NoAlias(name, Reserved));
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= Longest && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    /// <summary>v7 would be read as version 7.</summary>
    private static bool IsVersion(string name) => name.Length > 1 && name[0] == 'v' && name[1..].All(char.IsAsciiDigit);
}
