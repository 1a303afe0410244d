using Trestle.Stages.Kernel.Projects;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Images on record, without images: enough for manifests.</summary>
internal static class Images
{
    public static void Write(Project project, string model, params int[] versions)
    {
        var folder = Directory.CreateDirectory(Path.Combine(project.StateFolder, "images")).FullName;
        foreach (var version in versions)
        {
            var digest = $"sha256:{new string((char)('0' + version), 64)}";
            var image = $$"""{"reference": "localhost/{{model}}:{{version}}", "digest": "{{digest}}"}""";
            File.WriteAllText(Path.Combine(folder, $"{model}-{version}.json"), image);
        }
    }
}
