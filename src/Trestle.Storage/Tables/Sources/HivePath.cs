namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// The columns that the folders of a partitioned table name: the values of <c>year=2024/month=01/part.csv</c> are 2024 and 01.
/// </summary>
internal static class HivePath
{
    private const string Missing = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The columns that folders name, but for those that the file has itself.</summary>
    public static IReadOnlyList<(string Name, string? Value)> Columns(string path, IEnumerable<string> own) =>
        [.. Columns(path).Where(folder => !own.Contains(folder.Name, StringComparer.OrdinalIgnoreCase))];

    /// <summary>
    /// Names and values of the <c>name=value</c> folders directly around the file, the outermost first; folders further out, behind one
    /// of another form, belong to the place of the table. Values are texts; null is "no value".
    /// </summary>
    private static List<(string Name, string? Value)> Columns(string path)
    {
        var columns = new List<(string, string?)>();
        for (var folder = Path.GetDirectoryName(path); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            var name = Path.GetFileName(folder);
            var at = name.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                break;
            }

            var value = Uri.UnescapeDataString(name[(at + 1)..]);
            columns.Insert(0, (Uri.UnescapeDataString(name[..at]), value is Missing or "" ? null : value));
        }

        return columns;
    }
}
