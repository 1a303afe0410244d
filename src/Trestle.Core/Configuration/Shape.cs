using System.Reflection;
using System.Text.Json.Nodes;

namespace Trestle.Core.Configuration;

/// <summary>
/// What the value of a setting can be. The binder, the reference, the schema and the canonical text all read this description.
/// </summary>
public abstract class Shape
{
    /// <summary>The type of the value.</summary>
    public abstract Type Type { get; }

    /// <summary>What is expected, in words: "a whole number from 1 to 10".</summary>
    public abstract string Words { get; }
}

/// <summary>One value.</summary>
public abstract class ScalarShape : Shape
{
    /// <summary>What is expected instead of a value that is not allowed.</summary>
    internal virtual string Allowed => Words;

    /// <summary>Reads the text of a value.</summary>
    internal abstract Reading Read(string text, bool quoted);

    /// <summary>The value in the canonical text; reading it gives the value again.</summary>
    internal abstract JsonNode Write(object value);

    /// <summary>The JSON schema of the value.</summary>
    internal abstract JsonObject Schema();

    /// <summary>The advice for a text that is not such a value.</summary>
    internal virtual string Advice(string text, bool quoted) => quoted ? "remove the quotes" : "write the value in this form";
}

/// <summary>
/// The result of reading a text: a value, or null when it is not valid; <paramref name="Outside"/> when it is not allowed; <paramref
/// name="Present"/> is the present word for one written in its old form.
/// </summary>
internal readonly record struct Reading(object? Value, bool Outside = false, string? Present = null);

/// <summary>Values of one shape, in order. A single value is a list of one.</summary>
public sealed class ListShape : Shape
{
    internal ListShape(Shape item, int least) => (Item, Least, Type) = (item, least, typeof(IReadOnlyList<>).MakeGenericType(item.Type));

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <summary>What each item can be.</summary>
    public Shape Item { get; }

    /// <summary>Smallest number of items.</summary>
    public int Least { get; }

    /// <inheritdoc/>
    public override string Words => $"a list{(Least > 0 ? $" of at least {Least}" : "")}, each item {Item.Words}";
}

/// <summary>Values of one shape, by names that the user chooses.</summary>
public sealed class MapShape : Shape
{
    internal MapShape(Shape item, int least) =>
        (Item, Least, Type) = (item, least, typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), item.Type));

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <summary>What each value can be.</summary>
    public Shape Item { get; }

    /// <summary>Smallest number of entries.</summary>
    public int Least { get; }

    /// <inheritdoc/>
    public override string Words =>
        $"{(Word is null ? "" : $"{Word}, or ")}names{(Least > 0 ? $" (at least {Least})" : "")}, for each {Item.Words}";

    /// <summary>A word that may stand for a map of numbers; null where none may.</summary>
    public string? Word { get; init; }
}

/// <summary>A record of settings.</summary>
public sealed class RecordShape : Shape
{
    internal RecordShape(Type type, string name) => (Type, Name) = (type, name);

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <summary>
    /// A unique name of the record: the type's in kebab-case, for a catalogue's entry <c>noun.entry</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>What the record is for, when its type has a description; else empty.</summary>
    public string Description { get; internal init; } = "";

    /// <summary>The settings in the order of their declaration.</summary>
    public IReadOnlyList<Setting> Settings { get; internal set; } = [];

    /// <summary>The records whose settings are inlined into this one, by the property that holds them.</summary>
    internal IReadOnlyList<(PropertyInfo Property, RecordShape Record)> Inlined { get; set; } = [];

    /// <summary>Whether a plain text may replace the record.</summary>
    public bool HasShortForm => FromText is not null;

    /// <summary>Makes the record from its short form.</summary>
    internal Func<string, object>? FromText { get; init; }

    /// <inheritdoc/>
    public override string Words =>
        $"settings ({string.Join(", ", Settings.Select(setting => setting.Key))})"
        + (HasShortForm ? ", or a text as their short form" : "");

    internal Setting? Find(string key) => Settings.FirstOrDefault(setting => setting.Key == key);

    /// <summary>The setting that had this key in an earlier version.</summary>
    internal Setting? FindFormer(string key) => Settings.FirstOrDefault(setting => setting.FormerKeys.Contains(key));

    /// <summary>A record with its defaults, and one for each that is inlined.</summary>
    internal object New()
    {
        var made = Activator.CreateInstance(Type)!;
        foreach (var (property, record) in Inlined)
        {
            property.SetValue(made, record.New());
        }

        return made;
    }
}

/// <summary>One of several records, by name: <c>clip: {columns: [age]}</c>, or only <c>trim</c>.</summary>
public sealed class ChoiceShape : Shape
{
    internal ChoiceShape(Type type, string noun) => (Type, Noun) = (type, noun);

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <summary>What one of them is called: "step".</summary>
    public string Noun { get; }

    /// <summary>The records by name, ordered by name.</summary>
    public IReadOnlyDictionary<string, RecordShape> Entries { get; internal set; } = new Dictionary<string, RecordShape>();

    /// <summary>Names here by the names that other tools have.</summary>
    internal IReadOnlyDictionary<string, string> Elsewhere { get; set; } = new Dictionary<string, string>();

    /// <summary>Present names by names of earlier versions.</summary>
    internal IReadOnlyDictionary<string, string> Former { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string Words => Wording.A(Noun);
}

/// <summary>One setting of a record.</summary>
public sealed record Setting
{
    /// <summary>The name in the file, in kebab-case.</summary>
    public required string Key { get; init; }

    /// <summary>What the setting does.</summary>
    public required string Description { get; init; }

    /// <summary>An example of a value in the file, or null.</summary>
    public string? Example { get; init; }

    /// <summary>What the value can be.</summary>
    public required Shape Shape { get; init; }

    /// <summary>Whether the file must have it.</summary>
    public required bool Required { get; init; }

    /// <summary>Whether <c>null</c> is allowed.</summary>
    public required bool Nullable { get; init; }

    /// <summary>The value when the file does not have it; null for a required one.</summary>
    public required object? Default { get; init; }

    /// <summary>Whether the default is the type's own end, which stands for "no limit".</summary>
    public bool Unlimited =>
        Default is int.MaxValue or long.MaxValue or double.MaxValue or double.PositiveInfinity
            or ByteSize { Bytes: long.MaxValue } or TimeSpan { Ticks: long.MaxValue };

    /// <summary>Keys of the same section in earlier versions.</summary>
    internal IReadOnlyList<string> FormerKeys { get; init; } = [];

    /// <summary>Paths from the root in earlier versions.</summary>
    internal IReadOnlyList<string> FormerPaths { get; init; } = [];

    /// <summary>The properties that lead from the record to the value: one, or more through inlined records.</summary>
    public required IReadOnlyList<PropertyInfo> Path { get; init; }

    /// <summary>The value in a record.</summary>
    public object? Get(object record) => Path.Aggregate((object?)record, (at, property) => property.GetValue(at));

    /// <summary>Sets the value in a record made by <see cref="RecordShape.New"/>.</summary>
    internal void Set(object record, object? value) =>
        Path[^1].SetValue(Path.SkipLast(1).Aggregate((object?)record, (at, property) => property.GetValue(at)), value);
}

/// <summary>Helpers for wording.</summary>
internal static class Wording
{
    /// <summary>The noun with its article.</summary>
    public static string A(string noun) => $"{("aeiou".Contains(noun[0]) ? "an" : "a")} {noun}";
}
