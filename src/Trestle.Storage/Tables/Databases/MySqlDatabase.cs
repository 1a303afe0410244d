using System.Data;
using System.Data.Common;
using System.Globalization;

using MySqlConnector;

namespace Trestle.Storage.Tables.Databases;

/// <summary>MySQL and MariaDB. Statements are prepared, as only then floats come with all their digits.</summary>
internal sealed class MySqlDatabase : IDatabaseKind
{
    private const int DefaultPort = 3306;

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ssl-mode"] = "SSL Mode",
        ["sslmode"] = "SSL Mode",
        ["ssl-ca"] = "SSL CA",
    };

    public string Name => "MySQL or MariaDB";

    public IReadOnlyList<string> Schemes => ["mysql", "mariadb"];

    public string Tables => """
        SELECT CASE WHEN table_schema = database() THEN table_name ELSE concat(table_schema, '.', table_name) END
        FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
        ORDER BY 1 LIMIT 1000
        """;

    public DbConnection Connection(DatabaseQuery query)
    {
        var url = DatabaseUrl.Of(query, DefaultPort);
        var builder = new MySqlConnectionStringBuilder
        {
            Server = url.Host,
            Port = (uint)url.Port,
            UserID = url.User ?? "",
            Password = url.Password ?? "",
            Database = url.Database,
            Pooling = false,
            ApplicationName = "trestle",
            DefaultCommandTimeout = (uint)query.Timeout.TotalSeconds,
            // A number of one digit is not a boolean, a text of 36 characters no UUID, and 0000-00-00 is a value: nothing is to be lost.
            TreatTinyAsBoolean = false,
            GuidFormat = MySqlGuidFormat.None,
            AllowZeroDateTime = true,
        };
        url.Apply(builder, Parameters);
        return new MySqlConnection(builder.ConnectionString);
    }

    public string Quote(string part) => $"`{part.Replace("`", "``", StringComparison.Ordinal)}`";

    public void Begin(DbConnection connection)
    {
        foreach (var sql in new[]
        {
            "SET time_zone = '+00:00'",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        })
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public DatabaseRows Run(DbCommand command, CancellationToken cancellation)
    {
        command.Prepare();
        var reader = (MySqlDataReader)command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation).GetAwaiter().GetResult();
        return new DatabaseRows(reader, [.. Enumerable.Range(0, reader.FieldCount).Select(i => Column(reader, i))]);
    }

    public DatabaseFault Fault(DbException exception) => exception is MySqlException said ? said.ErrorCode switch
    {
        MySqlErrorCode.AccessDenied or (MySqlErrorCode)1698 => DatabaseFault.Credentials,
        MySqlErrorCode.UnknownDatabase or MySqlErrorCode.DatabaseAccessDenied => DatabaseFault.NoDatabase,
        MySqlErrorCode.NoSuchTable => DatabaseFault.NoTable,
        MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied => DatabaseFault.NoRight,
        MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryTimeout or MySqlErrorCode.QueryInterrupted => DatabaseFault.Timeout,
        MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.None or MySqlErrorCode.ServerShutdown => DatabaseFault.Connection,
        _ when said.IsTransient || said.InnerException is IOException => DatabaseFault.Connection,
        _ => DatabaseFault.Query,
    } : DatabaseFault.Connection;

    private static DatabaseColumn Column(MySqlDataReader columns, int at)
    {
        var (name, type) = (columns.GetName(at), columns.GetDataTypeName(at));
        DatabaseColumn Text(SourceType kind, Func<MySqlDataReader, int, string?> read) =>
            new TextColumn(name, kind, (reader, i) => read((MySqlDataReader)reader, i));
        return Type.GetTypeCode(columns.GetFieldType(at)) switch
        {
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 =>
                new NumberColumn(name, (reader, i) => reader.GetInt64(i)),
            TypeCode.Int64 => new WholeColumn(name, (reader, i) => reader.GetInt64(i)),
            TypeCode.UInt64 => new DigitsColumn(
                name, (reader, i) => ((MySqlDataReader)reader).GetUInt64(i).ToString(CultureInfo.InvariantCulture)),
            TypeCode.Decimal => new DigitsColumn(name, (reader, i) => ((MySqlDataReader)reader).GetMySqlDecimal(i).ToString()),
            TypeCode.Single => new NumberColumn(name, (reader, i) => ValueText.Number(reader.GetFloat(i))),
            TypeCode.Double => new NumberColumn(name, (reader, i) => reader.GetDouble(i)),
            TypeCode.String when type == "JSON" => Text(SourceType.Json, (reader, i) => ValueText.Json(reader.GetString(i))),
            TypeCode.String => Text(SourceType.Text, (reader, i) => reader.GetString(i)),
            _ when type is "DATE" or "NEWDATE" => Text(SourceType.Date, (reader, i) => Date(reader.GetMySqlDateTime(i))),
            _ when type == "TIMESTAMP" => Text(SourceType.Date, (reader, i) => Moment(reader.GetMySqlDateTime(i)) + "Z"),
            _ when type == "DATETIME" => Text(SourceType.Date, (reader, i) => Moment(reader.GetMySqlDateTime(i))),
            _ when type == "TIME" => Text(SourceType.Text, (reader, i) => ValueText.Time(reader.GetTimeSpan(i))),
            _ => new BytesColumn(name, (reader, i) => reader.GetFieldValue<byte[]>(i)),
        };
    }

    private static string Date(MySqlDateTime date) => $"{date.Year:0000}-{date.Month:00}-{date.Day:00}";

    private static string Moment(MySqlDateTime moment)
    {
        var text = $"{Date(moment)}T{moment.Hour:00}:{moment.Minute:00}:{moment.Second:00}";
        return moment.Microsecond == 0 ? text : $"{text}.{moment.Microsecond:000000}".TrimEnd('0');
    }
}
