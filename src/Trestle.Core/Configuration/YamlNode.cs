namespace Trestle.Core.Configuration;

/// <summary>A part of a configuration file as it was written, with its place.</summary>
internal abstract record YamlNode(SourcePosition At);

/// <summary>A text; <paramref name="Quoted"/> when it stands in quotes or in a block, so that it can be nothing but text.</summary>
internal sealed record YamlText(SourcePosition At, string Text, bool Quoted) : YamlNode(At)
{
    /// <summary>Whether nothing is written at all.</summary>
    public bool IsNothing => !Quoted && Text.Length == 0;

    /// <summary>Whether YAML's word for "no value" is written.</summary>
    public bool IsNull => !Quoted && Text is "null" or "~";
}

/// <summary>Items in order.</summary>
internal sealed record YamlList(SourcePosition At, IReadOnlyList<YamlNode> Items) : YamlNode(At);

/// <summary>Names and values; no name twice.</summary>
internal sealed record YamlMap(SourcePosition At, IReadOnlyList<YamlEntry> Entries) : YamlNode(At);

/// <summary>One name and its value.</summary>
internal sealed record YamlEntry(SourcePosition At, string Key, YamlNode Value);

/// <summary>Something that was refused already; nothing more is said about it.</summary>
internal sealed record YamlRefused(SourcePosition At) : YamlNode(At);
