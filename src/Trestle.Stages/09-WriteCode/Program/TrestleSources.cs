using System.Reflection;

using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>
/// The sources of Trestle that a program prepares and measures with: the row path and the metrics, exactly as compiled here.
/// Trestle.Stages.csproj lists them.
/// </summary>
internal static class TrestleSources
{
    private const string Folder = "Trestle/";

    /// <summary>The files, under the folder <c>Trestle</c>, whose sub-folders are their namespaces.</summary>
    public static IReadOnlyList<CodeFile> Files { get; } =
        [.. Resources.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(Read)];

    private static Assembly Resources => typeof(TrestleSources).Assembly;

    private static CodeFile Read(string name)
    {
        using var reader = new StreamReader(Resources.GetManifestResourceStream(name)!);
        return new CodeFile(name, reader.ReadToEnd().TrimEnd('\n'));
    }
}
