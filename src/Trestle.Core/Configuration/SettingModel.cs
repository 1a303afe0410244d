using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

using Trestle.Core.Expressions;

namespace Trestle.Core.Configuration;

/// <summary>
/// Describes records of settings by their properties: everything with a <see cref="SettingAttribute"/>. Knows which types are allowed
/// for a property of an interface or abstract type. Safe to use from many threads once all catalogues are registered.
/// </summary>
/// <remarks>
/// A property is a text, a <see cref="char"/>, a boolean, an <see cref="int"/>, <see cref="long"/> or <see cref="double"/>, an enum, a
/// <see cref="TimeSpan"/>, <see cref="ByteSize"/>, <see cref="Secret"/>, <see cref="WebAddress"/> or <see cref="DatabaseAddress"/>, a
/// record, an interface with a catalogue, or an
/// <see cref="IReadOnlyList{T}"/> or <see cref="IReadOnlyDictionary{TKey, TValue}"/> (by string) of those.
/// <see cref="RangeAttribute"/> limits numbers, durations and sizes (also as items), <see cref="MinLengthAttribute"/> texts, lists
/// and dictionaries (not their items). Anything else is a mistake in the program: <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class SettingModel
{
    private readonly Dictionary<Type, Entries> catalogues = [];
    private readonly Dictionary<Type, Shape> shapes = [];
    private readonly Dictionary<string, Type> names = new(StringComparer.Ordinal);
    private readonly Lock building = new();

    /// <summary>Registers the implementations of <typeparamref name="T"/>.</summary>
    /// <param name="noun">What one of them is called: "step".</param>
    /// <param name="entries">The name in the file, in kebab-case, and the record of its settings.</param>
    /// <param name="elsewhere">Names here by the names that other tools have, to be suggested; such a name is still a mistake.</param>
    /// <returns>This model, for chaining.</returns>
    public SettingModel Catalogue<T>(
        string noun, IEnumerable<KeyValuePair<string, Type>> entries, IReadOnlyDictionary<string, string>? elsewhere = null)
    {
        var sorted = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var (name, type) in entries)
        {
            sorted.Add(
                name,
                type.IsAssignableTo(typeof(T)) ? type : throw new InvalidOperationException($"'{name}': {type} is not a {typeof(T)}"));
        }

        catalogues.Add(typeof(T), new Entries(noun, sorted, elsewhere ?? new Dictionary<string, string>()));
        return this;
    }

    /// <summary>The description of a record of settings.</summary>
    public RecordShape Describe(Type type)
    {
        lock (building)
        {
            return RecordOf(type, KebabCase(type.Name));
        }
    }

    private static string KebabCase(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private RecordShape RecordOf(Type type, string name)
    {
        if (shapes.TryGetValue(type, out var known))
        {
            return (RecordShape)known;
        }

        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new InvalidOperationException($"{type} is not a record with a parameterless constructor");
        }

        if (!names.TryAdd(name, type))
        {
            throw new InvalidOperationException($"{type} and {names[name]} share the name '{name}'");
        }

        var shape = new RecordShape(type, name)
        {
            FromText = ShortForm(type),
            Description = type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
        };
        shapes.Add(type, shape);
        var blank = Activator.CreateInstance(type)!;
        var inlined = type.GetProperties().Where(property => property.IsDefined(typeof(InlineAttribute)));
        shape.Inlined = [.. inlined.Select(property => (property, InlinedOf(property)))];
        shape.Settings = [.. type.GetProperties().SelectMany(property => SettingsOf(property, shape, blank))];
        CheckKeys(shape);
        return shape;
    }

    private RecordShape InlinedOf(PropertyInfo property)
    {
        var inner = RecordOf(property.PropertyType, KebabCase(property.PropertyType.Name));
        return inner.Settings.Count > 0 && property.SetMethod is not null
            ? inner
            : throw new InvalidOperationException($"{property.DeclaringType}.{property.Name}: {property.PropertyType} cannot be inlined");
    }

    private IEnumerable<Setting> SettingsOf(PropertyInfo property, RecordShape record, object blank) =>
        record.Inlined.FirstOrDefault(inlined => inlined.Property == property).Record is { } inner
            ? inner.Settings.Select(setting => setting with { Path = [property, .. setting.Path] })
            : SettingOf(property, blank) is { } setting ? [setting] : [];

    private static void CheckKeys(RecordShape shape)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in shape.Settings.SelectMany(setting => setting.FormerKeys.Prepend(setting.Key)))
        {
            if (!keys.Add(key))
            {
                throw new InvalidOperationException($"{shape.Type} has two settings '{key}'");
            }
        }
    }

    private static Func<string, object>? ShortForm(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .SingleOrDefault(method => method.IsDefined(typeof(ShortFormAttribute)))?
        .CreateDelegate<Func<string, object>>();

    private Setting? SettingOf(PropertyInfo property, object blank)
    {
        if (property.GetCustomAttribute<SettingAttribute>() is not { } attribute)
        {
            return null;
        }

        if (property.SetMethod is null)
        {
            throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} is a setting without a setter");
        }

        var required = property.IsDefined(typeof(RequiredMemberAttribute));
        var former = FormerlyAttribute.Of(property).ToLookup(name => name.Contains('.', StringComparison.Ordinal));
        return new Setting
        {
            Key = KebabCase(property.Name),
            Description = attribute.Description,
            Example = attribute.Example,
            Shape = ShapeOf(
                System.Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property,
                property.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0),
            Required = required,
            Nullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable,
            Default = required ? null : property.GetValue(blank),
            FormerKeys = [.. former[false]],
            FormerPaths = [.. former[true]],
            Path = [property],
        };
    }

    private Shape ShapeOf(Type type, PropertyInfo property, int least = 0)
    {
        return type switch
        {
            _ when type == typeof(string) => new TextShape(least),
            _ when type == typeof(char) => new CharacterShape(),
            _ when type == typeof(bool) => new BooleanShape(),
            _ when type == typeof(int) => new WholeShape(property, wide: false),
            _ when type == typeof(long) => new WholeShape(property, wide: true),
            _ when type == typeof(double) => new NumberShape(property),
            _ when type == typeof(TimeSpan) =>
                new AmountShape<TimeSpan>(property, "a duration", "ms|s|m|h|d", TimeSpan.MaxValue, Duration.Parse, Duration.Print),
            _ when type == typeof(ByteSize) =>
                new AmountShape<ByteSize>(
                    property, "a size", "B|KB|MB|GB|TB|KiB|MiB|GiB|TiB", new ByteSize(long.MaxValue), ByteSize.Parse,
                    size => size.ToString()),
            _ when type == typeof(Secret) => new SecretShape(),
            _ when type == typeof(WebAddress) => new AddressShape(),
            _ when type == typeof(DatabaseAddress) => new DatabaseShape(),
            _ when type == typeof(Expression) => new ExpressionShape(),
            { IsEnum: true } => new WordShape(type),
            _ when ItemOf(type, typeof(IReadOnlyList<>)) is [var item] => new ListShape(ShapeOf(item, property), least),
            _ when ItemOf(type, typeof(IReadOnlyDictionary<,>)) is [var key, var value]
                && key == typeof(string) =>
                new MapShape(ShapeOf(value, property), least) { Word = property.GetCustomAttribute<MapWordAttribute>()?.Word },
            { IsInterface: true } or { IsAbstract: true } => ChoiceOf(type, property),
            { IsClass: true } => RecordOf(type, KebabCase(type.Name)),
            _ => throw new InvalidOperationException($"{property.DeclaringType}.{property.Name}: {type} cannot be a setting"),
        };
    }

    private static Type[] ItemOf(Type type, Type generic) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == generic ? type.GetGenericArguments() : [];

    private ChoiceShape ChoiceOf(Type type, PropertyInfo property)
    {
        if (shapes.TryGetValue(type, out var known))
        {
            return (ChoiceShape)known;
        }

        if (!catalogues.TryGetValue(type, out var catalogue))
        {
            throw new InvalidOperationException(
                $"{property.DeclaringType}.{property.Name}: no catalogue has the implementations of {type}");
        }

        var shape = new ChoiceShape(type, catalogue.Noun);
        shapes.Add(type, shape);
        shape.Entries = new SortedDictionary<string, RecordShape>(
            catalogue.Types.ToDictionary(entry => entry.Key, entry => RecordOf(entry.Value, $"{catalogue.Noun}.{entry.Key}")),
            StringComparer.Ordinal);
        shape.Elsewhere = catalogue.Elsewhere;
        shape.Former = catalogue.Types
            .SelectMany(entry => FormerlyAttribute.Of(entry.Value).Select(old => KeyValuePair.Create(old, entry.Key)))
            .ToDictionary(StringComparer.Ordinal);
        return shape.Former.Keys.FirstOrDefault(shape.Entries.ContainsKey) is { } taken
            ? throw new InvalidOperationException($"there are two {catalogue.Noun}s '{taken}'")
            : shape;
    }

    /// <summary>What a catalogue registered.</summary>
    private sealed record Entries(string Noun, SortedDictionary<string, Type> Types, IReadOnlyDictionary<string, string> Elsewhere);
}
