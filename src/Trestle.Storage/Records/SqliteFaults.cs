using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>What SQLite's result codes (sqlite.org/rescode.html) mean to a person.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;
    private const int PrimaryKeyConstraint = 1555;
    private const int UniqueConstraint = 2067;

    /// <summary>The problem, or null when it is not one of the database file.</summary>
    public static Problem? Explain(string file, Exception exception) => Sqlite(exception) switch
    {
        { SqliteErrorCode: Constraint } => null,
        { SqliteErrorCode: Busy or Locked } =>
            StorageErrors.RecordsUnusable(file, "another process keeps it locked", "wait for that process or end it, then run again"),
        { SqliteErrorCode: ReadOnly or CannotOpen } sqlite => StorageErrors.Unwritable(file, sqlite.Message),
        { SqliteErrorCode: Full } => StorageErrors.DiskFull(file),
        { SqliteErrorCode: Corrupt or NotADatabase } => StorageErrors.RecordsUnusable(
            file, "it is damaged or not a SQLite database", "move it away: runs start over, packages stay"),
        { } sqlite =>
            StorageErrors.RecordsUnusable(
                file, sqlite.Message, "check the disk; if that does not help, move the file away: runs start over, packages stay"),
        null => null,
    };

    /// <summary>Whether another process has written a value that must be unique.</summary>
    public static bool IsTaken(DbUpdateException exception) =>
        Sqlite(exception)?.SqliteExtendedErrorCode is UniqueConstraint or PrimaryKeyConstraint;

    private static SqliteException? Sqlite(Exception? exception) =>
        exception is null ? null : exception as SqliteException ?? Sqlite(exception.InnerException);
}
