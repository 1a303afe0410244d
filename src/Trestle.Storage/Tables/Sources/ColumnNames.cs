using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Rules for the column names of a source.</summary>
internal static class ColumnNames
{
    /// <summary>Every column has a unique name, and none starts with our prefix; all mistakes are shown together.</summary>
    public static void Check(IReadOnlyList<string> names, string path)
    {
        var problems = new List<Problem>();
        for (var i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]))
            {
                problems.Add(StorageErrors.BlankName(path, 1, i + 1, 1));
            }
            else if (names[i].StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            {
                problems.Add(StorageErrors.ReservedName(path, names[i], ReservedColumns.Prefix));
            }
        }

        var positions = names.Select((name, i) => (Name: name, Position: i + 1)).Where(column => !string.IsNullOrWhiteSpace(column.Name));
        foreach (var same in positions.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            problems.Add(StorageErrors.SameName(path, same.Key, same.Select(column => column.Position)));
        }

        if (problems.Count > 0)
        {
            throw new TrestleException(problems);
        }
    }

    /// <summary>All files of a source have the same columns in the same order.</summary>
    public static void CheckSame(string firstPath, IReadOnlyList<string> first, string path, IReadOnlyList<string> names)
    {
        if (names.SequenceEqual(first, StringComparer.Ordinal))
        {
            return;
        }

        var missing = first.Except(names, StringComparer.Ordinal).Select(name => $"'{name}' is missing");
        var added = names.Except(first, StringComparer.Ordinal).Select(name => $"'{name}' is new");
        var differences = missing.Concat(added).ToList();
        if (differences.Count == 0)
        {
            var at = Enumerable.Range(0, names.Count).First(i => names[i] != first[i]);
            differences.Add($"column {at + 1} is '{names[at]}' instead of '{first[at]}'");
        }

        var more = differences.Count > 5 ? $" and {differences.Count - 5} more" : "";
        throw StorageErrors.OtherColumns(path, firstPath, string.Join(", ", differences.Take(5)) + more).Thrown();
    }
}
