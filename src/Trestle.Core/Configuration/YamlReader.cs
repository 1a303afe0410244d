using Trestle.Core.Errors;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Trestle.Core.Configuration;

/// <summary>
/// Reads one YAML document as a tree with positions. Uses the parser's events rather than its object model, so that every mistake is
/// collected, and aliases, tags and deep nesting are rejected before they cost anything.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;

    private readonly Parser parser;
    private readonly Mistakes mistakes;

    private YamlReader(string text, Mistakes mistakes)
    {
        parser = new Parser(new StringReader(text));
        this.mistakes = mistakes;
    }

    /// <summary>The document, or null when there is none. Throws when the text cannot be read to its end.</summary>
    public static YamlNode? Read(string text, Mistakes mistakes)
    {
        ConfigurationText.Check(text, mistakes);
        return mistakes.Any ? throw mistakes.AsException() : new YamlReader(text, mistakes).Document();
    }

    private YamlNode? Document()
    {
        Next();
        if (Next() is StreamEnd)
        {
            return null;
        }

        Next();
        var root = Node(0);
        Next();
        if (Next() is DocumentStart second)
        {
            var at = At(second.Start);
            throw mistakes.Stop(
                at, ConfigurationErrors.NotPlain(at, "a second document begins", "keep one document; remove the line '---'"));
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        var at = At(parser.Current!.Start);
        if (depth > MaxDepth)
        {
            throw mistakes.Stop(at, ConfigurationErrors.TooDeep(at, MaxDepth));
        }

        return parser.Current switch
        {
            AnchorAlias alias => Refuse(at, $"there is an alias, '*{alias.Value}'", "write the value out"),
            Scalar scalar => (YamlNode?)Plain(scalar) ?? new YamlText(at, scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart start => List(start, at, depth),
            MappingStart start => Map(start, at, depth),
            _ => throw Unreadable(at),
        };
    }

    private YamlNode List(SequenceStart start, SourcePosition at, int depth)
    {
        var refused = Plain(start);
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        return refused is null ? new YamlList(at, items) : refused;
    }

    private YamlNode Map(MappingStart start, SourcePosition at, int depth)
    {
        var refused = Plain(start);
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var name = Node(depth + 1);
            Next();
            var value = Node(depth + 1);
            if (Key(name, value) is not { } key)
            {
                continue;
            }

            if (entries.TryGetValue(key, out var first))
            {
                mistakes.Add(name.At, ConfigurationErrors.DuplicateKey(name.At, key, first.At));
                continue;
            }

            entries.Add(key, new YamlEntry(name.At, key, value));
        }

        return refused is null ? new YamlMap(at, [.. entries.Values]) : refused;
    }

    private string? Key(YamlNode name, YamlNode value)
    {
        switch (name)
        {
            case YamlText { Text: "<<", Quoted: false }:
                Refuse(name.At, "there is a merge key, '<<'", "write the settings out");
                return null;
            case YamlText { IsNothing: true } or YamlList or YamlMap:
                mistakes.Add(value.At, ConfigurationErrors.NotYaml(value.At, "a name is missing before ':'"));
                return null;
            default:
                return (name as YamlText)?.Text;
        }
    }

    /// <summary>Null for a plain node; one with an anchor or a tag is rejected.</summary>
    private YamlRefused? Plain(NodeEvent node) =>
        !node.Anchor.IsEmpty
            ? Refuse(At(node.Start), $"there is an anchor, '&{node.Anchor.Value}'", "remove it and write repeated values out")
        : !node.Tag.IsEmpty ? Refuse(At(node.Start), "there is a tag, which begins with '!'", "remove it; the setting decides the type")
        : null;

    private YamlRefused Refuse(SourcePosition at, string found, string advice)
    {
        mistakes.Add(at, ConfigurationErrors.NotPlain(at, found, advice));
        return new YamlRefused(at);
    }

    private ParsingEvent Next()
    {
        try
        {
            parser.MoveNext();
        }
        catch (YamlException exception)
        {
            var at = At(exception.Start);
            throw mistakes.Stop(at, ConfigurationErrors.NotYaml(at, exception.Message));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The scanner also fails like this on some texts that are not YAML, without a position.
            throw Unreadable(parser.Current is { } last ? At(last.End) : mistakes.At(1, 1));
        }

        return parser.Current!;
    }

    private TrestleException Unreadable(SourcePosition at) =>
        mistakes.Stop(at, ConfigurationErrors.NotYaml(at, "the text after this place cannot be read"));

    private SourcePosition At(Mark mark) => mistakes.At((int)mark.Line, (int)mark.Column);
}
