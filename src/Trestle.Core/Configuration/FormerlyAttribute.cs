using System.Reflection;

namespace Trestle.Core.Configuration;

/// <summary>
/// The names that a setting, an entry of a catalogue (on its record) or a word of an enum had in earlier versions. Files that use
/// them are still read, with a notice in <c>Bound.Notices</c>.
/// </summary>
/// <param name="names">
/// Old names, in kebab-case. For a setting a plain name is an old key of the same section; one with a dot is a path from the root
/// of the file, for a setting that moved from another section (<c>validate-data.columns</c>) or from the root itself (<c>.target</c>).
/// </param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Field)]
public sealed class FormerlyAttribute(params string[] names) : Attribute
{
    /// <summary>The old names.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The old names of a property, record or enum member; empty when it always had its present name.</summary>
    public static IReadOnlyList<string> Of(MemberInfo member) => member.GetCustomAttribute<FormerlyAttribute>()?.Names ?? [];
}
