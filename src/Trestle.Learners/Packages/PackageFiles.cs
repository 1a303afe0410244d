namespace Trestle.Learners.Packages;

/// <summary>The files of a package, and how large they may be.</summary>
internal static class PackageFiles
{
    public const string Manifest = "manifest.json";
    public const string Contract = "contract.json";
    public const string Plan = "plan.json";
    public const string Sums = "SHA256SUMS";
    public const string ModelFolder = "model/";

    /// <summary>Largest package, in bytes.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Most files in a package.</summary>
    public const int MostFiles = 64;

    private const int LongestName = 200;
    private const long LargestDocument = 64L << 20;

    /// <summary>Most bytes of a file.</summary>
    public static long Limit(string name) =>
        name == Plan || name.StartsWith(ModelFolder, StringComparison.Ordinal) ? MostBytes / 2 : LargestDocument;

    /// <summary>
    /// Where the model is: <c>model/NAME.txt</c> or <c>model/NAME.json</c>, by what its bytes are.
    /// </summary>
    public static string Model(string learner, ReadOnlySpan<byte> saved) =>
        $"{ModelFolder}{learner}.{(saved.Length > 0 && saved[0] == (byte)'{' ? "json" : "txt")}";

    /// <summary>Why a name cannot be one of a package's file, or null: no way out of the package, nothing hidden, nothing odd.</summary>
    public static string? Fault(string name)
    {
        var parts = name.Split('/');
        return name.Length is 0 or > LongestName ? "whose name is empty or too long"
            : parts.Length > 2 ? "which lies too deep"
            : !parts.All(IsPlain) ? "whose name leads elsewhere or has odd characters"
            : null;
    }

    /// <summary>Whether a text can be the name of a file, of a model or of a learner everywhere.</summary>
    public static bool IsPlain(string name) =>
        name.Length is > 0 and <= 100
        && char.IsAsciiLetterOrDigit(name[0])
        && name[^1] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
