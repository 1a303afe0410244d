using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// A name in the objects of a JSON file, and what stood behind it: the fields of an object within are its children. Made while the file
/// is read for the first time; then it knows the columns that it becomes.
/// </summary>
internal sealed class JsonField
{
    /// <summary>An object with more names than this is taken for a map, whose names are values, and is kept as JSON.</summary>
    public const int MostFields = 500;

    private readonly int depth;
    private readonly List<JsonField> children = [];
    private readonly Dictionary<string, JsonField> byName = new(StringComparer.Ordinal);
    private byte[] utf8Name = [];
    private int expected;
    private long lastRecord = -1;
    private SourceType seen = SourceType.Empty;

    private JsonField(string name, int depth)
    {
        Name = name;
        this.depth = depth;
    }

    /// <summary>The objects themselves.</summary>
    public static JsonField Root() => new("", 0);

    /// <summary>The name of the column, with those of the objects around it in front.</summary>
    public string Name { get; }

    /// <summary>The position of its column in the file; -1 when only its children are columns.</summary>
    public int Column { get; private set; } = -1;

    /// <summary>Whether objects are kept as JSON instead of becoming columns.</summary>
    public bool KeepsObjects { get; private set; }

    /// <summary>What its values are; those of objects do not count, unless they are kept.</summary>
    public SourceType Type => KeepsObjects ? TypedUnion.Common(seen, SourceType.Json) : seen;

    /// <summary>Whether its values need text because they are of different types.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>Whether some value was a list of objects or lists.</summary>
    public bool HoldsRows { get; private set; }

    /// <summary>The names within, in order of their first appearance.</summary>
    public IReadOnlyList<JsonField> Children => children;

    /// <summary>Notes what is behind a name; <paramref name="reader"/> is left at its end.</summary>
    public void See(ref Utf8JsonReader reader, long number, JsonRecords records)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when !KeepsObjects && depth <= ParquetColumn.MostDepth:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var child = Child(reader, number, records);
                    reader.Read();
                    child.See(ref reader, number, records);
                }

                KeepsObjects = children.Count > MostFields && depth > 0;
                return;
            case JsonTokenType.StartObject:
                KeepsObjects = true;
                Skip(ref reader, records);
                return;
            case JsonTokenType.StartArray:
                Add(SourceType.Json);
                HoldsRows |= BeginsWithRow(reader);
                Skip(ref reader, records);
                return;
            default:
                Check(reader, records);
                Add(Scalar(reader));
                return;
        }
    }

    /// <summary>The columns in order, which this field and its children become; numbers them.</summary>
    public IEnumerable<JsonField> Columns(int next)
    {
        var own = depth > 0 && (seen != SourceType.Empty || children.Count == 0 || KeepsObjects);
        Column = own ? next++ : -1;
        IEnumerable<JsonField> columns = own ? [this] : [];
        foreach (var child in KeepsObjects ? [] : children)
        {
            JsonField[] within = [.. child.Columns(next)];
            next += within.Length;
            columns = columns.Concat(within);
        }

        return columns;
    }

    /// <summary>The child whose name is the current token. Objects mostly have their names in one order.</summary>
    public JsonField Child(in Utf8JsonReader reader, long number, JsonRecords records)
    {
        if (expected < children.Count && reader.ValueTextEquals(children[expected].utf8Name))
        {
            return children[expected++].Once(number, records);
        }

        var name = Text(reader, records);
        if (!byName.TryGetValue(name, out var child))
        {
            child = new JsonField(depth == 0 ? name : $"{Name}.{name}", depth + 1) { utf8Name = Encoding.UTF8.GetBytes(name) };
            byName.Add(name, child);
            children.Add(child);
        }

        expected = children.IndexOf(child) + 1;
        return child.Once(number, records);
    }

    /// <summary>Begins with the first name again.</summary>
    public void Rewind() => expected = 0;

    /// <summary>A text of JSON; one with half a character in it is refused.</summary>
    public static string Text(in Utf8JsonReader reader, JsonRecords records)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw records.Refused("a text is not valid Unicode");
        }
    }

    private static void Skip(ref Utf8JsonReader reader, JsonRecords records)
    {
        for (var depth = reader.CurrentDepth; reader.Read() && reader.CurrentDepth > depth;)
        {
            Check(reader, records);
        }
    }

    private static void Check(in Utf8JsonReader reader, JsonRecords records)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            && (reader.ValueIsEscaped || !Utf8.IsValid(reader.ValueSpan)))
        {
            Text(reader, records);
        }
    }

    private JsonField Once(long number, JsonRecords records)
    {
        if (lastRecord == number)
        {
            throw records.Refused($"the name '{Name}' occurs twice in one object");
        }

        lastRecord = number;
        expected = 0;
        return this;
    }

    private void Add(SourceType type)
    {
        var common = TypedUnion.Common(seen, type);
        IsMixed |= common == SourceType.Text && common != (seen == SourceType.Empty ? type : seen);
        IsMixed |= seen == SourceType.Text && type is not (SourceType.Text or SourceType.Empty);
        seen = common;
    }

    private static SourceType Scalar(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => SourceType.Empty,
        JsonTokenType.True or JsonTokenType.False => SourceType.Boolean,
        JsonTokenType.Number => IsExact(reader) ? SourceType.Number : SourceType.Digits,
        _ => SourceType.Text,
    };

    /// <summary>Whether a double holds the number; one with a fraction or an exponent counts as measured, not as counted.</summary>
    private static bool IsExact(in Utf8JsonReader reader)
    {
        const long Most = 1L << 53;
        const int Safe = 15;
        var digits = reader.ValueSpan;
        return digits.Length <= Safe
            || digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
            || (reader.TryGetInt64(out var whole) && whole is >= -Most and <= Most);
    }

    private static bool BeginsWithRow(Utf8JsonReader list) =>
        list.Read() && list.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
}
