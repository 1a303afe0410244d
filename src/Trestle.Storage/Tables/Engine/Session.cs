using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// One connection to the database of an engine: runs one statement at a time, and stops promptly when cancelled.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly DuckDBNativeConnection connection;

    public Session(DuckDBDatabase database)
    {
        if (!NativeMethods.Startup.DuckDBConnect(database, out connection).IsSuccess())
        {
            throw new DuckException("cannot connect to the in-memory database");
        }
    }

    public DuckDBNativeConnection Connection => connection;

    /// <summary>Runs a statement without result rows.</summary>
    public void Execute(string sql, CancellationToken cancellation) => Execute(sql, feed: null, cancellation);

    /// <summary>Runs a statement without result rows. What a feed threw while DuckDB read from it is rethrown here.</summary>
    public void Execute(string sql, Feed? feed, CancellationToken cancellation)
    {
        using var result = Run(sql, feed, streaming: false, cancellation);
    }

    /// <summary>From now on, nothing but these files can be reached, and no statement can undo that.</summary>
    public void Lock(IEnumerable<string> files, CancellationToken cancellation)
    {
        Execute($"SET allowed_paths = [{Sql.List(files.Select(Sql.Text))}]", cancellation);
        Execute("SET enable_external_access = false", cancellation);
        Execute("SET lock_configuration = true", cancellation);
    }

    /// <summary>Runs a query whose rows are fetched chunk by chunk; <paramref name="cancellation"/> counts until it is disposed.</summary>
    public ChunkStream Stream(string sql, CancellationToken cancellation) => Run(sql, feed: null, streaming: true, cancellation);

    /// <summary>The first two columns of a small result, as text; a missing value is empty.</summary>
    public IReadOnlyList<(string First, string Second)> Pairs(string sql, CancellationToken cancellation)
    {
        using var stream = Stream($"SELECT * FROM (SELECT #1::VARCHAR, #2::VARCHAR FROM ({sql}))", cancellation);
        var pairs = new List<(string, string)>();
        while (stream.Next() is { } chunk)
        {
            using (chunk)
            {
                var reader = new ChunkReader(chunk);
                for (var row = 0; row < reader.Rows; row++)
                {
                    pairs.Add((reader.Text(0, row) ?? "", reader.Text(1, row) ?? ""));
                }
            }
        }

        return pairs;
    }

    /// <summary>The single column of a result, as numbers; a missing value is NaN.</summary>
    public double[] Numbers(string sql, CancellationToken cancellation)
    {
        using var stream = Stream(sql, cancellation);
        var numbers = new List<double>();
        while (stream.Next() is { } chunk)
        {
            using (chunk)
            {
                var reader = new ChunkReader(chunk);
                var values = new double[reader.Rows];
                reader.Numbers(0, 0, values);
                numbers.AddRange(values);
            }
        }

        return [.. numbers];
    }

    public void Dispose() => connection.Dispose();

    private ChunkStream Run(string sql, Feed? feed, bool streaming, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var interrupter = new Interrupter(connection, cancellation);
        try
        {
            var state = NativeMethods.PreparedStatements.DuckDBPrepare(connection, sql, out var statement);
            using (statement)
            {
                if (!state.IsSuccess())
                {
                    cancellation.ThrowIfCancellationRequested();
                    throw new DuckException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
                }

                state = streaming
                    ? NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result)
                    : NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out result);
                var stream = new ChunkStream(result, interrupter, cancellation);
                if (!state.IsSuccess())
                {
                    using (stream)
                    {
                        feed?.Rethrow();
                        stream.ThrowError();
                    }
                }

                return stream;
            }
        }
        catch
        {
            interrupter.Dispose();
            throw;
        }
    }
}

/// <summary>DuckDB's error message.</summary>
internal sealed class DuckException(string message) : Exception(message)
{
    /// <summary>The first line, which says what is wrong; the others show where.</summary>
    public string Brief => Message.Split('\n')[0];
}

/// <summary>
/// Interrupts a connection from the moment of cancellation until it is disposed. Once is not enough: DuckDB forgets an
/// interrupt that arrives just before a statement starts.
/// </summary>
internal sealed class Interrupter : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;

    public Interrupter(DuckDBNativeConnection connection, CancellationToken cancellation) =>
        registration = cancellation.UnsafeRegister(
            _ => timer = new Timer(_ => NativeMethods.Startup.DuckDBInterrupt(connection), null, TimeSpan.Zero, Pause),
            null);

    public void Dispose()
    {
        registration.Dispose();
        if (Interlocked.Exchange(ref timer, null) is { } started)
        {
            using var stopped = new ManualResetEvent(false);
            if (started.Dispose(stopped))
            {
                stopped.WaitOne();
            }
        }
    }
}
