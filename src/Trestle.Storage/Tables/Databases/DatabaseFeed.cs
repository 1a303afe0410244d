using System.Data.Common;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Databases;

/// <summary>The rows of a query, read by a thread of their own, a few chunks ahead of the one that writes them.</summary>
internal sealed class DatabaseFeed : Feed, IDisposable
{
    private const int Waiting = 8;

    private readonly IReadOnlyList<DatabaseColumn> columns;
    private readonly ReadAhead<Values[]> ahead;
    private readonly OpenRows rows;
    private readonly CancellationToken cancellation;

    public DatabaseFeed(IDatabaseKind kind, DatabaseQuery query, OpenRows rows, CancellationToken cancellation)
    {
        (this.rows, this.cancellation) = (rows, cancellation);
        columns = rows.Columns;
        Kinds = [.. columns.Select(column => column.Kind)];
        ahead = new ReadAhead<Values[]>(Waiting, _ => true, stop => Chunks(kind, query, stop), cancellation);
    }

    public override IReadOnlyList<ColumnKind> Kinds { get; }

    /// <summary>Rows that were read so far.</summary>
    public long Rows { get; private set; }

    public override bool IsWhole(int column) => columns[column] is WholeColumn;

    public override int Fill(ChunkWriter chunk)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!ahead.Next(out var values))
        {
            return 0;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i].Write(chunk, i);
        }

        return values[0].Rows;
    }

    public void Dispose()
    {
        rows.Cancel();
        ahead.Dispose();
    }

    private IEnumerable<Values[]> Chunks(IDatabaseKind kind, DatabaseQuery query, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var count = Next(kind, query, stop);
            if (count == 0)
            {
                yield break;
            }

            Rows += count;
            yield return [.. columns.Select(column => column.Take(count))];
        }
    }

    private int Next(IDatabaseKind kind, DatabaseQuery query, CancellationToken stop)
    {
        try
        {
            var count = 0;
            for (; count < ChunkWriter.Capacity && rows.Reader.Read(); count++)
            {
                for (var i = 0; i < columns.Count; i++)
                {
                    if (!rows.Reader.IsDBNull(i))
                    {
                        columns[i].Read(rows.Reader, i, count);
                    }
                }
            }

            return count < ChunkWriter.Capacity && rows.Reader.NextResult()
                ? throw DatabaseErrors.SeveralStatements(query).Thrown()
                : count;
        }
        catch (DbException failed)
        {
            throw OpenRows.Explained(kind, query, failed, Rows, stop);
        }
        catch (IOException failed)
        {
            throw OpenRows.Explained(kind, query, failed, Rows, stop);
        }
    }
}
