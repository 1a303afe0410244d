namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with tables that are put one under the other.</summary>
internal static class UnionErrors
{
    public static Problem OnePart(string where) => new(
        "TR0540", "a union of one table", "two tables or more", where, "name the other one, or read the table itself");

    public static Problem UnknownPart(string part, IReadOnlyCollection<string> tables, string where) => new(
        "TR0541", $"a union with '{part}'", "other tables under sources, each once, which are not the main one and no unions themselves",
        where,
        tables.Count == 0 ? $"name it: sources: {{{part}: …}}" : Nearest.Advice(part, tables));

    public static Problem PartColumns(string part, string union, string where) => new(
        "TR0542", $"what is known of columns of '{part}', which is a part of '{union}'",
        "settings of the columns of the whole union", where,
        union == TableSource.Main ? "move columns, private, ignore and null-tokens to the top of the file"
            : $"move columns, private, ignore and null-tokens to sources.{union}");

    public static Problem OriginTaken(string origin, string table, string where) => new(
        "TR0543", $"the table '{table}' has a column '{origin}' already, which is to say where a row is from",
        "a name that no column of the tables has", where, "choose another name for origin");

    public static Problem OriginAlone(string where) => new(
        "TR0544", "origin without union", "the tables that a row can be from, in union", where, "add union, or remove origin");

    /// <summary>What is wrong with the unions of a configuration, whatever the tables hold.</summary>
    internal static IEnumerable<Problem> Of(
        SourceSettings? source, IReadOnlyDictionary<string, TableSource> sources, Func<string, string> where)
    {
        var all = sources.Select(entry => (Place: $"sources.{entry.Key}", entry.Key, entry.Value.From));
        foreach (var (place, name, from) in source is null ? all : all.Append((Place: "source", Key: TableSource.Main, From: source)))
        {
            if (from.Origin is not null && from.Union.Count == 0)
            {
                yield return OriginAlone(where($"{place}.origin"));
            }

            if (from.Union.Count == 1)
            {
                yield return OnePart(where($"{place}.union"));
            }

            string[] possible =
            [
                .. sources.Where(other => other.Key != name && other.Key != TableSource.Main && other.Value.From.Union.Count == 0)
                    .Select(other => other.Key),
            ];
            foreach (var part in from.Union.Where((part, i) => !possible.Contains(part) || from.Union.Take(i).Contains(part)))
            {
                yield return UnknownPart(part, possible, where($"{place}.union"));
            }

            foreach (var part in from.Union.Where(part => sources.TryGetValue(part, out var own) && own.SaysColumns))
            {
                yield return PartColumns(part, name, where($"sources.{part}"));
            }
        }
    }
}
