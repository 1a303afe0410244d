namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with the settings that say where rows are.</summary>
internal static class ConnectorErrors
{
    public static Problem NoPlace(string where) => new(
        "TR2340", "the source does not say where the data is",
        "files in 'path', addresses in 'url', a database in 'connection', or a program",
        where,
        "write 'source: data/table.csv', or the settings of a database under source");

    public static Problem SeveralPlaces(IReadOnlyCollection<string> named, string where) => new(
        "TR2341", $"the source names several places: {string.Join(" and ", named)}", "one of them", where,
        "keep the one that the rows are to come from");

    public static Problem NoConnection(string where) => new(
        "TR2342", "a setting of a database without a database", "the database in 'connection'", where,
        "add 'connection: ${DATABASE_URL}', or remove password, table, query and version under source");

    public static Problem TableOrQuery(bool both, string where) => new(
        "TR2343", both ? "a table and a query" : "a database without a table and a query", "either 'table' or 'query'", where,
        both ? "remove one of them" : "add 'table: name', or 'query: SELECT …'");

    public static Problem NoAddress(string where) => new(
        "TR2344", "a setting of an address without an address", "the address in 'url'", where,
        "add 'url: https://…', or remove headers, items and paging under source");

    public static Problem NotAnObject(string path, string where) => new(
        "TR2345", $"the path '{path}' next to objects of a store",
        "a path like s3://bucket/folder/*.parquet or azure://account/container/folder/*.parquet", where,
        "name either files or objects in one source");

    public static Problem AddressAsPath(string where) => new(
        "TR2346", "an address in 'path'", "files of this machine, or objects of a store", where, "write addresses in 'url' under source");

    public static Problem NotStarted(string program, string reason, string where) => new(
        "TR2347", $"the program '{program}' cannot be started: {reason}", "a program that this machine can run", where,
        "give its path relative to the project (tools/export.sh), or a name that is on the search path (python3)");

    public static Problem ProgramFailed(string program, int exitCode, string lastLines, string where) => new(
        "TR2348", $"the program '{program}' ended with exit code {exitCode}{(lastLines.Length == 0 ? "" : ": ")}{lastLines}", "exit code 0",
        where, "run it by hand in the project's folder to see all that it prints");

    public static Problem ProgramStopped(string program, string limit, string where) => new(
        "TR2349", $"the program '{program}' was ended: {limit}", "a program that ends, and prints a table", where,
        "make it faster or its table smaller, or raise timeout or size-limit under source");
}
