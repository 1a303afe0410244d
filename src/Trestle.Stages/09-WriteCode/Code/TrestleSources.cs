using System.Reflection;

namespace Trestle.Stages.WriteCode.Code;

/// <summary>
/// The sources of Trestle that programs are made with, exactly as compiled here. Trestle.Stages.csproj lists them. In a program they are
/// under the folder <c>Trestle</c>, whose sub-folders are their namespaces.
/// </summary>
internal static class TrestleSources
{
    private const string Folder = "Trestle/";

    /// <summary>What every program prepares and measures with: the row path and the metrics.</summary>
    public static IReadOnlyList<CodeFile> Files { get; } = Below(Folder);

    /// <summary>What programs with a learner of Trestle's own learn with.</summary>
    public static IReadOnlyList<CodeFile> Learners { get; } = Below("Learner/");

    private static Assembly Resources => typeof(TrestleSources).Assembly;

    private static CodeFile[] Below(string prefix) =>
    [
        .. Resources.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => new CodeFile($"{Folder}{name[prefix.Length..]}", Read(name))),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(Resources.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().TrimEnd('\n');
    }
}
