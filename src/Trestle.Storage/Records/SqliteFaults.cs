using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>What SQLite's result codes (sqlite.org/rescode.html) mean to a person.</summary>
internal static class SqliteFaults
{
    /// <summary>What a database in one file must be.</summary>
    public const string Expected = "a SQLite database of this version that is writable";

    private const string Recover = "trestle models recover: it sets the file aside and registers the packages of the project again";
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
            Unusable(file, "another process keeps it locked", "wait for that process or end it, then run again"),
        { SqliteErrorCode: ReadOnly or CannotOpen } sqlite => StorageErrors.Unwritable(file, sqlite.Message),
        { SqliteErrorCode: Full } => StorageErrors.DiskFull(file),
        { SqliteErrorCode: Corrupt or NotADatabase } => Unusable(file, "it is damaged or not a SQLite database", Recover),
        { } sqlite => Unusable(file, sqlite.Message, $"check the disk; if that does not help, {Recover}"),
        null => null,
    };

    /// <summary>Whether the file is damaged: nobody can use it any more.</summary>
    public static bool IsDamage(Exception exception) => Sqlite(exception)?.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Whether another process has written a value that must be unique.</summary>
    public static bool IsTaken(DbUpdateException exception) =>
        Sqlite(exception)?.SqliteExtendedErrorCode is UniqueConstraint or PrimaryKeyConstraint;

    private static Problem Unusable(string file, string reason, string advice) =>
        StorageErrors.RecordsUnusable(file, reason, Expected, advice);

    private static SqliteException? Sqlite(Exception? exception) =>
        exception is null ? null : exception as SqliteException ?? Sqlite(exception.InnerException);
}
