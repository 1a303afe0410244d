using Trestle.Stages.Ingest;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Clean;

/// <summary>Reads the reference table of a dependency from its file into the step: what is learned needs no file.</summary>
public static class ReferenceTable
{
    /// <summary>The step with its reference table; any other step as it is.</summary>
    /// <param name="step">The step.</param>
    /// <param name="tables">Reads the file.</param>
    /// <param name="pathOf">Where a path in the configuration leads.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static IRowStep Read(IRowStep step, TableEngine tables, Func<string, string> pathOf, CancellationToken cancellation)
    {
        if (step is not Dependency { Reference: { } file, Columns: [var target], From: [var from] } dependency)
        {
            return step;
        }

        var path = dependency.Known is null ? pathOf(file) : throw new TrestleException(CleanErrors.TwoTables());
        if (!File.Exists(path))
        {
            throw new TrestleException(CleanErrors.NoReferenceFile(file));
        }

        var settings = new SourceSettings { Path = [path] };
        using var import = SourceCatalog.For(settings, [path], file).Read(tables, [path], settings, cancellation);
        string[] names = [.. import.Table.Schema.Columns.Select(column => column.Name)];
        foreach (var column in new[] { from, target })
        {
            if (!names.Contains(column))
            {
                throw new TrestleException(CleanErrors.NoReferenceColumn(file, column, names));
            }
        }

        var (known, row) = (new Dictionary<string, string>(StringComparer.Ordinal), 0L);
        foreach (var block in import.Table.Scan([from, target], null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < block.Rows; i++)
            {
                row++;
                if (Text(block, 0, i) is { } value && Text(block, 1, i) is { } right
                    && !known.TryAdd(value, right) && known[value] != right)
                {
                    throw new TrestleException(CleanErrors.TwoReferences(file, from, row));
                }
            }
        }

        return dependency with { Known = known, Reference = null };
    }

    private static string? Text(RowBlock block, int column, int row) => block.Schema[column].Kind == ColumnKind.Text
        ? block.Texts(column)[row]?.Trim() is { Length: > 0 } text ? text : null
        : PrintNumber.Print(block.Numbers(column)[row]);
}
