using Npgsql;

namespace Trestle.Storage.Records;

/// <summary>Connections written as URLs (postgresql.org/docs, section 34.1.1.2), which Npgsql does not read.</summary>
internal static class PostgresUrl
{
    /// <summary>A URL as a connection string; other text unchanged. An <see cref="ArgumentException"/> when it is malformed.</summary>
    public static string ToConnectionString(string connection)
    {
        if (!connection.StartsWith("postgresql://", StringComparison.Ordinal)
            && !connection.StartsWith("postgres://", StringComparison.Ordinal))
        {
            return connection;
        }

        if (!Uri.TryCreate(connection, UriKind.Absolute, out var url))
        {
            throw new ArgumentException("not a URL", nameof(connection));
        }

        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)))
        {
            var value = Uri.UnescapeDataString(parameter[^1]);
            builder[parameter[0] == "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(parameter[0])] = parameter[0] == "sslmode"
                ? value.Replace("-", "", StringComparison.Ordinal)
                : value;
        }

        return builder.ToString();
    }
}
