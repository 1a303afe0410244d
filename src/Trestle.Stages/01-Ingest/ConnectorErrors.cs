namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with the settings that say where rows are.</summary>
internal static class ConnectorErrors
{
    public static Problem NoPlace(string where) => new(
        "TR2340", "the source names no place", "files in 'path', addresses in 'url', or a database in 'connection'", where,
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
        "TR2345", $"the path '{path}' next to objects of a store", "a path like s3://bucket/folder/*.parquet", where,
        "name either files or objects in one source");

    public static Problem AddressAsPath(string where) => new(
        "TR2346", "an address in 'path'", "files of this machine, or objects of a store", where, "write addresses in 'url' under source");
}
