using System.Collections;

using Trestle.Core.Errors;
using Trestle.Core.Expressions;

namespace Trestle.Core.Configuration;

/// <summary>Binds one document. Every method returns the value, or null after recording the mistake.</summary>
internal sealed class Binding(Func<string, string?> environment, Mistakes mistakes, SourcePositions positions, FormerNames former)
{
    /// <summary>Binds the whole document to a record.</summary>
    public object? Bind(RecordShape shape, YamlNode root) =>
        Value(shape, root is YamlMap map ? former.Moved(shape, map) : root, new Place("", mistakes.At(1, 1)));

    private object? Value(Shape shape, YamlNode node, Place place)
    {
        positions.Add(place.Path, node is YamlText { IsNothing: false } ? node.At : place.Owner);
        return (shape, node) switch
        {
            (_, YamlRefused) => null,
            (_, YamlText { IsNothing: true }) => Wrong(shape, node, place, "write a value, or remove the line"),
            (ScalarShape scalar, YamlText text) => Scalar(scalar, text, place),
            (ListShape list, YamlList items) => List(list, items.Items, place),
            (ListShape list, _) => List(list, [node], place),
            (MapShape map, YamlMap entries) => Map(map, entries.Entries, place),
            (MapShape { Word: { } word }, YamlText { Text: var text }) when text == word =>
                new Dictionary<string, double> { [word] = 0 },
            (RecordShape record, YamlMap entries) => Record(record, entries.Entries, place),
            (RecordShape { HasShortForm: true } record, YamlText text) => Short(record, text, place),
            (ChoiceShape choice, YamlText name) => Choice(choice, name.Text, name.At, null, place),
            (ChoiceShape choice, YamlMap { Entries: [var entry] }) => Choice(choice, entry.Key, entry.At, entry.Value, place),
            _ => Wrong(shape, node, place, Advice(shape, node)),
        };
    }

    private object? Scalar(ScalarShape shape, YamlText node, Place place)
    {
        if (shape is SecretShape)
        {
            return Secret(node, place);
        }

        if (shape is PlaceShape address)
        {
            return Address(address, node, place);
        }

        if (RefersToVariable(node.Text, node.At, place.Path))
        {
            return null;
        }

        if (shape is ExpressionShape)
        {
            return Formula(node, place);
        }

        var reading = shape.Read(node.Text, node.Quoted);
        if (reading.Value is not null)
        {
            if (reading.Present is { } present)
            {
                former.Note(node.At, node.Text, present);
            }

            return reading.Value;
        }

        mistakes.Add(node.At, reading.Outside
            ? ConfigurationErrors.OutOfRange(node.At, place.Path, Found(node), shape.Allowed)
            : shape is WordShape words
                ? ConfigurationErrors.UnknownWord(node.At, place.Path, node.Text, "one of", words.All)
                : ConfigurationErrors.WrongKind(node.At, place.Path, Found(node), shape.Words, shape.Advice(node.Text, node.Quoted)));
        return null;
    }

    private Expression? Formula(YamlText node, Place place)
    {
        try
        {
            return Expression.Parse(node.Text, $"{node.At}, '{place.Path}'");
        }
        catch (TrestleException fault)
        {
            mistakes.Add(node.At, fault.Problems[0]);
            return null;
        }
    }

    private Secret? Secret(YamlText node, Place place)
    {
        if (SecretShape.Variable(node.Text) is not { } name)
        {
            mistakes.Add(node.At, ConfigurationErrors.SecretInFile(node.At, place.Path));
            return null;
        }

        return Variable(name, node, place) is { } value ? new Secret(name, value) : null;
    }

    private string? Variable(string name, YamlText node, Place place)
    {
        if (environment(name) is { Length: > 0 } value)
        {
            return value;
        }

        mistakes.Add(node.At, ConfigurationErrors.VariableUnset(node.At, place.Path, name));
        return null;
    }

    /// <summary>An address may hold a secret, so its text is never quoted.</summary>
    private object? Address(PlaceShape shape, YamlText node, Place place)
    {
        var name = SecretShape.Variable(node.Text);
        if (name is null && RefersToVariable(node.Text, node.At, place.Path))
        {
            return null;
        }

        if ((name is null ? node.Text : Variable(name, node, place)) is not { } text)
        {
            return null;
        }

        try
        {
            return shape.Parse(text, name);
        }
        catch (FormatException fault)
        {
            var found = name is null ? fault.Message : $"{fault.Message}, in the variable '{name}'";
            mistakes.Add(
                node.At,
                ConfigurationErrors.WrongKind(
                    node.At, place.Path, found, shape.Words, $"write it like {shape.Sample}"));
            return null;
        }
    }

    private Array? List(ListShape shape, IReadOnlyList<YamlNode> items, Place place)
    {
        if (items.Count < shape.Least)
        {
            mistakes.Add(place.Owner, ConfigurationErrors.OutOfRange(place.Owner, place.Path, Count(items.Count, "item"), shape.Words));
            return null;
        }

        var values = Array.CreateInstance(shape.Item.Type, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (Value(shape.Item, items[i], new Place($"{place.Path}[{i}]", items[i].At)) is { } value)
            {
                values.SetValue(value, i);
            }
        }

        return values;
    }

