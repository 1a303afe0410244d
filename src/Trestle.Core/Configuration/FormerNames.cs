namespace Trestle.Core.Configuration;

/// <summary>Replaces old names in a file by the present ones, and keeps a notice of each.</summary>
internal sealed class FormerNames(Mistakes mistakes)
{
    private readonly List<(SourcePosition At, string Text)> notices = [];

    /// <summary>The notices in the order of the file.</summary>
    public IReadOnlyList<string> Notices => [.. notices.OrderBy(notice => notice.At).Select(notice => notice.Text)];

    /// <summary>Notes that an old name was read.</summary>
    public void Note(SourcePosition at, string old, string present) =>
        notices.Add((at, $"{at.File}:{at.Line}: '{old}' is now called '{present}'; the old name is still read"));

    /// <summary>The entries of one section under their present keys.</summary>
    public IReadOnlyList<YamlEntry> Renamed(RecordShape shape, IReadOnlyList<YamlEntry> entries)
    {
        var renamed = new List<YamlEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (shape.FindFormer(entry.Key) is not { } setting)
            {
                renamed.Add(entry);
            }
            else if ((Named(entries, setting.Key) ?? Named(renamed, setting.Key)) is { } other)
            {
                mistakes.Add(entry.At, ConfigurationErrors.BothNames(entry.At, entry.Key, setting.Key, other.At));
            }
            else
            {
                Note(entry.At, entry.Key, setting.Key);
                renamed.Add(entry with { Key = setting.Key });
            }
        }

        return renamed;
    }

    /// <summary>The document with each setting at an old path moved to its present one.</summary>
    public YamlMap Moved(RecordShape root, YamlMap document) => Move.Of(root).Aggregate(document, Apply);

    private YamlMap Apply(YamlMap document, Move move)
    {
        if (Find(document, move.From) is not { } entry)
        {
            return document;
        }

        var rest = Without(document, move.From);
        if (Occupant(rest, move.To) is { } other)
        {
            mistakes.Add(entry.At, ConfigurationErrors.BothNames(entry.At, move.OldPath, move.Path, other.At));
            return rest;
        }

        Note(entry.At, move.OldPath, move.Path);
        return With(rest, move.To, entry);
    }

    private static YamlEntry? Named(IEnumerable<YamlEntry> entries, string key) => entries.FirstOrDefault(entry => entry.Key == key);

    private static YamlEntry? Find(YamlNode node, ReadOnlySpan<string> path) =>
        node is not YamlMap map || Named(map.Entries, path[0]) is not { } entry ? null
        : path.Length == 1 ? entry
        : Find(entry.Value, path[1..]);

    /// <summary>The node at a path or, if a section on the path is not a map, that section.</summary>
    private static YamlEntry? Occupant(YamlMap map, ReadOnlySpan<string> path) =>
        Named(map.Entries, path[0]) is not { } entry ? null
        : path.Length > 1 && entry.Value is YamlMap inner ? Occupant(inner, path[1..])
        : entry;

    /// <summary>The map without the entry at a path that exists.</summary>
    private static YamlMap Without(YamlMap map, string[] path) => path is [var last]
        ? map with { Entries = [.. map.Entries.Where(entry => entry.Key != last)] }
        : Replace(map, Named(map.Entries, path[0])!, inner => Without(inner, path[1..]));

    /// <summary>The map with an entry at a free path.</summary>
    private static YamlMap With(YamlMap map, string[] path, YamlEntry added) => path is [var last]
        ? map with { Entries = [.. map.Entries, added with { Key = last }] }
        : Named(map.Entries, path[0]) is { } section ? Replace(map, section, inner => With(inner, path[1..], added))
        : map with { Entries = [.. map.Entries, new YamlEntry(added.At, path[0], With(new YamlMap(added.At, []), path[1..], added))] };

    private static YamlMap Replace(YamlMap map, YamlEntry section, Func<YamlMap, YamlMap> change)
    {
        var changed = section with { Value = change((YamlMap)section.Value) };
        return map with { Entries = [.. map.Entries.Select(entry => ReferenceEquals(entry, section) ? changed : entry)] };
    }
}
