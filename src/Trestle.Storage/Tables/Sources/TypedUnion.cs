using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Sources;

/// <summary>A column of a file that has types.</summary>
/// <param name="Name">Its name; a field of an object has those of the objects around it in front, with dots.</param>
/// <param name="Type">What its values are in this file.</param>
internal sealed record SourceColumn(string Name, SourceType Type)
{
    /// <summary>How the values are stored in the table.</summary>
    public ColumnKind Kind => Type is SourceType.Number or SourceType.Empty ? ColumnKind.Number : ColumnKind.Text;
}

/// <summary>The typed columns of one file, those named by its folders last.</summary>
internal sealed record TypedFile(string Path, IReadOnlyList<SourceColumn> Columns)
{
    /// <summary>Name and value of the columns that folders name, unless the file has a column of that name.</summary>
    public IReadOnlyList<(string Name, string? Value)> Folders { get; } =
        HivePath.Columns(Path, Columns.Select(column => column.Name));

    /// <summary>What a person should know about this file.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The first <see cref="Import.RejectedKept"/> lines of this file that are not rows.</summary>
    public IReadOnlyList<RejectedLine> Rejected { get; init; } = [];

    /// <summary>The number of its lines that are not rows.</summary>
    public long RejectedCount { get; init; }

    /// <summary>All columns.</summary>
    public IReadOnlyList<SourceColumn> All =>
        [.. Columns, .. Folders.Select(folder => new SourceColumn(folder.Name, folder.Value is null ? SourceType.Empty : SourceType.Text))];
}

/// <summary>The columns of all files of a source that has types.</summary>
/// <param name="Columns">Name and common type of each.</param>
/// <param name="Positions">For each file the position of each column in <see cref="TypedFile.All"/>; -1 where it has none.</param>
/// <param name="Notes">What a person should know about them.</param>
internal sealed record TypedUnion(
    IReadOnlyList<SourceColumn> Columns, IReadOnlyList<int[]> Positions, IReadOnlyList<string> Notes)
{
    /// <summary>Matches the columns of the files by name, and finds the type that holds the values of all of them.</summary>
    public static TypedUnion Of(IReadOnlyList<TypedFile> files, SchemaMode mode)
    {
        foreach (var file in files)
        {
            ColumnNames.Check([.. file.All.Select(column => column.Name)], file.Path);
        }

        var union = ColumnUnion.Of(
            [.. files.Select(file => new FileColumns(file.Path, [.. file.All.Select(column => column.Name)]))], mode);
        List<string> notes = [.. union.Notes, .. files.SelectMany(file => file.Notes)];
        var columns = new List<SourceColumn>();
        for (var i = 0; i < union.Names.Count; i++)
        {
            var seen = files
                .Select((file, at) => (file.Path, Type: union.Positions[at][i] is >= 0 and var own ? file.All[own].Type : SourceType.Empty))
                .Where(file => file.Type != SourceType.Empty)
                .ToList();
            var type = seen.Select(file => file.Type).Aggregate(SourceType.Empty, Common);
            columns.Add(new SourceColumn(union.Names[i], type));
            if (type == SourceType.Text && seen.Exists(file => file.Type != SourceType.Text))
            {
                var (first, against) = (seen[0], seen.First(file => file.Type != seen[0].Type));
                notes.Add(
                    $"'{union.Names[i]}' holds {Words(first.Type)} in {Path.GetFileName(first.Path)} and {Words(against.Type)} in "
                        + $"{Path.GetFileName(against.Path)}: it is read as text");
            }
            else if (Told(type) is { } told)
            {
                notes.Add($"'{union.Names[i]}' {told}");
            }
        }

        return new TypedUnion(columns, union.Positions, notes);
    }

    /// <summary>The type that holds the values of both.</summary>
    internal static SourceType Common(SourceType one, SourceType other) => (one, other) switch
    {
        _ when one == other => one,
        (SourceType.Empty, _) => other,
        (_, SourceType.Empty) => one,
        (SourceType.Number, SourceType.Digits) or (SourceType.Digits, SourceType.Number) => SourceType.Digits,
        _ => SourceType.Text,
    };

    internal static string? Told(SourceType type) => type switch
    {
        SourceType.Digits => "holds numbers beyond 2^53, which a double rounds: it is read as text, digit by digit",
        SourceType.Json => "holds lists or nested objects: they are kept as JSON text",
        SourceType.Bytes => "holds bytes that are not text: they are kept as hexadecimal text",
        _ => null,
    };

    private static string Words(SourceType type) => type switch
    {
        SourceType.Number or SourceType.Digits => "numbers",
        SourceType.Boolean => "booleans",
        SourceType.Date => "dates",
        SourceType.Json => "lists or objects",
        SourceType.Bytes => "bytes",
        _ => "texts",
    };
}