    private IDictionary? Map(MapShape shape, IReadOnlyList<YamlEntry> entries, Place place)
    {
        if (entries.Count < shape.Least)
        {
            mistakes.Add(place.Owner, ConfigurationErrors.OutOfRange(place.Owner, place.Path, Count(entries.Count, "name"), shape.Words));
            return null;
        }

        var values = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), shape.Item.Type))!;
        foreach (var entry in entries)
        {
            var path = place.Then(entry.Key);
            if (!RefersToVariable(entry.Key, entry.At, path) && Value(shape.Item, entry.Value, new Place(path, entry.At)) is { } value)
            {
                values.Add(entry.Key, value);
            }
        }

        return values;
    }

    private object Record(RecordShape shape, IReadOnlyList<YamlEntry> written, Place place, string? name = null)
    {
        var entries = former.Renamed(shape, written);
        var section = name ?? (place.Path.Length == 0 ? "the file" : $"'{place.Path}'");
        var record = shape.New();
        foreach (var entry in entries)
        {
            if (shape.Find(entry.Key) is not { } setting)
            {
                mistakes.Add(
                    entry.At, ConfigurationErrors.UnknownKey(entry.At, entry.Key, section, [.. shape.Settings.Select(known => known.Key)]));
            }
            else if (setting.Nullable && entry.Value is YamlText { IsNull: true })
            {
                positions.Add(place.Then(setting.Key), entry.Value.At);
                setting.Set(record, null);
            }
            else if (Value(setting.Shape, entry.Value, new Place(place.Then(setting.Key), entry.At)) is { } value)
            {
                setting.Set(record, value);
            }
        }

        foreach (var missing in shape.Settings.Where(setting => setting.Required && entries.All(entry => entry.Key != setting.Key)))
        {
            mistakes.Add(place.Owner, ConfigurationErrors.Missing(place.Owner, section, missing));
        }

        return record;
    }

    private object? Short(RecordShape shape, YamlText node, Place place)
    {
        if (RefersToVariable(node.Text, node.At, place.Path))
        {
            return null;
        }

        try
        {
            return shape.FromText!(node.Text);
        }
        catch (FormatException exception)
        {
            mistakes.Add(
                node.At,
                ConfigurationErrors.WrongKind(
                    node.At, place.Path, Found(node), exception.Message, "write it in this form, or list the settings"));
            return null;
        }
    }

    private object? Choice(ChoiceShape shape, string name, SourcePosition at, YamlNode? settings, Place place)
    {
        if (shape.Former.TryGetValue(name, out var present))
        {
            former.Note(at, name, present);
            name = present;
        }

        if (!shape.Entries.TryGetValue(name, out var entry))
        {
            mistakes.Add(at, ConfigurationErrors.UnknownWord(
                at, place.Path, name, $"the name of {shape.Words}", [.. shape.Entries.Keys], shape.Elsewhere.GetValueOrDefault(name)));
            return null;
        }

        var within = place with { Owner = at };
        return settings switch
        {
            null or YamlText { IsNothing: true } => Record(entry, [], within, $"{shape.Noun} '{name}'"),
            YamlMap map => Record(entry, map.Entries, within, $"{shape.Noun} '{name}'"),
            _ => Value(entry, settings, within),
        };
    }

    private bool RefersToVariable(string text, SourcePosition at, string path)
    {
        var refers = text.Contains("${", StringComparison.Ordinal);
        if (refers)
        {
            mistakes.Add(at, ConfigurationErrors.VariableNotAllowed(at, path));
        }

        return refers;
    }

    private object? Wrong(Shape shape, YamlNode node, Place place, string advice)
    {
        var at = node is YamlText { IsNothing: false } ? node.At : place.Owner;
        mistakes.Add(
            at,
            ConfigurationErrors.WrongKind(
                at, place.Path, shape is SecretShape ? "not the name of an environment variable" : Found(node), shape.Words, advice));
        return null;
    }

    private static string Advice(Shape shape, YamlNode node) => (shape, node) switch
    {
        (ChoiceShape choice, YamlMap { Entries: [{ Value: YamlText { IsNothing: true } } first, ..] })
            when choice.Entries.ContainsKey(first.Key) =>
            $"indent the settings of '{first.Key}' further than its name",
        (ChoiceShape choice, YamlMap { Entries.Count: > 1 }) => $"write each {choice.Noun} as an item of its own, with '- ' before it",
        (ChoiceShape choice, _) => $"write the name of {choice.Words}, or 'name: {{its settings}}'",
        (ScalarShape, _) => "write one value",
        (MapShape map, _) => $"write {(map.Word is { } word ? $"{word}, or " : "")}'name: value' lines below it, indented",
        (RecordShape record, _) =>
            $"write settings below it, indented: {string.Join(", ", record.Settings.Select(setting => setting.Key))}",
        _ => "write it in this form",
    };

    private static string Found(YamlNode node) => node switch
    {
        YamlText { IsNothing: true } => "empty",
        YamlText { Quoted: true } text => $"the text {ConfigurationErrors.Quote(text.Text)} in quotes",
        YamlText text => ConfigurationErrors.Quote(text.Text),
        YamlList list => $"a list of {Count(list.Items.Count, "item")}",
        YamlMap map => $"a group of {Count(map.Entries.Count, "name")}",
        _ => "refused",
    };

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Where a value belongs: its path, and the name or item that it was written for.</summary>
    private readonly record struct Place(string Path, SourcePosition Owner)
    {
        public string Then(string key) => Path.Length == 0 ? key : $"{Path}.{key}";
    }
}
