namespace Trestle.Learners.Trees;

/// <summary>
/// Names of columns in LightGBM's text format, which separates names by blanks and rejects what is special in JSON. Percent-encoding
/// (RFC 3986) keeps plain names readable; a column without a name is a single '%'.
/// </summary>
internal static class FeatureNames
{
    private const string Nameless = "%";

    /// <summary>The name in the text.</summary>
    public static string Escape(string name) => name.Length == 0 ? Nameless : Uri.EscapeDataString(name);

    /// <summary>The name of the column.</summary>
    public static string Unescape(string name) => name == Nameless ? "" : Uri.UnescapeDataString(name);
}
