using System.Globalization;
using System.Text;

namespace Trestle.Stages.WriteCode.Code;

/// <summary>Values as C# literals. Whatever a name or a category contains, it stays inside its quotes.</summary>
internal static class Literal
{
    /// <summary>Target length of a line of a program.</summary>
    public const int Width = 120;

    /// <summary>A string; <c>null</c> for none.</summary>
    public static string Text(string? text) => text is null ? "null" : $"\"{string.Concat(text.Select(Escaped))}\"";

    /// <summary>Strings, one literal each.</summary>
    public static IEnumerable<string> Texts(IEnumerable<string> texts) => texts.Select(Text);

    /// <summary>A character.</summary>
    public static string Character(char c) => c == '\'' ? "'\\''" : $"'{(c == '"' ? "\"" : Escaped(c))}'";

    /// <summary>A number that reads back to the same bits.</summary>
    public static string Number(double number) => number switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        0 when double.IsNegative(number) => "-0.0",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Items between brackets: on one line where they fit, else filling lines of their own, indented one level more.</summary>
    /// <param name="before">The text before the items, with its bracket and the indentation of its line.</param>
    /// <param name="items">The items.</param>
    /// <param name="after">The text after the items.</param>
    /// <param name="newLine">Whether the opening bracket goes on a line of its own when they do not fit.</param>
    public static string Wrapped(string before, IEnumerable<string> items, string after, bool newLine = false)
    {
        string[] all = [.. items];
        var indent = before.TakeWhile(c => c == ' ').Count();
        var line = before + string.Join(", ", all) + after;
        if (line.Length <= Width)
        {
            return line;
        }

        var margin = new string(' ', indent);
        var text = new StringBuilder(newLine ? $"{before[..^1].TrimEnd()}\n{margin}{before[^1]}" : before);
        var stage = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var item = i < all.Length - 1 ? $"{all[i]}," : all[i] + (newLine ? "," : after);
            text.Append(stage >= item.Length + 1 ? $" {item}" : $"\n{margin}    {item}");
            stage = stage >= item.Length + 1 ? stage - item.Length - 1 : Width - indent - 4 - item.Length;
        }

        return newLine ? text.Append($"\n{margin}{after}").ToString() : text.ToString();
    }

    /// <summary>A text as a one-line comment.</summary>
    public static string Comment(string text) =>
        $"// {string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c))}";

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when char.IsControl(c)
            || char.IsSurrogate(c)
            || CharUnicodeInfo.GetUnicodeCategory(c)
                is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            => $"\\u{(int)c:X4}",
        _ => c.ToString(),
    };
}
