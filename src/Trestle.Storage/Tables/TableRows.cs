using System.Runtime.InteropServices;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables;

/// <summary>
/// Rows of a table to learn from, read from the file each time: those of the folds from 0 on, and, if wanted, those of further parts,
/// each of which is one more fold after them.
/// </summary>
public sealed class TableRows : IRowSource
{
    private readonly ParquetTable table;
    private readonly IReadOnlyList<string> columns;

    /// <summary>The part of the table behind each fold.</summary>
    private readonly SortedDictionary<int, int> parts = [];

    internal TableRows(ParquetTable table, IReadOnlyList<string> columns, IReadOnlyList<int> further, CancellationToken cancellation)
    {
        this.table = table;
        this.columns = columns;
        Schema = new RowSchema(columns.Select(name => new Column(name, table.Column(name).Kind)));
        var present = table.FoldRows(cancellation).Keys;
        foreach (var fold in present.Where(fold => fold >= 0))
        {
            parts.Add(fold, fold);
        }

        foreach (var part in further.Where(part => part < 0 && present.Contains(part)))
        {
            parts.Add(parts.Keys.LastOrDefault(-1) + 1, part);
        }

        Folds = [.. parts.Keys];
    }

    /// <inheritdoc/>
    public RowSchema Schema { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Folds { get; }

    /// <inheritdoc/>
    public IEnumerable<RowBlock> Scan(int fold, CancellationToken cancellation) =>
        table.Scan(columns, parts.GetValueOrDefault(fold, fold), cancellation);

    /// <summary>The same rows in the same blocks, held in memory; the table is read once.</summary>
    public MemoryRows Load(CancellationToken cancellation)
    {
        var gathered = Folds.ToDictionary(fold => fold, _ => new GatheredRows(Schema));
        var byPart = parts.ToDictionary(part => part.Value, part => (Rows: gathered[part.Key], At: new List<int>()));
        if (byPart.Count > 0)
        {
            string[] read = [.. columns.Where(name => name != ReservedColumns.Fold), ReservedColumns.Fold];
            foreach (var block in table.Scan(read, null, cancellation))
            {
                var folds = block.Numbers(read.Length - 1);
                for (var row = 0; row < folds.Length; row++)
                {
                    if (byPart.TryGetValue((int)folds[row], out var part))
                    {
                        part.At.Add(row);
                    }
                }

                var own = block.Project(Schema, "table");
                foreach (var (rows, at) in byPart.Values)
                {
                    rows.Add(own, CollectionsMarshal.AsSpan(at));
                    at.Clear();
                }
            }
        }

        return new MemoryRows(Schema, gathered.ToDictionary(fold => fold.Key, fold => fold.Value.Finish()));
    }
}
