using System.Collections.Concurrent;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables;

/// <summary>
/// A table in a Parquet file that Trestle wrote. Numbers and booleans are read as numbers, everything else as text. (Files of others
/// are read as sources, see <see cref="TableEngine.ReadParquet"/>.) May be scanned from several threads at once.
/// </summary>
public sealed class ParquetTable
{
    private const string FileRowNumber = "file_row_number";

    private readonly TableEngine engine;
    private readonly IReadOnlyList<TypedColumn> columns;
    private readonly ConcurrentBag<StringPool?[]> pools = [];

    internal ParquetTable(TableEngine engine, string path, IReadOnlyList<TypedColumn> columns, long rows)
    {
        this.engine = engine;
        this.columns = columns;
        Path = path;
        Rows = rows;
        Schema = new RowSchema(columns.Select(column => new Column(column.Name, column.Kind)));
    }

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>All columns including those that Trestle adds, in file order.</summary>
    public RowSchema Schema { get; }

    /// <summary>Threads that may scan it at once, as the engine was told.</summary>
    public int Threads => engine.Threads;

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>
    /// The rows in file order, in blocks of <see cref="RowBlock.Size"/> (the last one is shorter): the same blocks every time.
    /// </summary>
    /// <param name="names">The columns to read, in this order; null for all. A name that is not there is a
    /// <see cref="ArgumentException"/>.</param>
    /// <param name="fold">Only rows of this fold (-1 the test part, -2 rows without a label); null for all.</param>
    /// <param name="cancellation">Ends the scan promptly.</param>
    public IEnumerable<RowBlock> Scan(IReadOnlyList<string>? names, int? fold, CancellationToken cancellation)
    {
        var read = names is null ? columns : [.. names.Select(Column)];
        var schema = names is null ? Schema : new RowSchema(read.Select(column => new Column(column.Name, column.Kind)));
        var where = fold is { } number ? $" WHERE {Sql.Name(ReservedColumns.Fold)} = {number}" : "";
        return Scan(new BlockReader(schema), read, where, cancellation);
    }

    /// <summary>
    /// The given rows with all columns, in blocks of <see cref="RowBlock.Size"/>; only the row groups in which they are get read.
    /// </summary>
    public IEnumerable<RowBlock> Scan(RowRange range, CancellationToken cancellation)
    {
        var known = pools.TryTake(out var taken) ? taken : StringPool.For(Schema);
        try
        {
            foreach (var block in Scan(new BlockReader(Schema, known), columns, Where(range), cancellation))
            {
                yield return block;
            }
        }
        finally
        {
            pools.Add(known);
        }
    }

    /// <summary>The given rows with some columns.</summary>
    public IEnumerable<RowBlock> Scan(RowRange range, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        TypedColumn[] read = [.. names.Select(Column)];
        var schema = new RowSchema(read.Select(column => new Column(column.Name, column.Kind)));
        return Scan(new BlockReader(schema), read, Where(range), cancellation);
    }

    /// <summary>
    /// The training part: the given columns (null for all that are not reserved), and the row number and label if they are there.
    /// </summary>
    public TableRows Training(IReadOnlyList<string>? names, CancellationToken cancellation) => Learning(names, [], cancellation);

