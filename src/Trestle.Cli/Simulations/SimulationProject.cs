using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;

using YamlDotNet.RepresentationModel;

namespace Trestle.Cli.Simulations;

/// <summary>
/// The simulated project: a copy of the configuration in its own folder, with a growing source, its own records, and a host on any
/// free port, so that it does not touch the original project.
/// </summary>
internal static class SimulationProject
{
    /// <summary>The source, relative to the folder.</summary>
    public const string Source = "data/known.parquet";

    /// <summary>Name of its folder in the state folder of the original project.</summary>
    public const string FolderName = "simulation";

    /// <summary>The folder of the simulation of a project.</summary>
    public static string FolderOf(Project project) => Path.Combine(project.StateFolder, FolderName);

    /// <summary>Creates it in a folder.</summary>
    public static void Create(Project project, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(Source)!));
        File.WriteAllText(Path.Combine(folder, Project.FileName), Configuration(project));
    }

    /// <summary>The configuration of a project, with the settings replaced that the copy must have of its own.</summary>
    public static string Configuration(Project project)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(project.ConfigurationText));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        if (root.Children.TryGetValue(new YamlScalarNode("sources"), out var sources))
        {
            Keep((YamlMappingNode)sources, project);
        }
        else
        {
            root.Children[new YamlScalarNode("source")] = new YamlScalarNode(Source);
        }

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
        text.Write($"# {project.Settings.Name} in a simulation.\n");
        yaml.Save(text, assignAnchors: false);
        return text.ToString();
    }

    /// <summary>The other tables stay where they are; the main one is what is known by the simulated date.</summary>
    private static void Keep(YamlMappingNode sources, Project project)
    {
        foreach (var (name, table) in sources.Children.ToArray())
        {
            if (((YamlScalarNode)name).Value == TableSource.Main)
            {
                sources.Children[name] = new YamlScalarNode(Source);
                continue;
            }

            var paths = project.Settings.Sources[((YamlScalarNode)name).Value!].From.Path
                .Select(path => (YamlNode)new YamlScalarNode(project.PathOf(path)));
            var section = table as YamlMappingNode ?? [];
            if (project.Settings.Sources[((YamlScalarNode)name).Value!].From.Path.Count > 0)
            {
                section.Children[new YamlScalarNode("path")] = new YamlSequenceNode(paths);
            }

            sources.Children[name] = section;
        }
    }
}
