using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Databases;

namespace Trestle.Stages.Ingest;

/// <summary>A table of a database.</summary>
public sealed record DatabaseSettings
{
    [Setting(
        "Database instead of files: postgres://, mysql:// (MariaDB, too), or a file as sqlite:data/x.db or duckdb:data/x.duckdb.",
        Example = "${DATABASE_URL}")]
    public DatabaseAddress? Connection { get; init; }

    [Setting("Database: password of the user in 'connection', unless the variable of 'connection' holds it.", Example = "${DB_PASSWORD}")]
    public Secret? Password { get; init; }

    [Setting("Database: the table or view to read, with its schema if need be.", Example = "public.customers")]
    [MinLength(1)]
    public string? Table { get; init; }

    [Setting("Database: a query in the database's own SQL, instead of 'table'.", Example = "SELECT * FROM customers WHERE country = 'CH'")]
    [MinLength(1)]
    public string? Query { get; init; }

    [Setting("Database: the columns to read; no others leave the database (default: all).", Example = "[id, amount, updated_at]")]
    public IReadOnlyList<string> Select { get; init; } = [];

    [Setting(
        "Database: a query for one value that changes whenever the rows do; while it is the same, the rows are not read again (default: a "
            + "server's rows are read on every run).",
        Example = "SELECT max(updated_at) FROM customers")]
    [MinLength(1)]
    public string? Version { get; init; }

    /// <summary>Whether any setting of a database is set.</summary>
    internal bool IsSet => Connection is not null || Password is not null || Table is not null || Query is not null || Version is not null
        || Select.Count > 0;

    /// <summary>What to read, with paths relative to a folder.</summary>
    internal DatabaseQuery Of(string folder, TimeSpan? timeout) => new(Connection!, folder)
    {
        Password = Password?.Reveal(),
        Table = Table,
        Sql = Query,
        Columns = Select,
        Timeout = timeout ?? TimeSpan.FromMinutes(10),
    };
}
