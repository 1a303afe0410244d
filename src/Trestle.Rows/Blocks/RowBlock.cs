namespace Trestle.Rows.Blocks;

/// <summary>
/// Some rows, column by column: many in training, one in serving. A column is a <c>double[]</c> or a <c>string?[]</c> whose first
/// <see cref="Rows"/> entries count; a receiver may share its arrays but never writes into them.
/// </summary>
public sealed class RowBlock
{
    /// <summary>Rows in a block of the training path; small enough that a few columns stay in the processor's cache.</summary>
    public const int Size = 2048;

    private readonly Array[] columns;

    /// <summary>Makes a block of columns that match the schema; arrays may be longer than <paramref name="rows"/>.</summary>
    public RowBlock(RowSchema schema, int rows, IReadOnlyList<Array> columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns.Count, schema.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            var fits = schema[i].Kind == ColumnKind.Number ? columns[i] is double[] : columns[i] is string?[];
            if (!fits || columns[i].Length < rows)
            {
                throw new ArgumentException($"column '{schema[i].Name}' is not a column of {rows} {schema[i].Kind}", nameof(columns));
            }
        }

        Schema = schema;
        Rows = rows;
        this.columns = [.. columns];
    }

    private RowBlock(RowSchema schema, Array[] columns, int rows)
    {
        Schema = schema;
        Rows = rows;
        this.columns = columns;
    }

    /// <summary>The columns.</summary>
    public RowSchema Schema { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The numbers of a column, one per row; NaN is "no value".</summary>
    public ReadOnlySpan<double> Numbers(int position) => ((double[])columns[position]).AsSpan(0, Rows);

    /// <summary>The texts of a column, one per row; null is "no value".</summary>
    public ReadOnlySpan<string?> Texts(int position) => ((string?[])columns[position]).AsSpan(0, Rows);

    /// <summary>The array of a column, to be shared, not written.</summary>
    public Array Raw(int position) => columns[position];

    /// <summary>
    /// A block of the given columns without a check: for a bound step, which made them to fit. <paramref name="columns"/> is kept, not
    /// copied.
    /// </summary>
    public static RowBlock Trusted(RowSchema schema, int rows, Array[] columns) => new(schema, columns, rows);

    /// <summary>The same rows with the columns of <paramref name="wanted"/> only, found by name; no values are copied.</summary>
    public RowBlock Project(RowSchema wanted, string reader)
    {
        if (ReferenceEquals(wanted, Schema))
        {
            return this;
        }

        var picked = new Array[wanted.Count];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = columns[Schema.Require(wanted[i].Name, wanted[i].Kind, reader)];
        }

        return new RowBlock(wanted, picked, Rows);
    }

    /// <summary>The same rows with other values, as many, in one column; the other columns are shared.</summary>
    public RowBlock With(int position, Array values)
    {
        var changed = (Array[])columns.Clone();
        changed[position] = values;
        return Trusted(Schema, Rows, changed);
    }

    /// <summary>The rows at the given positions, copied.</summary>
    public RowBlock Take(ReadOnlySpan<int> rows)
    {
        var taken = new Array[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            taken[c] = columns[c] is double[] numbers ? Pick(numbers, rows) : Pick((string?[])columns[c], rows);
        }

        return new RowBlock(Schema, taken, rows.Length);
    }

    /// <summary>All rows of several blocks of one schema, in order, copied into one block.</summary>
    public static RowBlock Join(RowSchema schema, IReadOnlyList<RowBlock> blocks)
    {
        var rows = blocks.Sum(block => block.Rows);
        var joined = new Array[schema.Count];
        for (var c = 0; c < joined.Length; c++)
        {
            Array column = schema[c].Kind == ColumnKind.Number ? new double[rows] : new string?[rows];
            var at = 0;
            foreach (var block in blocks)
            {
                Array.Copy(block.columns[c], 0, column, at, block.Rows);
                at += block.Rows;
            }

            joined[c] = column;
        }

        return new RowBlock(schema, joined, rows);
    }

    private static T[] Pick<T>(T[] values, ReadOnlySpan<int> rows)
    {
        var picked = new T[rows.Length];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
