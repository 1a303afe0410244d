namespace Trestle.Core.Configuration;

/// <summary>A setting that was elsewhere in the file in earlier versions.</summary>
/// <param name="From">The old path from the root, key by key.</param>
/// <param name="To">The present path.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Section">The record that contained it.</param>
internal sealed record Move(string[] From, string[] To, Setting Setting, RecordShape Section)
{
    /// <summary>The old path as a text.</summary>
    public string OldPath => string.Join('.', From);

    /// <summary>The present path as a text.</summary>
    public string Path => string.Join('.', To);

    /// <summary>All moves below a root record. An old path that does not lead to a section is a programming error.</summary>
    public static IReadOnlyList<Move> Of(RecordShape root) =>
    [
        .. from found in Below(root, [], [])
           from old in found.Setting.FormerPaths
           let path = old.TrimStart('.').Split('.')
           select new Move(path, found.Path, found.Setting, SectionOf(root, path)),
    ];

    private static IEnumerable<(string[] Path, Setting Setting)> Below(RecordShape record, string[] path, HashSet<RecordShape> within)
    {
        if (!within.Add(record))
        {
            yield break;
        }

        foreach (var setting in record.Settings)
        {
            string[] here = [.. path, setting.Key];
            yield return (here, setting);
            foreach (var deeper in setting.Shape is RecordShape section ? Below(section, here, within) : [])
            {
                yield return deeper;
            }
        }

        within.Remove(record);
    }

    private static RecordShape SectionOf(RecordShape root, string[] from)
    {
        var section = from[..^1].Aggregate((RecordShape?)root, (record, key) => record?.Find(key)?.Shape as RecordShape);
        return section is not null && section.Find(from[^1]) is null
            ? section
            : throw new InvalidOperationException(
                $"'{string.Join('.', from)}' cannot be an old path: its section is gone, or the name is in use");
    }
}
