using System.Reflection;
using System.Text;

namespace Trestle.Stages.Kernel.Running;

/// <summary>The version of the running code.</summary>
public static class CodeVersion
{
    /// <summary>
    /// Hash over the module version ids of Trestle's own assemblies. Builds are deterministic, so the same sources give the same
    /// version on every machine, and any change of the code gives another one.
    /// </summary>
    public static string Current { get; } = ContentHash.Of(Encoding.UTF8.GetBytes(string.Join(
        '\n',
        new[] { typeof(Problem), typeof(RowBlock), typeof(ILearner), typeof(Storage.Blobs.ContentStore), typeof(CodeVersion) }
            .Select(type => type.Assembly.ManifestModule.ModuleVersionId)))).ToString()[..16];

    /// <summary>The released version, such as 0.1.0.</summary>
    public static string Release { get; } =
        typeof(CodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
