namespace Trestle.Core.Configuration;

/// <summary>Makes a property a setting of the configuration file, with its name in kebab-case.</summary>
/// <param name="description">What the setting does, in one sentence; shown in the reference and by editors.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What the setting does.</summary>
    public string Description { get; } = description;

    /// <summary>An example of a value in the file.</summary>
    public string? Example { get; init; }
}
