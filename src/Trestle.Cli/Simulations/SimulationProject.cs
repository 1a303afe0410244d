using Trestle.Stages.Kernel.Projects;

using YamlDotNet.RepresentationModel;

namespace Trestle.Cli.Simulations;

/// <summary>
/// The project that lives: a copy of the configuration in a folder of its own, with a source that grows, its own records, and a host
/// on any free port, so that it meets nothing of the project that it is a copy of.
/// </summary>
internal static class SimulationProject
{
    /// <summary>The source, relative to the folder.</summary>
    public const string Source = "data/known.parquet";

    /// <summary>The folder of the life of a project.</summary>
    public static string FolderOf(Project project) => Path.Combine(project.StateFolder, "life");

    /// <summary>Makes it anew in a folder.</summary>
    public static void Make(Project project, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(Source)!));
        File.WriteAllText(Path.Combine(folder, Project.FileName), Configuration(project));
    }

    /// <summary>The configuration of a project, with what a copy beside it must have of its own.</summary>
    public static string Configuration(Project project)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(project.ConfigurationText));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        root.Children[new YamlScalarNode("source")] = new YamlScalarNode(Source);
        foreach (var outward in new[] { "database", "records", "alerts", "schedule" })
        {
            root.Children.Remove(new YamlScalarNode(outward));
        }

        var deploy = root.Children.TryGetValue(new YamlScalarNode("deploy"), out var set) ? (YamlMappingNode)set : [];
        deploy.Children[new YamlScalarNode("target")] = new YamlScalarNode("process");
        deploy.Children[new YamlScalarNode("host")] = new YamlScalarNode("127.0.0.1");
        deploy.Children[new YamlScalarNode("port")] = new YamlScalarNode("0");
        root.Children[new YamlScalarNode("deploy")] = deploy;

        using var text = new StringWriter { NewLine = "\n" };
        text.Write($"# {project.Settings.Name} as it lived in a replay of its past.\n");
        yaml.Save(text, assignAnchors: false);
        return text.ToString();
    }
}
