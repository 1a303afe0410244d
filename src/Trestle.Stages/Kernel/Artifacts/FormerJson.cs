using System.Reflection;
using System.Text.Json.Serialization.Metadata;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>
/// Reads settings in documents of earlier versions under their former names; documents are written with the present ones.
/// </summary>
internal static class FormerJson
{
    /// <summary>Adds each former name of a property as a name that can only be read.</summary>
    public static void Names(JsonTypeInfo type)
    {
        foreach (var property in type.Kind == JsonTypeInfoKind.Object ? type.Properties.ToArray() : [])
        {
            var names = property.AttributeProvider is MemberInfo member ? FormerlyAttribute.Of(member) : [];
            foreach (var old in names.Where(name => !name.Contains('.', StringComparison.Ordinal)))
            {
                var former = type.CreateJsonPropertyInfo(property.PropertyType, CamelCase(old));
                former.Set = property.Set;
                type.Properties.Add(former);
            }
        }
    }

    private static string CamelCase(string kebab) =>
        string.Concat(kebab.Split('-').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
