namespace Trestle.Core.Configuration;

/// <summary>A part of a configuration file as written, with its position.</summary>
internal abstract record YamlNode(SourcePosition At);

/// <summary>A text; <paramref name="Quoted"/> when it is in quotes or in a block, so that it can only be text.</summary>
internal sealed record YamlText(SourcePosition At, string Text, bool Quoted) : YamlNode(At)
{
    /// <summary>An empty value.</summary>
    public bool IsNothing => !Quoted && Text.Length == 0;

    /// <summary>YAML's word for "no value".</summary>
    public bool IsNull => !Quoted && Text is "null" or "~";
}

/// <summary>Items in order.</summary>
internal sealed record YamlList(SourcePosition At, IReadOnlyList<YamlNode> Items) : YamlNode(At);

/// <summary>Names and values; every name once.</summary>
internal sealed record YamlMap(SourcePosition At, IReadOnlyList<YamlEntry> Entries) : YamlNode(At);

/// <summary>One name and its value.</summary>
internal sealed record YamlEntry(SourcePosition At, string Key, YamlNode Value);

/// <summary>A part that was already rejected; nothing more is reported about it.</summary>
internal sealed record YamlRefused(SourcePosition At) : YamlNode(At);
