using System.Globalization;
using System.Text;

using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Parsing;

using static Trestle.Rows.Expressions.Types;

namespace Trestle.Rows.Expressions;

/// <summary>Functions of texts. Positions and lengths count characters (code points), from 1; the case of letters never counts.</summary>
internal static class TextFunctions
{
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;
    private const string DateFormat = "yyyy-MM-dd";

    public static IEnumerable<Function> All =>
    [
        new("length", Number, [Text], Lift.Of<string, double>(text => Length(text))),
        new("lower", Text, [Text], Lift.Of<string, string>(text => text.ToLowerInvariant())),
        new("upper", Text, [Text], Lift.Of<string, string>(text => text.ToUpperInvariant())),
        new("trim", Text, [Text], Lift.Of<string, string>(text => text.Trim())),
        new("left", Text, [Text, Number], Lift.Of<string, double, string>((text, count) => Part(text, 1, count))),
        new("right", Text, [Text, Number], Lift.Of<string, double, string>(Right)),
        new("substring", Text, [Text, Number], Lift.Of<string, double, string>((text, from) => Part(text, from, double.MaxValue))),
        new("substring", Text, [Text, Number, Number], Lift.Of<string, double, double, string>(Part)),
        Test("contains", (text, part) => text.Contains(part, IgnoreCase)),
        Test("starts_with", (text, part) => text.StartsWith(part, IgnoreCase)),
        Test("ends_with", (text, part) => text.EndsWith(part, IgnoreCase)),
        Test("exact", (text, other) => text.Equals(other, StringComparison.Ordinal)),
        new("replace", Text, [Text, Text, Text], Lift.Of<string, string, string, string>(Replace)),
        new("split_part", Text, [Text, Text, Number], Lift.Of<string, string, double, string>(SplitPart)),
        new("||", Text, [Text, Text], Lift.Of<string, string, string>((a, b) => Joined([a, b]))),
        new("concat", Text, [Text], Concat) { Repeats = true },
        new("text", Text, [Number], Lift.Of<double, string>(PrintNumber.Print)),
        new("text", Text, [Truth], Lift.Of<double, string>(truth => truth != 0 ? "true" : "false")),
        new("text", Text, [Date], Lift.Of<double, string>(PrintDate)),
        new("number", Number, [Text], Lift.Of<string, double>(
            text => ValueParser.TryNumber(text, '.', out var value) ? value : double.NaN)),
        new("number", Number, [Truth], Lift.Of<double, double>(truth => truth)),
        new("boolean", Truth, [Text], Lift.Of<string, double>(
            text => ValueParser.TryBoolean(text, out var truth) ? Lift.Truth(truth) : double.NaN)),
        new("boolean", Truth, [Number], Lift.Of<double, double>(number => Lift.Truth(number != 0))),
    ];

    /// <summary>The number of characters; a pair of surrogates is one.</summary>
    private static int Length(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            length -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return length;
    }

    /// <summary>The characters from a position, at most so many; what lies outside of the text is left out.</summary>
    private static string? Part(string text, double from, double count)
    {
        var first = Math.Ceiling(from);
        var last = Math.Min(first + Math.Floor(count) - 1, text.Length);
        return last < first || last < 1 || first > text.Length ? "" : Cut(text, (int)Math.Max(first, 1) - 1, (int)last);
    }

    private static string? Right(string text, double count) =>
        count < 1 ? "" : Part(text, Math.Max(1, Length(text) - Math.Floor(count) + 1), double.MaxValue);

    /// <summary>The characters from a position, from 0, to before another.</summary>
    private static string Cut(string text, int from, int to)
    {
        var (start, end, at) = (text.Length, text.Length, 0);
        for (var i = 0; i < text.Length; i++, at++)
        {
            start = at == from ? i : start;
            if (at == to)
            {
                end = i;
                break;
            }

            i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 1 : 0;
        }

        return start >= end ? "" : text[start..end];
    }

    private static string? Replace(string text, string old, string by)
    {
        if (old.Length == 0)
        {
            return text;
        }

        var result = new StringBuilder();
        var at = 0;
        for (var found = text.IndexOf(old, IgnoreCase); found >= 0; found = text.IndexOf(old, at, IgnoreCase))
        {
            result.Append(text, at, found - at).Append(by);
            at = found + old.Length;
            if (result.Length > Lift.LongestText)
            {
                return null;
            }
        }

        return at == 0 ? text : Limited(result.Append(text, at, text.Length - at).ToString());
    }

    /// <summary>The part with a number, from 1, of a text that a separator divides; null when there are not so many.</summary>
    private static string? SplitPart(string text, string separator, double number)
    {
        if (separator.Length == 0)
        {
            return number == 1 ? text : null;
        }

        var at = 0;
        for (var part = 1; ; part++)
        {
            var found = text.IndexOf(separator, at, IgnoreCase);
            if (part == number)
            {
                return found < 0 ? text[at..] : text[at..found];
            }

            if (found < 0 || part > number)
            {
                return null;
            }

            at = found + separator.Length;
        }
    }

    /// <summary>Joins texts; a null is left out, and only nulls are null.</summary>
    private static Array Concat(Array[] arguments, int rows)
    {
        var result = new string?[rows];
        var parts = new string?[arguments.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var part = 0; part < parts.Length; part++)
            {
                parts[part] = ((string?[])arguments[part])[i];
            }

            result[i] = Array.TrueForAll(parts, part => part is null) ? null : Joined(parts);
        }

        return result;
    }

    private static string? Joined(string?[] parts) =>
        parts.Sum(part => (long)(part?.Length ?? 0)) > Lift.LongestText ? null : string.Concat(parts);

    private static string? Limited(string text) => text.Length > Lift.LongestText ? null : text;

    /// <summary>The date as ISO 8601 writes it, with the time of day when it has one.</summary>
    private static string? PrintDate(double micros) => DateFunctions.Moment(micros) is not { } moment ? null
        : moment.TimeOfDay == TimeSpan.Zero ? moment.ToString(DateFormat, CultureInfo.InvariantCulture)
        : moment.ToString($"{DateFormat}'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    private static Function Test(string name, Func<string, string, bool> holds) =>
        new(name, Truth, [Text, Text], Lift.Of<string, string, double>((a, b) => Lift.Truth(holds(a, b))));
}
