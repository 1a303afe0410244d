namespace Trestle.Core.Configuration;

/// <summary>
/// Marks a property of a record of settings whose type is another record of settings: in the file its settings are among those of the
/// outer record, without a section of their own. The defaults are those of the inner record; it may have required members.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlineAttribute : Attribute;
