using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Trestle.Core.Errors;
using Trestle.Core.Expressions;

namespace Trestle.Core.Configuration;

/// <summary>Text; every scalar is one, so that <c>no</c> and <c>1.0</c> remain as written.</summary>
internal sealed class TextShape(int least) : ScalarShape
{
    public override Type Type => typeof(string);

    public override string Words => least > 0 ? $"a text of at least {least} character{(least == 1 ? "" : "s")}" : "a text";

    internal override Reading Read(string text, bool quoted) => text.Length < least ? new Reading(null, Outside: true) : new Reading(text);

    internal override JsonNode Write(object value) => JsonValue.Create((string)value);

    internal override JsonObject Schema() => least > 0
        ? new() { ["type"] = new JsonArray("string", "number", "boolean"), ["minLength"] = least }
        : new() { ["type"] = new JsonArray("string", "number", "boolean") };
}

/// <summary>One character, such as a delimiter.</summary>
internal sealed class CharacterShape : ScalarShape
{
    public override Type Type => typeof(char);

    public override string Words => "one character";

    internal override Reading Read(string text, bool quoted) => text.Length == 1 ? new Reading(text[0]) : default;

    internal override JsonNode Write(object value) => JsonValue.Create(((char)value).ToString());

    internal override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 1 };
}

/// <summary><c>true</c> or <c>false</c>; the other spellings of YAML 1.1 are refused.</summary>
internal sealed class BooleanShape : ScalarShape
{
    public override Type Type => typeof(bool);

    public override string Words => "true or false";

    internal override Reading Read(string text, bool quoted) => (quoted, text) switch
    {
        (false, "true") => new Reading(true),
        (false, "false") => new Reading(false),
        _ => default,
    };

    internal override JsonNode Write(object value) => JsonValue.Create((bool)value);

    internal override JsonObject Schema() => new() { ["type"] = "boolean" };

    internal override string Advice(string text, bool quoted) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "Y" or "ON" or "1" => "write true",
        "FALSE" or "NO" or "N" or "OFF" or "0" => "write false",
        _ => "write true or false",
    };
}

/// <summary>A whole number: digits, perhaps with a sign; no leading zeros (which YAML 1.1 takes for octal).</summary>
internal sealed partial class WholeShape : ScalarShape
{
    private readonly Limits limits;
    private readonly bool wide;

    public WholeShape(PropertyInfo property, bool wide)
    {
        this.wide = wide;
        limits = wide
            ? Limits.Of(property, text => Read(text, false).Value, long.MinValue, long.MaxValue)
            : Limits.Of(property, text => Read(text, false).Value, int.MinValue, int.MaxValue);
    }

    public override Type Type => wide ? typeof(long) : typeof(int);

    public override string Words => $"a whole number{limits.Words(Print)}";

    internal override string Allowed => limits.Min is null || limits.Max is null
        ? $"a whole number from {Print(limits.Min ?? (wide ? long.MinValue : int.MinValue))}"
            + $" to {Print(limits.Max ?? (wide ? long.MaxValue : int.MaxValue))}"
        : Words;

    internal override Reading Read(string text, bool quoted)
    {
        if (quoted || !Digits().IsMatch(text))
        {
            return default;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || (!wide && number != (int)number))
        {
            return new Reading(null, Outside: true);
        }

        var value = wide ? (object)number : (int)number;
        return limits is null || limits.Hold(value) ? new Reading(value) : new Reading(null, Outside: true);
    }

    internal override JsonNode Write(object value) => wide ? JsonValue.Create((long)value) : JsonValue.Create((int)value);

    internal override JsonObject Schema() => NumberShape.Limited(new() { ["type"] = "integer" }, limits, Write);

    internal override string Advice(string text, bool quoted) =>
        quoted ? "remove the quotes" : "write digits only: no fraction, exponent, unit, leading zero or separator";

    private static string Print(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}

/// <summary>A number, perhaps with a percent sign.</summary>
internal sealed partial class NumberShape : ScalarShape
{
    private readonly Limits limits;

    public NumberShape(PropertyInfo property) =>
        limits = Limits.Of(property, text => Read(text, false).Value, double.MinValue, double.MaxValue);

    public override Type Type => typeof(double);

    public override string Words => $"a number{limits.Words(Print)}";

    internal override string Allowed => limits == Limits.None ? "a number of at most 1.7976931348623157E+308" : Words;

