namespace Trestle.Core.Configuration;

/// <summary>
/// A word that may be written in place of a map of numbers, where the map is chosen by the program. It is bound as the map whose only entry
/// is the word, with 0.
/// </summary>
/// <param name="word">The word.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MapWordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word { get; } = word;
}
