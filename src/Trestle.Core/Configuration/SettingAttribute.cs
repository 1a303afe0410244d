namespace Trestle.Core.Configuration;

/// <summary>Says in one sentence what a setting does; the schema of the configuration file and its documentation are made of these.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What the setting does, in one sentence.</summary>
    public string Description { get; } = description;

    /// <summary>A value that makes sense, as it would stand in the configuration file.</summary>
    public string? Example { get; init; }
}