    internal override Reading Read(string text, bool quoted)
    {
        var percent = text.EndsWith('%');
        var pattern = percent ? Share() : Number();
        if ((quoted && !percent) || !pattern.IsMatch(text))
        {
            return default;
        }

        // 5e-2 rather than 5 / 100, so that the share is the double nearest to what was written.
        var value = double.Parse(percent ? $"{text[..^1]}e-2" : text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) && (limits is null || limits.Hold(value)) ? new Reading(value) : new Reading(null, Outside: true);
    }

    internal override JsonNode Write(object value) => JsonValue.Create((double)value);

    internal override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            Limited(new() { ["type"] = "number" }, limits, Write),
            new JsonObject { ["type"] = "string", ["pattern"] = Share().ToString().Replace(@"\z", "$", StringComparison.Ordinal) }),
    };

    internal override string Advice(string text, bool quoted) => quoted ? "remove the quotes"
        : text.Contains(',', StringComparison.Ordinal) ? $"write a point, not a comma: {text.Replace(',', '.')}"
        : "write a number such as 0.25, 25% or 1e-3";

    /// <summary>A schema with the limits of a number.</summary>
    internal static JsonObject Limited(JsonObject schema, Limits limits, Func<object, JsonNode> write)
    {
        if (limits.Min is { } min)
        {
            schema[limits.AboveMin ? "exclusiveMinimum" : "minimum"] = write(min);
        }

        if (limits.Max is { } max)
        {
            schema[limits.BelowMax ? "exclusiveMaximum" : "maximum"] = write(max);
        }

        return schema;
    }

    private static string Print(object value) => ((double)value).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)%\z", RegexOptions.CultureInvariant)]
    private static partial Regex Share();
}

/// <summary>One word of a few.</summary>
internal sealed class WordShape(Type type) : ScalarShape
{
    private readonly Dictionary<string, object> values =
        Enum.GetValues(type).Cast<object>().ToDictionary(Word, StringComparer.Ordinal);

    /// <summary>Values by words of earlier versions.</summary>
    private readonly Dictionary<string, object> former = Enum.GetValues(type).Cast<object>()
        .SelectMany(value => FormerlyAttribute.Of(type.GetField(value.ToString()!)!).Select(old => KeyValuePair.Create(old, value)))
        .ToDictionary(StringComparer.Ordinal);

    public override Type Type { get; } = type;

    public override string Words => $"one of {string.Join(", ", values.Keys)}";

    internal IReadOnlyCollection<string> All => values.Keys;

    internal override Reading Read(string text, bool quoted) => former.TryGetValue(text, out var value)
        ? new Reading(value, Present: Word(value))
        : new Reading(values.GetValueOrDefault(text));

    internal override JsonNode Write(object value) => JsonValue.Create(Word(value));

    internal override JsonObject Schema()
    {
        var words = new JsonObject { ["enum"] = new JsonArray([.. values.Keys.Select(word => JsonValue.Create(word))]) };
        var deprecated = former.Select(old => JsonSchema.Deprecated(new JsonObject { ["const"] = old.Key }, Word(old.Value)));
        return former.Count == 0 ? words : new JsonObject { ["anyOf"] = new JsonArray([words, .. deprecated]) };
    }

    internal override string Advice(string text, bool quoted) => Nearest.Advice(text, All);

    private static string Word(object value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()!);
}

/// <summary>A duration or an amount of bytes: a whole number and a unit.</summary>
internal sealed class AmountShape<T> : ScalarShape
    where T : struct, IComparable
{
    private readonly string words;
    private readonly string units;
    private readonly Func<string, T?> parse;
    private readonly Func<T, string> print;
    private readonly Limits limits;
    private readonly T highest;
    private readonly string? unlimited;

    public AmountShape(PropertyInfo property, string words, string units, T highest, Func<string, T?> parse, Func<T, string> print)
    {
        this.words = words;
        this.units = units;
        this.parse = parse;
        this.print = print;
        this.highest = highest;
        unlimited = property.GetCustomAttribute<NoLimitAttribute>()?.Word;
        limits = Limits.Of(property, text => parse(text), default(T), highest);
    }

    public override Type Type => typeof(T);

    public override string Words =>
        $"{words}{limits.Words(value => print((T)value))}{(unlimited is null ? "" : $", or {unlimited}")}";

    internal override Reading Read(string text, bool quoted) => text == unlimited ? new Reading(highest)
        : parse(text) is not { } value ? default
        : limits.Hold(value) ? new Reading(value)
        : new Reading(null, Outside: true);

    internal override JsonNode Write(object value) =>
        JsonValue.Create(unlimited is not null && highest.Equals(value) ? unlimited : print((T)value));

    internal override JsonObject Schema()
    {
        var amount = new JsonObject { ["type"] = "string", ["pattern"] = $"^[0-9]+ *({units})$" };
        return unlimited is null ? amount : new JsonObject { ["anyOf"] = new JsonArray(amount, new JsonObject { ["const"] = unlimited }) };
    }

    internal override string Advice(string text, bool quoted) =>
        $"write a whole number and one of the units {units.Replace("|", ", ", StringComparison.Ordinal)}"
            + (unlimited is null ? "" : $", or {unlimited}");
}

