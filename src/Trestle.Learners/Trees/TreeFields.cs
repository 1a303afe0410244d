using System.Globalization;
using System.Numerics;
using System.Text;

using Trestle.Core.Errors;

namespace Trestle.Learners.Trees;

/// <summary>
/// Lines <c>key=value</c> of LightGBM's text format, up to an empty line or the end. No number in the text decides how much is
/// allocated: a list is as long as the text that holds it.
/// </summary>
internal sealed class TreeFields
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> values = new(StringComparer.Ordinal);

    /// <summary>Reads the lines; <paramref name="where"/> names the part in errors.</summary>
    public TreeFields(ReadOnlyMemory<byte> lines, string where)
    {
        Where = where;
        while (lines.Length > 0)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            if (line.Length == 0)
            {
                break;
            }

            var equals = line.Span.IndexOf((byte)'=');
            var key = Encoding.UTF8.GetString(line.Span[..(equals < 0 ? line.Length : equals)]);
            if (equals < 0 || !values.TryAdd(key, line[(equals + 1)..]))
            {
                throw Bad(equals < 0 ? "a line without '='" : "a duplicate key");
            }

            lines = end < 0 ? default : lines[(end + 1)..];
        }
    }

    /// <summary>The part of the text.</summary>
    public string Where { get; }

    /// <summary>Whether there is such a line.</summary>
    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>The text of a line.</summary>
    public string Text(string key) => Encoding.UTF8.GetString(Value(key).Span);

    /// <summary>One whole number within bounds.</summary>
    public int Number(string key, int low, int high)
    {
        var number = Numbers<int>(key, 1)[0];
        return number >= low && number <= high ? number : throw Bad($"'{key}' is out of range");
    }

    /// <summary>Exactly <paramref name="count"/> numbers, separated by single blanks.</summary>
    public T[] Numbers<T>(string key, int count)
        where T : struct, INumber<T>
    {
        var numbers = Numbers<T>(key);
        return numbers.Count == count ? [.. numbers] : throw Bad($"'{key}' has {numbers.Count} numbers instead of {count}");
    }

    /// <summary>The numbers of a line, separated by single blanks.</summary>
    public List<T> Numbers<T>(string key)
        where T : struct, INumber<T>
    {
        var text = Value(key).Span;
        List<T> numbers = [];
        foreach (var range in text.Split((byte)' '))
        {
            numbers.Add(TryParse<T>(text[range], out var number) ? number : throw Bad($"'{key}' has something that is not a number"));
        }

        return numbers;
    }

    /// <summary>The problem with this part of the text.</summary>
    public TrestleException Bad(string reason) => TreeText.Bad(reason, Where);

    /// <summary>Reads a number as printed by C++: infinity and not-a-number have other names than in .NET.</summary>
    private static bool TryParse<T>(ReadOnlySpan<byte> text, out T number)
        where T : struct, INumber<T>
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (typeof(T) != typeof(double))
        {
            return T.TryParse(
                text, typeof(T) == typeof(float) ? style : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        }

        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        double? named = text switch
        {
            _ when text.SequenceEqual("inf"u8) => double.PositiveInfinity,
            _ when text.SequenceEqual("-inf"u8) => double.NegativeInfinity,
            _ when text.SequenceEqual("nan"u8) || text.SequenceEqual("-nan"u8) => double.NaN,
            _ => null,
        };
        number = T.CreateSaturating(named ?? 0);
        return named is not null;
    }

    private ReadOnlyMemory<byte> Value(string key) => values.TryGetValue(key, out var value) ? value : throw Bad($"there is no '{key}'");
}
