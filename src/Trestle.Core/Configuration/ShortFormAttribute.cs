namespace Trestle.Core.Configuration;

/// <summary>
/// Marks the static method <c>FromText(string)</c> of a record of settings: a plain text in the file then replaces the whole record. It
/// rejects a text with a <see cref="FormatException"/> whose message says what is expected.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShortFormAttribute : Attribute;