/// <summary>The name of an environment variable that holds a secret.</summary>
internal sealed partial class SecretShape : ScalarShape
{
    public override Type Type => typeof(Secret);

    public override string Words => "a secret, as the name of an environment variable: ${NAME}";

    /// <summary>The name in <c>${NAME}</c>, or null when the text is something else.</summary>
    internal static string? Variable(string text) => Reference().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    internal override Reading Read(string text, bool quoted) => Variable(text) is { } name ? new Reading(new Secret(name)) : default;

    internal override JsonNode Write(object value) => JsonValue.Create($"${{{((Secret)value).Name}}}");

    internal override JsonObject Schema() =>
        new() { ["type"] = "string", ["pattern"] = Reference().ToString().Replace(@"\z", "$", StringComparison.Ordinal) };

    [GeneratedRegex(@"^\$\{([A-Za-z_][A-Za-z0-9_]*)\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}

/// <summary>An address that is written out, or the name of an environment variable that holds one, since some hold a secret.</summary>
internal abstract class PlaceShape : ScalarShape
{
    /// <summary>How one looks.</summary>
    internal abstract string Sample { get; }

    /// <summary>The address in a text; <see cref="FormatException"/> says what it is instead, without quoting it.</summary>
    internal abstract object Parse(string text, string? variable);

    /// <summary>Reads an address that is written out. The binder reads variables and words the faults of both.</summary>
    internal override Reading Read(string text, bool quoted)
    {
        try
        {
            return new Reading(Parse(text, null));
        }
        catch (FormatException)
        {
            return default;
        }
    }
}

/// <summary>An http or https address, written out or as the name of an environment variable.</summary>
internal sealed class AddressShape : PlaceShape
{
    public override Type Type => typeof(WebAddress);

    public override string Words => "an absolute http or https address, or the name of an environment variable that holds one: ${NAME}";

    internal override string Sample => "https://chat.example.org/hooks/trestle";

    internal override object Parse(string text, string? variable) => WebAddress.Parse(text, variable);

    internal override JsonNode Write(object value) => JsonValue.Create(
        value is WebAddress { Variable: { } name } ? $"${{{name}}}" : ((WebAddress)value).Text);

    internal override JsonObject Schema() =>
        new() { ["type"] = "string", ["pattern"] = @"^([Hh][Tt][Tt][Pp][Ss]?://\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\})$" };
}

/// <summary>An expression of the row path. The binder words the faults of its text.</summary>
internal sealed class ExpressionShape : ScalarShape
{
    public override Type Type => typeof(Expression);

    public override string Words => "an expression";

    internal override Reading Read(string text, bool quoted) => new(Expression.Parse(text));

    internal override JsonNode Write(object value) => JsonValue.Create(((Expression)value).Text);

    internal override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["minLength"] = 1 };
}

/// <summary>Where a database is, written out or as the name of an environment variable.</summary>
internal sealed class DatabaseShape : PlaceShape
{
    public override Type Type => typeof(DatabaseAddress);

    public override string Words => "the address of a database, or the name of an environment variable that holds one: ${NAME}";

    internal override string Sample => "postgres://reader@db.example.org/sales, or sqlite:data/sales.db";

    internal override object Parse(string text, string? variable) => DatabaseAddress.Parse(text, variable);

    internal override JsonNode Write(object value) => JsonValue.Create(
        value is DatabaseAddress { Variable: { } name } ? $"${{{name}}}" : ((DatabaseAddress)value).Reveal());

    internal override JsonObject Schema() =>
        new() { ["type"] = "string", ["pattern"] = @"^([A-Za-z][A-Za-z0-9+.-]*:\S.*|\$\{[A-Za-z_][A-Za-z0-9_]*\})$" };
}
