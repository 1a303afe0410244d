using System.Globalization;
using System.Runtime.ExceptionServices;

using DuckDB.NET.Native;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Storage.Files;
using Trestle.Storage.Tables.Comparing;
using Trestle.Storage.Tables.Csv;
using Trestle.Storage.Tables.Databases;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Excel;
using Trestle.Storage.Tables.Sources;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Storage.Tables;

/// <summary>The resources of a table engine.</summary>
/// <param name="Threads">Threads, at least 1; results do not depend on it.</param>
/// <param name="MemoryBytes">Memory before it spills to the temporary folder.</param>
/// <param name="TemporaryFolder">Folder for spilled data and for imports; made when missing.</param>
public sealed record TableEngineSettings(int Threads, long MemoryBytes, string TemporaryFolder);

/// <summary>
/// Reads sources, splits them and writes tables. Uses an in-memory DuckDB without network access; may be used from several threads at once.
/// </summary>
public sealed class TableEngine : IDisposable
{
    private readonly TableEngineSettings settings;
    private readonly DuckDBDatabase database;
    private readonly Session first;
    private readonly Lazy<RowDatabase> rows;

    /// <summary>Starts an engine.</summary>
    public TableEngine(TableEngineSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1);
        this.settings = settings;
        MakeFolder(settings.TemporaryFolder);
        database = OpenDatabase(settings);
        first = new Session(database);
        rows = new Lazy<RowDatabase>(() => new RowDatabase(settings));
    }

    /// <summary>
    /// The files that paths and patterns name, in order; those of one pattern in ordinal order. A path without files is an error.
    /// </summary>
    public IReadOnlyList<string> FindFiles(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        using var session = Connect();
        return SourcePaths.Find(session, paths, cancellation);
    }

    /// <summary>Reads delimited text files. Lines that are not rows are set aside; see <see cref="Import.Rejected"/>.</summary>
    public Import ReadCsv(CsvOptions options, CancellationToken cancellation) =>
        ReadCsv(options, CsvCut.For(settings.Threads), cancellation);

    /// <summary>
    /// The format that the first bytes of the files say, whatever their names: csv for text, jsonl, parquet, arrow or excel. A file of a
    /// kind that is not read, or of another kind than the first, is an error that names it (TR0112, TR0113).
    /// </summary>
    public static string FormatOf(IReadOnlyList<string> files) => FileKind.FormatOf(files);

    /// <summary>Whether a file is compressed as a whole, by its first bytes.</summary>
    public static bool IsCompressed(string file) => FileKind.Reading(file, () => CompressedFile.IsCompressed(file));

    /// <summary>
    /// The file itself; or, of a zip archive of several files, or if a pattern is given, the files in it that match, unpacked below a
    /// folder. An archive that unpacks to much more than any table does is refused (TR0116).
    /// </summary>
    public static IReadOnlyList<string> Unpacked(string file, string? pattern, string folder, CancellationToken cancellation) =>
        ZipParts.Of(file, pattern, folder, cancellation);

    /// <summary>Reads Parquet files; <see cref="Import.Types"/> tells what the columns were.</summary>
    public Import ReadParquet(IReadOnlyList<string> paths, SchemaMode mode, CancellationToken cancellation) =>
        new ParquetReader(this).Read(paths, mode, cancellation);

    /// <summary>
    /// Reads files of JSON objects, one per line or in a list; what is in objects within them becomes columns of its own.
    /// </summary>
    public Import ReadJsonLines(IReadOnlyList<string> paths, SchemaMode mode, CancellationToken cancellation) =>
        new TypedReader(this).Read(paths, "jsonl", "json-lines", mode, path => new JsonFile(path, cancellation), cancellation);

    /// <summary>Reads sheets of Excel workbooks (xlsx, xlsm, xls).</summary>
    public Import ReadExcel(IReadOnlyList<string> paths, ExcelOptions options, SchemaMode mode, CancellationToken cancellation) =>
        new TypedReader(this).Read(paths, "excel", "excel", mode, path => new ExcelFile(path, options, cancellation), cancellation);

    /// <summary>Reads Arrow files and streams.</summary>
    public Import ReadArrow(IReadOnlyList<string> paths, SchemaMode mode, CancellationToken cancellation)
    {
        using var unpacked = new UnpackedFiles(Temporary);
        return new TypedReader(this).Read(
            paths, "arrow", "arrow", mode, path => new ArrowFile(path, unpacked.PathOf(path), cancellation), cancellation);
    }

    /// <summary>Reads a table of a database, or the rows of a query, in one transaction that only reads.</summary>
    public Import ReadDatabase(DatabaseQuery query, CancellationToken cancellation) => new DatabaseReader(this).Read(query, cancellation);

    /// <summary>
    /// Tables that were read, one under the other: columns are matched by name, as those of several files are; a further column may say
    /// from which table a row is.
    /// </summary>
    public Import Unite(
        IReadOnlyList<(string Name, Import Rows)> parts, string? origin, SchemaMode mode, CancellationToken cancellation) =>
        new TableUnion(this).Of(parts, origin, mode, cancellation);

    /// <summary>The rows of an import, which stays as it is, with further columns; the blocks are of all rows, in order.</summary>
    public Import Append(Import import, RowSchema columns, IEnumerable<RowBlock> blocks, CancellationToken cancellation) =>
        new AddedColumns(this).Of(import, columns, blocks, cancellation);

    /// <summary>The first value that a query gives, as text; empty for none.</summary>
    public string AskDatabase(DatabaseQuery query, string sql, CancellationToken cancellation) =>
        new DatabaseReader(this).Ask(query, sql, cancellation);

    /// <summary>
    /// Splits an import: writes a Parquet file with the fold of each row of the source, in order (-1 the test part, -2 without a label).
    /// The bytes depend on the rows and the split alone.
    /// </summary>
    /// <param name="import">The import, whose own file is part of the snapshot.</param>
    /// <param name="split">How to split it.</param>
    /// <param name="times">For a split by time: microseconds (or any sortable number) of each row in source order; NaN when
    /// unknown.</param>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="cancellation">Ends the work promptly; nothing is left behind.</param>
    public Snapshot Split(Import import, SplitSpec split, double[]? times, string path, CancellationToken cancellation)
    {
        var folds = Explain(import.Table.Path, () => new Splitter(split, cancellation).Run(import.Table, times));
        var plan = split.Rolling?.Divide(Array.ConvertAll(folds, fold => (double)fold), times!);
        var schema = new RowSchema([new Column(ReservedColumns.Fold, ColumnKind.Number)]);
        var numbers = plan?.Folds ?? folds.Select(fold => (double)fold);
        var table = Write(
            schema, numbers.Chunk(RowBlock.Size).Select(part => new RowBlock(schema, part.Length, [part])), path, cancellation);
        return new Snapshot(import.Table, table) { Origins = plan };
    }

    /// <summary>Opens a Parquet file; one that is missing or damaged is an error.</summary>
    public ParquetTable Open(string path, CancellationToken cancellation) => Open(path, names: null, cancellation);

    /// <summary>
    /// Writes blocks as a Parquet file, completely or not at all; <c>__row</c> and <c>__fold</c> as integers. The bytes depend on the
    /// rows alone. Blocks are taken by name, so they may have more columns than the schema.
    /// </summary>
    public ParquetTable Write(RowSchema schema, IEnumerable<RowBlock> blocks, string path, CancellationToken cancellation)
    {
        using var source = blocks.GetEnumerator();
        var feed = new BlockFeed(schema, source, cancellation);
        IReadOnlyList<string> names = [.. schema.Columns.Select(column => column.Name)];
        var select = names.Select((name, i) => $"{Cast(name, i)} AS {Sql.Name(name)}");
        AtomicFile.Write(path, temporary => Explain(path, () =>
            rows.Value.Run(
                feed, from => Sql.CopyToParquet($"SELECT {Sql.List(select)} FROM {from}", temporary, names),
                cancellation)));
        return Open(path, names, cancellation);
    }

    /// <summary>What differs between two tables that Trestle wrote.</summary>
    /// <param name="before">The first table.</param>
    /// <param name="after">The second table.</param>
    /// <param name="key">The columns that identify a row, which both tables have; none to count equal rows against each other.</param>
    /// <param name="hidden">Columns whose values are not shown.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public TableComparison Compare(
        ParquetTable before, ParquetTable after, IReadOnlyList<string> key, IReadOnlyCollection<string> hidden,
        CancellationToken cancellation) =>
        Use(after.Path, session => new TableComparer(session, before, after, key, hidden, cancellation).Run());

    /// <summary>
    /// Copies a table to a file as csv, parquet or jsonl, without the columns that Trestle adds; completely or not at all.
    /// </summary>
    public void Copy(ParquetTable table, string format, string path, CancellationToken cancellation)
    {
        var columns = table.Columns.Where(column => !column.Name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal));
        var query = $"SELECT {Sql.List(columns.Select(column => $"{Sql.Name(column.SqlName)} AS {Sql.Name(column.Name)}"))} "
            + $"FROM {Sql.Parquet(table.Path)}";
        var form = format switch
        {
            "csv" => "FORMAT csv, HEADER true",
            "parquet" => "FORMAT parquet, COMPRESSION zstd",
            "jsonl" => "FORMAT json, ARRAY false",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "csv, parquet or jsonl"),
        };
        AtomicFile.Write(path, temporary => Explain(path, () => Use(
            path, session =>
            {
                session.Execute($"COPY ({query}) TO {Sql.Text(temporary)} ({form})", cancellation);
                return true;
            })));
    }

    /// <summary>
    /// Runs a person's SELECT over the table, as <c>data</c>, which can reach nothing else. What the engine says of one that cannot be run
    /// is in the result.
    /// </summary>
    public QueryResult Query(ParquetTable table, string query, int most, CancellationToken cancellation) =>
        TableQuery.Run(settings, table, query, most, cancellation);

    /// <summary>
    /// The rows of a person's SELECT over some tables, which can reach nothing else; or what the engine says of one that cannot be run.
    /// </summary>
    public SqlRows Query(IReadOnlyList<SqlInput> tables, string query, CancellationToken cancellation) =>
        SqlTable.Run(this, settings, tables, query, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rows.IsValueCreated)
        {
            rows.Value.Dispose();
        }

        first.Dispose();
        database.Dispose();
    }

    internal Import ReadCsv(CsvOptions options, CsvCut cut, CancellationToken cancellation) =>
        new CsvReader(this, options, cut).Read(cancellation);

    /// <summary>A connection for statements whose rows stay in DuckDB.</summary>
    internal Session Connect() => new(database);

    /// <summary>A database of its own, into which nothing else is attached.</summary>
    internal DuckDBDatabase OpenAnother() => OpenDatabase(settings);

    /// <summary>Threads that it may use.</summary>
    internal int Threads => settings.Threads;

    /// <summary>Where rows pass from and to .NET.</summary>
    internal RowDatabase Rows => rows.Value;

    internal string Temporary() => Path.Combine(settings.TemporaryFolder, $"{Environment.ProcessId}-{Guid.NewGuid():N}.parquet");

    internal T Use<T>(string path, Func<Session, T> work) => Explain(path, () =>
    {
        using var session = Connect();
        return work(session);
    });

    internal ParquetTable Open(string path, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw StorageErrors.NoSuchFile(path).Thrown();
        }

        return Use(path, session =>
        {
            var columns = TypedColumn.Of(
                session, Sql.Parquet(path), names ?? ParquetFile.NamesIn(session, path, cancellation), cancellation);
            var rows = session.Numbers($"SELECT count(*)::DOUBLE FROM {Sql.Parquet(path)}", cancellation)[0];
            return new ParquetTable(this, path, columns, (long)rows);
        });
    }

    /// <summary>Runs work that writes a file; its leftovers are removed when it fails.</summary>
    internal static void Write(string path, Action work)
    {
        try
        {
            Explain(path, work);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Runs work on several threads; they fail for one reason, and the first says it.</summary>
    internal static void InParallel(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    internal static void Explain(string path, Action work) => Explain(path, () =>
    {
        work();
        return true;
    });

    /// <summary>Turns an error of DuckDB or the file system into a problem that a person can act on.</summary>
    internal static T Explain<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckException exception)
        {
            throw Problem(path, exception.Message).Thrown(exception);
        }
        catch (Exception exception) when (AtomicFile.Explain(path, exception) is { } problem)
        {
            throw problem.Thrown(exception);
        }
    }

    private static Problem Problem(string path, string message) =>
        message.Contains("No space left", StringComparison.Ordinal) ? StorageErrors.DiskFull(path)
        : message.StartsWith("Out of Memory", StringComparison.Ordinal) ? StorageErrors.OutOfMemory(path)
        : message.Contains("Cannot open file", StringComparison.Ordinal) ? StorageErrors.Unwritable(path, FirstLine(message))
        : StorageErrors.Unreadable(path, FirstLine(message));

    private static string FirstLine(string message) => message.Split('\n', 2)[0];

    private static string Cast(string name, int position) => name switch
    {
        ReservedColumns.Row => $"CAST(c{position} AS BIGINT)",
        ReservedColumns.Fold => $"CAST(c{position} AS TINYINT)",
        _ => $"c{position}",
    };

    private static void MakeFolder(string path)
    {
        try
        {
            PrivateFiles.CreateFolder(path);
        }
        catch (Exception exception) when (AtomicFile.Explain(path, exception) is { } problem)
        {
            throw problem.Thrown(exception);
        }
    }

    /// <summary>Extensions are neither fetched nor loaded, so that no statement can reach the network.</summary>
    internal static DuckDBDatabase OpenDatabase(TableEngineSettings settings)
    {
        NativeMethods.Configuration.DuckDBCreateConfig(out var config);
        using (config)
        {
            foreach (var (name, value) in new[]
            {
                ("threads", settings.Threads.ToString(CultureInfo.InvariantCulture)),
                ("memory_limit", $"{settings.MemoryBytes / 1024}KiB"),
                ("temp_directory", settings.TemporaryFolder),
                ("autoinstall_known_extensions", "false"),
                ("autoload_known_extensions", "false"),
                ("preserve_insertion_order", "true"),
            })
            {
                if (!NativeMethods.Configuration.DuckDBSetConfig(config, name, value).IsSuccess())
                {
                    throw new DuckException($"'{value}' is not a value of {name}");
                }
            }

            return NativeMethods.Startup.DuckDBOpen("", out var database, config, out var error).IsSuccess()
                ? database
                : throw new DuckException(error);
        }
    }
}