    /// <summary>
    /// The training part as <see cref="Training"/>, and further parts (-1 the test part), each as one more fold after the others.
    /// </summary>
    public TableRows Learning(IReadOnlyList<string>? names, IReadOnlyList<int> further, CancellationToken cancellation)
    {
        string[] travelling = [ReservedColumns.Row, ReservedColumns.Label];
        var own = names
            ?? [.. columns.Select(column => column.Name).Where(name => !name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))];
        return new TableRows(
            this, [.. own.Concat(travelling.Where(name => Schema.Find(name) >= 0)).Distinct(StringComparer.Ordinal)], further,
            cancellation);
    }

    /// <summary>Number of rows of each fold, by fold; empty when the table has no folds.</summary>
    public IReadOnlyDictionary<int, long> FoldRows(CancellationToken cancellation)
    {
        if (Schema.Find(ReservedColumns.Fold) < 0)
        {
            return new Dictionary<int, long>();
        }

        var fold = Sql.Name(ReservedColumns.Fold);
        var sql = $"SELECT unnest([{fold}::DOUBLE, count(*)::DOUBLE]) FROM {Sql.Parquet(Path)} GROUP BY {fold} ORDER BY {fold}";
        var numbers = engine.Use(Path, session => session.Numbers(sql, cancellation));
        return numbers.Chunk(2).ToDictionary(pair => (int)pair[0], pair => (long)pair[1]);
    }

    /// <summary>The distinct texts of a column, in any order; null when there are more than a number of them.</summary>
    public IReadOnlyList<string>? Distinct(string name, int most, CancellationToken cancellation)
    {
        var text = Column(name).Expression;
        var sql = $"SELECT DISTINCT {text}, '' FROM {Sql.Parquet(Path)} WHERE {text} IS NOT NULL LIMIT {most + 1L}";
        var texts = engine.Use(Path, session => session.Pairs(sql, cancellation));
        return texts.Count > most ? null : [.. texts.Select(pair => pair.First)];
    }

    /// <summary>
    /// Positions, from 0 in file order, of the rows that repeat an earlier row in the given columns (null for all that are not
    /// reserved); missing values count as equal.
    /// </summary>
    public long[] DuplicateRows(IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var compared = names is null
            ? columns.Where(column => !column.Name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            : names.Select(Column);
        return TableEngine.Explain(
            Path, () => new RepeatedRows(this, [.. compared.Select(column => column.Expression)], cancellation).Find());
    }

    /// <summary>Positions are by name in the file; SQL may use another name.</summary>
    internal TypedColumn Column(string name) => Schema.Find(name) is >= 0 and var position
        ? columns[position]
        : throw new ArgumentException($"'{Path}' has no column '{name}'", nameof(name));

    /// <summary>The position of a row in the file, from 0, in SQL.</summary>
    internal string RowNumber => columns.Any(column => column.SqlName.Equals(FileRowNumber, StringComparison.OrdinalIgnoreCase))
        ? "row_number() OVER () - 1"
        : FileRowNumber;

    /// <summary>The rows of a range, as the end of a query of them alone.</summary>
    internal string Where(RowRange range) => RowNumber == FileRowNumber
        ? $" WHERE {FileRowNumber} BETWEEN {range.From} AND {range.From + range.Rows - 1}"
        : $" LIMIT {range.Rows} OFFSET {range.From}";

    /// <summary>Reads expressions of all rows, several ranges at the same time.</summary>
    /// <param name="expressions">The expressions, in SQL.</param>
    /// <param name="begin">Makes what a range is read with.</param>
    /// <param name="read">Reads a chunk, whose first row has the given position in the file.</param>
    /// <param name="end">Ends a range.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    internal void ReadRanges<T>(
        IEnumerable<string> expressions, Func<T> begin, Action<T, ChunkReader, long> read, Action<T> end, CancellationToken cancellation)
    {
        var select = $"SELECT {Sql.List(expressions)} FROM {Sql.Parquet(Path)}";
        var options = new ParallelOptions { MaxDegreeOfParallelism = engine.Threads, CancellationToken = cancellation };
        TableEngine.InParallel(() => Parallel.ForEach(RowRange.Of(Rows), options, range =>
        {
            var state = begin();
            using var session = engine.Rows.Connect();
            using var stream = session.Stream(select + Where(range), cancellation);
            for (var at = range.From; stream.Next() is { } chunk;)
            {
                using (chunk)
                {
                    var reader = new ChunkReader(chunk);
                    read(state, reader, at);
                    at += reader.Rows;
                }
            }

            end(state);
        }));
    }

    /// <summary>All columns as they are in the file.</summary>
    internal IReadOnlyList<TypedColumn> Columns => columns;

    private IEnumerable<RowBlock> Scan(
        BlockReader reader, IReadOnlyList<TypedColumn> read, string where, CancellationToken cancellation)
    {
        var select = read.Count == 0 ? "0::DOUBLE" : Sql.List(read.Select(column => column.Expression));
        using var session = engine.Rows.Connect();
        foreach (var block in reader.Read(session, $"SELECT {select} FROM {Sql.Parquet(Path)}{where}", Path, cancellation))
        {
            yield return block;
        }
    }
}
