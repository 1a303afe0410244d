namespace Trestle.Learners.Packages;

/// <summary>The files of a package, and how large they may be.</summary>
internal static class PackageFiles
{
    public const string Manifest = "manifest.json";
    public const string Contract = "contract.json";
    public const string Plan = "plan.json";

    /// <summary>What intervals and sets are made of; not in every package.</summary>
    public const string Conformal = "conformal.json";
    public const string Sums = "SHA256SUMS";
    public const string ModelFolder = "model/";

    /// <summary>The folder of keyed tables.</summary>
    public const string KeyedFolder = "keyed/";

    private const string KeyedEnding = ".keyed";

    /// <summary>Largest package, in bytes.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Maximum number of files in a package.</summary>
    public const int MostFiles = 64;

    private const int LongestName = 200;
    private const long LargestDocument = 64L << 20;

    /// <summary>Maximum size of a file, in bytes.</summary>
    public static long Limit(string name) =>
        name == Plan || name.StartsWith(ModelFolder, StringComparison.Ordinal) || name.StartsWith(KeyedFolder, StringComparison.Ordinal)
            ? MostBytes / 2
            : LargestDocument;

    /// <summary>The file of a keyed table.</summary>
    public static string Keyed(string table) => $"{KeyedFolder}{table}{KeyedEnding}";

    /// <summary>The table of the file of one; null for other files.</summary>
    public static string? TableOf(string name) =>
        name.StartsWith(KeyedFolder, StringComparison.Ordinal) && name.EndsWith(KeyedEnding, StringComparison.Ordinal)
            ? name[KeyedFolder.Length..^KeyedEnding.Length]
            : null;

    /// <summary>
    /// The path of the model: <c>model/NAME.txt</c> or <c>model/NAME.json</c>, depending on its bytes.
    /// </summary>
    public static string Model(string learner, ReadOnlySpan<byte> saved) =>
        $"{ModelFolder}{learner}.{(saved.Length > 0 && saved[0] == (byte)'{' ? "json" : "txt")}";

    /// <summary>
    /// Why a name cannot be that of a file in a package, or null: nothing outside the package, nothing hidden, nothing unusual.
    /// </summary>
    public static string? Fault(string name)
    {
        var parts = name.Split('/');
        return name.Length is 0 or > LongestName ? "whose name is empty or too long"
            : parts.Length > 2 ? "which is nested too deep"
            : !parts.All(IsPlain) ? "whose name leads elsewhere or has invalid characters"
            : null;
    }

    /// <summary>Whether a text is a portable name of a file, a model or a learner.</summary>
    public static bool IsPlain(string name) =>
        name.Length is > 0 and <= 100
        && char.IsAsciiLetterOrDigit(name[0])
        && name[^1] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
