using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Databases;

/// <summary>What can go wrong while a database is read. No password and no connection text is ever in them.</summary>
internal static class DatabaseErrors
{
    public static Problem UnknownScheme(DatabaseQuery query, IReadOnlyCollection<string> known) => new(
        "TR2300", $"the address of the database begins with '{query.Address.Scheme}:'", $"one of: {string.Join(", ", known)}",
        $"{query.Address}", Nearest.Advice(query.Address.Scheme, known));

    public static Problem Malformed(DatabaseQuery query, string reason) => new(
        "TR2301", $"the address of the database cannot be read: {reason}",
        "an address like postgres://user@host:5432/name, or sqlite:folder/file.db", $"{query.Address}",
        "correct it; write special characters in names and passwords as %XX, such as %40 for @");

    public static Problem Unreachable(DatabaseQuery query, string product, string words) => new(
        "TR2302", $"{product} does not answer: {words}", "a server that accepts connections", $"{query.Address}",
        "start the server, or correct host and port; a firewall may be in between");

    public static Problem Refused(DatabaseQuery query, string product, string words) => new(
        "TR2303", $"{product} refuses the user or the password: {words}", "a user that may connect", $"{query.Address}",
        "correct the user in the address, and the variable that holds the password");

    public static Problem NoDatabase(DatabaseQuery query, string product, string words) => new(
        "TR2304", $"{product} cannot open the database: {words}", "a database that exists", $"{query.Address}",
        "correct the name of the database, or the path of its file");

    public static Problem NoTable(DatabaseQuery query, string words, IReadOnlyCollection<string> known) => new(
        "TR2305", words, "a table or a view that this user can see", query.Name,
        known.Count == 0 ? "the database has no tables that this user can see: check the name of the database and the user's rights"
            : Nearest.Advice(query.Table ?? "", known));

    public static Problem NoRight(DatabaseQuery query, string product, string words) => new(
        "TR2306", $"{product} does not allow it: {words}", "a user that may read the table", query.Name,
        "grant the user the right to read (SELECT)");

    public static Problem QueryRefused(DatabaseQuery query, string product, string words) => new(
        "TR2307", $"{product} refuses the query: {words}", "a query that reads rows", query.Name,
        "try the query in the database's own client, and correct it");

    public static Problem BrokenOff(DatabaseQuery query, string product, long rows, string words) => new(
        "TR2308", $"the connection to {product} was lost after {rows} rows: {words}", "all rows", query.Name,
        "run it again; nothing of the broken reading is kept");

    public static Problem TooSlow(DatabaseQuery query, string product, long rows) => new(
        "TR2309", rows == 0 ? $"{product} sent no row in time" : $"{product} sent no further row in time, after {rows} rows",
        $"an answer within {query.Timeout.TotalSeconds:0} seconds", query.Name,
        "set a longer 'timeout' under source, or make the query faster");

    public static Problem NoColumns(DatabaseQuery query) => new(
        "TR2310", "the query gives no rows and no columns", "a query that reads rows, such as SELECT", query.Name, "correct the query");

    public static Problem SeveralStatements(DatabaseQuery query) => new(
        "TR2311", "the query has several statements", "one statement that reads rows", query.Name, "keep the one that gives the rows");
}
