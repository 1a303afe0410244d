namespace Trestle.Storage.Tables.Sources;

/// <summary>The columns of one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Names">Their names in order; unique, also when case is ignored.</param>
internal sealed record FileColumns(string Path, IReadOnlyList<string> Names);

/// <summary>The columns of all files of one source, matched by name; case and blanks around are ignored.</summary>
/// <param name="Names">All names: those of the first file in its order, then the new ones of each later file.</param>
/// <param name="Positions">For each file, the position in it of each column; -1 where it has none.</param>
/// <param name="Notes">What a person should know: columns that a file lacks, or writes in another way.</param>
internal sealed record ColumnUnion(IReadOnlyList<string> Names, IReadOnlyList<int[]> Positions, IReadOnlyList<string> Notes)
{
    private const int Named = 5;

    /// <summary>
    /// Matches the columns of the files. A difference is an error in <see cref="SchemaMode.Strict"/>. A file that shares no column with
    /// those before it is an error in both modes: it is another table.
    /// </summary>
    public static ColumnUnion Of(IReadOnlyList<FileColumns> files, SchemaMode mode)
    {
        var union = new List<string>();
        foreach (var file in files)
        {
            var added = file.Names.Except(union, SameName.Instance).ToList();
            if (union.Count > 0 && (added.Count == file.Names.Count || mode == SchemaMode.Strict))
            {
                CheckSame(files[0], file);
            }

            union.AddRange(added);
        }

        IReadOnlyList<int[]> positions = [.. files.Select(file => PositionsIn(file, union))];
        return new ColumnUnion(union, positions, [.. files.Zip(positions, (file, at) => Tell(file, at, union)).SelectMany(notes => notes)]);
    }

    private static int[] PositionsIn(FileColumns file, List<string> union)
    {
        var places = file.Names.Index().ToDictionary(column => column.Item, column => column.Index, SameName.Instance);
        return [.. union.Select(name => places.GetValueOrDefault(name, -1))];
    }

    private static IEnumerable<string> Tell(FileColumns file, int[] positions, List<string> union)
    {
        var name = Path.GetFileName(file.Path);
        var missing = union.Where((_, i) => positions[i] < 0).Select(column => $"'{column}'").ToList();
        if (missing.Count > 0)
        {
            yield return missing.Count == 1
                ? $"{name}: column {missing[0]} is missing; its values are missing"
                : $"{name}: columns {Few(missing)} are missing; their values are missing";
        }

        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= 0 && file.Names[positions[i]] != union[i])
            {
                yield return $"{name}: column '{file.Names[positions[i]]}' is read as '{union[i]}'";
            }
        }
    }

    private static void CheckSame(FileColumns first, FileColumns file)
    {
        var missing = first.Names.Except(file.Names, StringComparer.Ordinal).Select(name => $"'{name}' is missing");
        var added = file.Names.Except(first.Names, StringComparer.Ordinal).Select(name => $"'{name}' is new");
        var differences = missing.Concat(added).ToList();
        if (differences.Count > 0)
        {
            throw StorageErrors.OtherColumns(file.Path, first.Path, Few(differences)).Thrown();
        }
    }

    private static string Few(List<string> words) =>
        string.Join(", ", words.Take(Named)) + (words.Count > Named ? $" and {words.Count - Named} more" : "");
}

/// <summary>Compares names without their case and the blanks around them.</summary>
file sealed class SameName : IEqualityComparer<string>
{
    public static SameName Instance { get; } = new();

    public bool Equals(string? one, string? other) => StringComparer.OrdinalIgnoreCase.Equals(one?.Trim(), other?.Trim());

    public int GetHashCode(string name) => StringComparer.OrdinalIgnoreCase.GetHashCode(name.Trim());
}
