using System.Collections;
using System.Globalization;
using System.Reflection;

using Trestle.Core.Expressions;

namespace Trestle.Stages.WriteCode.Code;

/// <summary>
/// Records of settings as C# object initialisers. Only values that differ from the default are written. Every type that the
/// configuration binds has a form, so a new kind of step needs no change here.
/// </summary>
internal static class Initialiser
{
    /// <summary>An initialiser as an item of a list: on one line where it fits, else one line per setting.</summary>
    /// <param name="indent">The indentation.</param>
    /// <param name="settings">The settings, a record that can be made without arguments.</param>
    public static string Item(string indent, object settings)
    {
        var line = $"{indent}{New(settings)},";
        if (line.Length <= Literal.Width)
        {
            return line;
        }

        var lines = Changed(settings).Select(setting => Line($"{indent}    {setting.Name} = ", setting.Value));
        return $"{indent}new {settings.GetType().Name}\n{indent}{{\n{string.Join('\n', lines)}\n{indent}}},";
    }

    /// <summary>The value of a setting.</summary>
    public static string Value(object? value) => value switch
    {
        null => "null",
        string text => Literal.Text(text),
        char c => Literal.Character(c),
        bool truth => truth ? "true" : "false",
        double number => Literal.Number(number),
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"TimeSpan.FromTicks({time.Ticks})"),
        Expression formula => $"Trestle.Core.Expressions.Expression.Parse({Literal.Text(formula.Text)})",
        Enum member => $"{member.GetType().Name}.{member}",
        IDictionary map => $"new Dictionary<string, {map.GetType().GetGenericArguments()[^1].Name}> {{ {Entries(map)} }}",
        IEnumerable items => $"[{string.Join(", ", Values(items))}]",
        _ => New(value),
    };

    private static string Line(string before, object? value) => value is IEnumerable items and not (string or IDictionary)
        ? Literal.Wrapped($"{before}[", Values(items), "],", newLine: true)
        : $"{before}{Value(value)},";

    private static IEnumerable<string> Values(IEnumerable items) => items.Cast<object?>().Select(Value);

    private static string Entries(IDictionary map) =>
        string.Join(", ", map.Keys.Cast<object>().Select(key => $"[{Value(key)}] = {Value(map[key])}"));

    private static string New(object settings)
    {
        string[] changed = [.. Changed(settings).Select(setting => $"{setting.Name} = {Value(setting.Value)}")];
        return $"new {settings.GetType().Name}{(changed.Length > 0 ? $" {{ {string.Join(", ", changed)} }}" : "()")}";
    }

    private static IEnumerable<(string Name, object? Value)> Changed(object settings)
    {
        var blank = Activator.CreateInstance(settings.GetType())!;
        return settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken)
            .Where(property => Value(property.GetValue(settings)) != Value(property.GetValue(blank)))
            .Select(property => (property.Name, property.GetValue(settings)));
    }
}
