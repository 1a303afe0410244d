using System.Data.Common;

namespace Trestle.Storage.Tables.Databases;

/// <summary>The parts of an address of a database on a server.</summary>
internal sealed record DatabaseUrl(string Host, int Port, string? User, string? Password, string Database)
{
    /// <summary>Parameters after the question mark.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    /// <summary>The parts; a <see cref="FormatException"/> says what is wrong without quoting the address.</summary>
    public static DatabaseUrl Of(DatabaseQuery query, int defaultPort)
    {
        if (!Uri.TryCreate(query.Address.Reveal(), UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new FormatException("it is no URL with a host");
        }

        var user = url.UserInfo.Split(':', 2);
        var name = Uri.UnescapeDataString(url.AbsolutePath.Trim('/'));
        return new DatabaseUrl(
            url.IdnHost, url.Port > 0 ? url.Port : defaultPort, user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            query.Password ?? (user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null), name)
        {
            Parameters =
            [
                .. url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
                    .Select(pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[^1]))),
            ],
        };
    }

    /// <summary>Sets the parameters, with the names that URLs have for some of them.</summary>
    public void Apply(DbConnectionStringBuilder builder, IReadOnlyDictionary<string, string> names)
    {
        foreach (var (name, value) in Parameters)
        {
            var known = names.GetValueOrDefault(name, name);
            try
            {
                builder[known] = name.Contains("ssl", StringComparison.OrdinalIgnoreCase)
                    ? value.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
                    : value;
            }
            catch (Exception unknown) when (unknown is ArgumentException or KeyNotFoundException or FormatException or InvalidCastException)
            {
                throw new FormatException($"the client does not know the parameter '{name}', or not this value of it", unknown);
            }
        }
    }
}
