using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Ingest;

/// <summary>One of several tables: where its rows come from, and what is known about its columns.</summary>
public sealed record TableSource
{
    /// <summary>The name of the table whose rows are learned and predicted.</summary>
    public const string Main = "main";

    /// <summary>Where the rows of the tables other than the main one come from, by name, and which of their columns are private.</summary>
    public static Section<IReadOnlyDictionary<string, TableSource>> Sources { get; } = new("sources");

    /// <summary>What is known about the columns of the tables other than the main one, by name of the table.</summary>
    public static Section<IReadOnlyDictionary<string, TableSource>> Tables { get; } = new("tables");

    /// <summary>Where its rows come from.</summary>
    [Inline]
    public required SourceSettings From { get; init; }

    [Setting("What is known about individual columns of this table, by name; for the main table, set columns at the top of the file.",
        Example = "{zip: {type: text}}")]
    public IReadOnlyDictionary<string, ColumnSettings> Columns { get; init; } = new Dictionary<string, ColumnSettings>();

    [Setting("Columns of this table whose values are never printed, logged or shown in error messages.", Example = "[email]")]
    public IReadOnlyList<string> Private { get; init; } = [];

    [Setting("Columns of this table that are not checked and cannot be joined.", Example = "[comment]")]
    public IReadOnlyList<string> Ignore { get; init; } = [];

    [Setting("Texts that mean 'no value' in this table; case and surrounding white space are ignored.", Example = "[\"\", NA, \"?\"]")]
    public IReadOnlyList<string>? NullTokens { get; init; }

    /// <summary>A path alone is short for the section.</summary>
    [ShortForm]
    public static TableSource FromText(string path) => new() { From = SourceSettings.FromText(path) };

    /// <summary>The source of a table, with those of the tables that it is made of.</summary>
    internal static SourceSettings Whole(SourceSettings source, IReadOnlyDictionary<string, TableSource> sources) => source with
    {
        Parts =
        [
            .. source.Union.Concat(source.Tables).Where(sources.ContainsKey).Select(name => KeyValuePair.Create(
                name, sources[name].From is { IsMade: true } made
                    ? sources[name] with { From = Whole(made, Without(sources, name)) } : sources[name])),
        ],
    };

    private static Dictionary<string, TableSource> Without(IReadOnlyDictionary<string, TableSource> sources, string name) =>
        sources.Where(source => source.Key != name).ToDictionary(source => source.Key, source => source.Value, StringComparer.Ordinal);

    /// <summary>The tables other than the main one, without those that are only parts of a union.</summary>
    internal static IReadOnlyDictionary<string, TableSource> Others(IReadOnlyDictionary<string, TableSource> sources)
    {
        var parts = sources.Values.SelectMany(source => source.From.Union).ToHashSet(StringComparer.Ordinal);
        return sources.Where(source => source.Key != Main && !parts.Contains(source.Key)).ToDictionary(
            source => source.Key, source => source.Value with { From = Whole(source.Value.From, sources) }, StringComparer.Ordinal);
    }

    /// <summary>The settings of its columns, as those of a main table without a target.</summary>
    internal TableSettings Settings => new()
    {
        Target = "",
        Private = Private,
        Ignore = Ignore,
        NullTokens = NullTokens,
        Columns = Columns,
    };

    /// <summary>Whether something is said of its columns.</summary>
    internal bool SaysColumns => Columns.Count > 0 || Private.Count > 0 || Ignore.Count > 0 || NullTokens is not null;
}
