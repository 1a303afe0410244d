using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Turns the chunks of a query, which come in any size, into blocks of <see cref="RowBlock.Size"/> rows.</summary>
/// <param name="schema">The columns of the query.</param>
/// <param name="pools">Texts that are known already, for each column with texts.</param>
internal sealed class BlockReader(RowSchema schema, StringPool?[] pools)
{
    private Array[] arrays = [];
    private int rows;

    public BlockReader(RowSchema schema)
        : this(schema, StringPool.For(schema))
    {
    }

    /// <summary>Runs a query whose columns are those of the schema, DOUBLE or VARCHAR.</summary>
    public IEnumerable<RowBlock> Read(Session session, string sql, string path, CancellationToken cancellation)
    {
        using var stream = TableEngine.Explain(path, () => session.Stream(sql, cancellation));
        while (TableEngine.Explain(path, stream.Next) is { } chunk)
        {
            using (chunk)
            {
                var reader = new ChunkReader(chunk);
                for (var at = 0; at < reader.Rows;)
                {
                    at += Take(reader, at);
                    if (rows == RowBlock.Size)
                    {
                        yield return Finish();
                    }
                }
            }
        }

        if (rows > 0)
        {
            yield return Finish();
        }
    }

    private int Take(ChunkReader reader, int from)
    {
        if (rows == 0)
        {
            arrays =
            [
                .. schema.Columns.Select(column =>
                    (Array)(column.Kind == ColumnKind.Number ? new double[RowBlock.Size] : new string?[RowBlock.Size])),
            ];
        }

        var count = Math.Min(reader.Rows - from, RowBlock.Size - rows);
        for (var column = 0; column < arrays.Length; column++)
        {
            if (arrays[column] is double[] numbers)
            {
                reader.Numbers(column, from, numbers.AsSpan(rows, count));
            }
            else
            {
                reader.Texts(column, from, ((string?[])arrays[column]).AsSpan(rows, count), pools[column]!);
            }
        }

        rows += count;
        return count;
    }

    private RowBlock Finish()
    {
        var block = new RowBlock(schema, rows, arrays);
        rows = 0;
        return block;
    }
}
