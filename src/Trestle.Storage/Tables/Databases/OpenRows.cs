using System.Data.Common;
using System.Net.Sockets;

namespace Trestle.Storage.Tables.Databases;

/// <summary>The rows of a query on an open connection, in one transaction that only reads.</summary>
internal sealed class OpenRows : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private readonly DbConnection connection;
    private readonly DbCommand command;

    private OpenRows(DbConnection connection, DbCommand command, DatabaseRows rows) =>
        (this.connection, this.command, Reader, Columns) = (connection, command, rows.Reader, rows.Columns);

    /// <summary>The rows.</summary>
    public DbDataReader Reader { get; }

    /// <summary>Their columns.</summary>
    public IReadOnlyList<DatabaseColumn> Columns { get; }

    /// <summary>Opens a query; a failure that may pass is tried again, since no row has been read yet.</summary>
    public static OpenRows Open(IDatabaseKind kind, DatabaseQuery query, string sql, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Opened(kind, query, sql, cancellation);
            }
            catch (DbException failed) when (attempt < Attempts && !cancellation.IsCancellationRequested && MayPass(kind, failed))
            {
                cancellation.WaitHandle.WaitOne(FirstPause * attempt);
            }
            catch (DbException failed)
            {
                throw Explained(kind, query, failed, rows: 0, cancellation);
            }
        }
    }

    /// <summary>An error of the database as a problem that a person can act on.</summary>
    public static Exception Explained(
        IDatabaseKind kind, DatabaseQuery query, DbException failed, long rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var words = FirstLine(kind.Words(failed));
        return (kind.Fault(failed) switch
        {
            DatabaseFault.Timeout => DatabaseErrors.TooSlow(query, kind.Name, rows),
            DatabaseFault.Connection when rows > 0 => DatabaseErrors.BrokenOff(query, kind.Name, rows, words),
            DatabaseFault.Connection => DatabaseErrors.Unreachable(query, kind.Name, words),
            DatabaseFault.Credentials => DatabaseErrors.Refused(query, kind.Name, words),
            DatabaseFault.NoDatabase => DatabaseErrors.NoDatabase(query, kind.Name, words),
            DatabaseFault.NoTable => DatabaseErrors.NoTable(query, words, Tables(kind, query, cancellation)),
            DatabaseFault.NoRight => DatabaseErrors.NoRight(query, kind.Name, words),
            _ => DatabaseErrors.QueryRefused(query, kind.Name, words),
        }).Thrown(failed);
    }

    /// <summary>An error of the connection, which the client of MySQL lets through as it is in the middle of a row.</summary>
    public static Exception Explained(
        IDatabaseKind kind, DatabaseQuery query, IOException failed, long rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return DatabaseErrors.BrokenOff(query, kind.Name, rows, FirstLine(failed.Message)).Thrown(failed);
    }

    /// <summary>Asks the server to stop; may be called from any thread.</summary>
    public void Cancel() => command.Cancel();

    public void Dispose()
    {
        // What is still on its way is not wanted: the server is told, rather than read to the end.
        command.Cancel();
        try
        {
            Reader.Dispose();
        }
        catch (Exception ended) when (ended is DbException or IOException)
        {
            // The rows are read or given up by now, and this is about what was to come after them.
        }

        command.Dispose();
        connection.Dispose();
    }

    private static string FirstLine(string words) => words.Split('\n')[0].TrimEnd('\r', '.');

    private static OpenRows Opened(IDatabaseKind kind, DatabaseQuery query, string sql, CancellationToken cancellation)
    {
        var connection = Connection(kind, query);
        DbCommand? command = null;
        try
        {
            connection.OpenAsync(cancellation).GetAwaiter().GetResult();
            kind.Begin(connection);
            command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = Math.Max(1, (int)query.Timeout.TotalSeconds);
            return new OpenRows(connection, command, kind.Run(command, cancellation));
        }
        catch
        {
            command?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    private static DbConnection Connection(IDatabaseKind kind, DatabaseQuery query)
    {
        try
        {
            return kind.Connection(query);
        }
        catch (FormatException malformed)
        {
            throw DatabaseErrors.Malformed(query, malformed.Message).Thrown(malformed);
        }
        catch (ArgumentException malformed)
        {
            // The client's message may quote the address.
            throw DatabaseErrors.Malformed(query, "a part of it is not valid").Thrown(malformed);
        }
    }

    private static bool MayPass(IDatabaseKind kind, DbException failed) =>
        kind.Fault(failed) == DatabaseFault.Connection
        && (failed.IsTransient
            || failed.GetBaseException() is SocketException { SocketErrorCode: not SocketError.HostNotFound } or IOException);

    /// <summary>The tables of the database, for advice; none when they cannot be listed.</summary>
    private static IReadOnlyCollection<string> Tables(IDatabaseKind kind, DatabaseQuery query, CancellationToken cancellation)
    {
        try
        {
            using var connection = kind.Connection(query);
            connection.OpenAsync(cancellation).GetAwaiter().GetResult();
            using var command = connection.CreateCommand();
            command.CommandText = kind.Tables;
            using var reader = command.ExecuteReader();
            var names = new List<string>();
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }

            return names;
        }
        catch (DbException)
        {
            return [];
        }
    }
}
