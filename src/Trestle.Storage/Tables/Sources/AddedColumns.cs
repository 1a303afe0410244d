using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Adds columns to those of a source: the texts of the source never pass through .NET.</summary>
internal sealed class AddedColumns(TableEngine engine)
{
    /// <summary>The rows of an import with further columns.</summary>
    public Import Of(Import import, RowSchema columns, IEnumerable<RowBlock> blocks, CancellationToken cancellation)
    {
        var added = engine.Temporary();
        try
        {
            var further = engine.Write(columns, blocks, added, cancellation);
            var raw = engine.Temporary();
            IReadOnlyList<string> names = [.. import.Table.Schema.Columns.Concat(columns.Columns).Select(column => column.Name)];
            var rows = $"SELECT * FROM {Sql.Parquet(import.Table.Path)} POSITIONAL JOIN {Sql.Parquet(further.Path)}";
            TableEngine.Write(raw, () =>
            {
                using var session = engine.Connect();
                session.Execute(Sql.CopyToParquet(rows, raw, names), cancellation);
            });
            return new Import(
                engine.Open(raw, names, cancellation), import.Files, import.RejectedCount, import.Rejected, import.Notes, import.Types)
            {
                SourceNames = import.SourceNames,
            };
        }
        finally
        {
            File.Delete(added);
        }
    }
}
