using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// The DuckDB through which rows pass from and to .NET. It has one thread, which is all that a feed or a stream of chunks can use: with
/// more, DuckDB waits for the next chunk in a loop that takes a core from those who work on the rows.
/// </summary>
internal sealed class RowDatabase : IDisposable
{
    private readonly DuckDBDatabase database;
    private readonly Session first;
    private readonly FeedFunction feeds;

    public RowDatabase(TableEngineSettings settings)
    {
        database = TableEngine.OpenDatabase(settings with { Threads = 1 });
        first = new Session(database);
        feeds = new FeedFunction(first);
    }

    /// <summary>A connection from which rows are streamed.</summary>
    public Session Connect() => new(database);

    /// <summary>Runs a statement that reads from a feed; <paramref name="sql"/> gets the expression to read from.</summary>
    public void Run(Feed feed, Func<string, string> sql, CancellationToken cancellation)
    {
        using var session = Connect();
        feeds.Run(session, feed, sql, cancellation);
    }

    public void Dispose()
    {
        first.Dispose();
        database.Dispose();
        feeds.Dispose();
    }
}
