using Trestle.Rows.Blocks;

namespace Trestle.Testing;

/// <summary>Writes small tables in tests: <c>new TableBuilder().Numbers("x", 1, 2).Texts("c", "a", null).Block()</c>.</summary>
public sealed class TableBuilder
{
    private readonly List<Column> columns = [];
    private readonly List<Array> values = [];

    /// <summary>Adds a column of numbers; NaN is "no value".</summary>
    public TableBuilder Numbers(string name, params double[] numbers) => Add(new Column(name, ColumnKind.Number), numbers);

    /// <summary>Adds a column of texts; null is "no value".</summary>
    public TableBuilder Texts(string name, params string?[] texts) => Add(new Column(name, ColumnKind.Text), texts);

    /// <summary>The table as one block. All columns must be of one length.</summary>
    public RowBlock Block()
    {
        var rows = values.Count == 0 ? 0 : values[0].Length;
        return values.All(column => column.Length == rows)
            ? new RowBlock(new RowSchema(columns), rows, values)
            : throw new InvalidOperationException("the columns differ in length");
    }

    /// <summary>The table as a source whose row i is in fold i modulo <paramref name="folds"/>, in blocks of some rows.</summary>
    public MemoryRows Source(int folds = 1, int blockRows = RowBlock.Size) => Source(Block(), folds, blockRows);

    /// <summary>A block as a source whose row i is in fold i modulo <paramref name="folds"/>, in blocks of some rows.</summary>
    public static MemoryRows Source(RowBlock block, int folds = 1, int blockRows = RowBlock.Size) => new(
        block.Schema,
        Enumerable.Range(0, folds).ToDictionary(
            fold => fold,
            fold => (IReadOnlyList<RowBlock>)[.. Enumerable.Range(0, block.Rows).Where(
                row => row % folds == fold).Chunk(blockRows).Select(rows => block.Take(rows))]));

    /// <summary>The values of a column of a block, as they would be printed: numbers round-trip, "no value" is null.</summary>
    public static IReadOnlyList<object?> Values(RowBlock block, string column)
    {
        var position = block.Schema.Find(column);
        return block.Schema[position].Kind == ColumnKind.Number
            ? [.. block.Numbers(position).ToArray().Select(value => (object?)value)]
            : [.. block.Texts(position).ToArray()];
    }

    private TableBuilder Add(Column column, Array array)
    {
        columns.Add(column);
        values.Add(array);
        return this;
    }
}
