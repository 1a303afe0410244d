using Trestle.Storage.Tables.Increments;

namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with sources that grow.</summary>
internal static class IncrementErrors
{
    public static Problem NoWatermark(string where) => new(
        "TR2355", "key or lateness without a watermark", "the column that grows, in 'watermark'", where,
        "add 'watermark: updated_at', or remove them under source");

    public static Problem NotGrowing(string where) => new(
        "TR2356", "a watermark of a source that is read as a whole", "local files, or a database that is not part of a union",
        where, "remove watermark, or write the rows to files first");

    public static Problem NoColumn(string setting, string column, IReadOnlyCollection<string> columns, string where) => new(
        "TR2357", $"there is no column '{column}', which '{setting}' names", "a column of the source", where,
        Nearest.Advice(column, columns));

    public static Problem NoOrder(string column, WatermarkKind kind, string where) => new(
        "TR2358", kind == WatermarkKind.Text
            ? $"the watermark '{column}' holds texts that are neither whole numbers nor times as in ISO 8601"
            : $"the watermark '{column}' holds numbers in a column of texts, where the database puts 10 before 9",
        "a column that the database can compare with the largest value: numbers, dates or times", where,
        "choose another column, or make one in a query: query: SELECT *, CAST(… AS timestamp) AS changed FROM …");

    public static Problem NoTime(string column, WatermarkKind kind, string where) => new(
        "TR2359", $"lateness of the watermark '{column}', which holds {(kind == WatermarkKind.Text ? "texts" : "numbers")}",
        "a watermark of times", where, "remove lateness, or choose a column of times");

    /// <summary>What is wrong in a configuration, whatever the tables hold.</summary>
    internal static IEnumerable<Problem> Of(
        SourceSettings? source, IReadOnlyDictionary<string, TableSource> sources, Func<string, string> where)
    {
        var parts = sources.Values.SelectMany(table => table.From.Union).ToHashSet(StringComparer.Ordinal);
        var all = sources.Select(entry => (Place: $"sources.{entry.Key}", Name: entry.Key, entry.Value.From));
        foreach (var (place, name, from) in source is null ? all : all.Append((Place: "source", Name: "", From: source)))
        {
            if (from.Increment.NeedsWatermark)
            {
                yield return NoWatermark(where(place));
            }

            if (from.Increment.Watermark is not null && (parts.Contains(name) || (!from.IsLocal && from.Database.Connection is null)))
            {
                yield return NotGrowing(where($"{place}.watermark"));
            }
        }
    }
}
