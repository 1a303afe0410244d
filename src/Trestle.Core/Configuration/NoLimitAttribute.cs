namespace Trestle.Core.Configuration;

/// <summary>A word that may stand for the largest amount of a type, where it means that there is no limit.</summary>
/// <param name="word">The word, in kebab-case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoLimitAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word { get; } = word;
}
