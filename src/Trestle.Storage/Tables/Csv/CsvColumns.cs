using System.Text;

using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Csv;

/// <summary>The names of the columns of delimited files.</summary>
internal static class CsvColumns
{
    /// <summary>The columns that all files have; the first difference, or an unusable name, is an error.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths, CsvOptions options)
    {
        IReadOnlyList<string>? first = null;
        foreach (var path in paths)
        {
            var names = Read(path, options);
            ColumnNames.Check(names, path);
            first ??= names;
            ColumnNames.CheckSame(paths[0], first, path, names);
        }

        return first!;
    }

    private static IReadOnlyList<string> Read(string path, CsvOptions options)
    {
        using var records = new CsvRecords(path, options);
        return First(records) is { } names
            ? options.Header ? names : [.. names.Select((_, i) => $"column{i + 1}")]
            : throw StorageErrors.EmptyFile(path).Thrown();
    }

    /// <summary>The values of the first record that is not an empty line, or null at the end of the file.</summary>
    public static IReadOnlyList<string>? First(CsvRecords records)
    {
        while (records.Next())
        {
            if (records.IsBlank)
            {
                continue;
            }

            records.CheckText();
            return records.Fault is null
                ? [.. Enumerable.Range(0, records.Count).Select(i => Encoding.UTF8.GetString(records.Value(i)))]
                : throw StorageErrors.Unreadable(
                    records.Path, $"the header on line {records.Line} is broken: {records.Fault}").Thrown();
        }

        return null;
    }
}
