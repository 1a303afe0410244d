namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with the tables of a project.</summary>
internal static class TablesErrors
{
    public static Problem NoSource(string file) => new(
        "TR2360", "neither source nor sources", "where the data comes from", file,
        "name one table (source: data.csv), or several (sources: {main: data.csv, planes: planes.csv})");

    public static Problem Both(string where) => new(
        "TR2361", "both source and sources", "one of them", where,
        $"move the source to sources.{TableSource.Main}, or remove sources");

    public static Problem NoMain(IReadOnlyCollection<string> names, string where) => new(
        "TR2362", $"sources without a table '{TableSource.Main}': {string.Join(", ", names)}",
        $"a table '{TableSource.Main}', whose rows are learned and predicted", where,
        Nearest.To(TableSource.Main, names) is { } near ? $"did you mean '{near}'?" : $"add sources.{TableSource.Main}");

    public static Problem BadName(string name, string where) => new(
        "TR2363", $"a table named '{name}'", "a name of 1 to 64 letters, digits, '-' and '_'", where,
        "choose another name; it becomes part of file names");

    public static Problem MainColumns(string where) => new(
        "TR2364", $"columns of the main table under sources.{TableSource.Main}",
        "settings of the main table's columns at the top of the file", where,
        "move columns, private, ignore and null-tokens to the top of the file");

    public static Problem NoRows(string table, string file) => new(
        "TR2365", $"the table '{table}' has a header and no rows", "rows", file, "check that the right file was exported");

    /// <summary>What is wrong with the sources of a configuration, whatever they hold.</summary>
    internal static IEnumerable<Problem> Of(
        SourceSettings? source, IReadOnlyDictionary<string, TableSource> sources, Func<string, string> where, string file)
    {
        if (source is null && sources.Count == 0)
        {
            yield return NoSource(file);
        }
        else if (source is not null && sources.Count > 0)
        {
            yield return Both(where("sources"));
        }
        else if (source is null && !sources.ContainsKey(TableSource.Main))
        {
            yield return NoMain([.. sources.Keys], where("sources"));
        }

        foreach (var name in sources.Keys.Where(name => name.Length is 0 or > 64
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !char.IsAsciiLetterOrDigit(name[0])))
        {
            yield return BadName(name, where($"sources.{name}"));
        }

        if (sources.TryGetValue(TableSource.Main, out var main) && main.SaysColumns)
        {
            yield return MainColumns(where($"sources.{TableSource.Main}"));
        }
    }
}
