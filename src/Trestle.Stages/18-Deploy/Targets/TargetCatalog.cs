namespace Trestle.Stages.Deploy.Targets;

/// <summary>All targets: one line each.</summary>
public static class TargetCatalog
{
    /// <summary>The targets of a project.</summary>
    /// <param name="programs">Where Trestle's programs are on this machine.</param>
    /// <param name="images">Where stage 17 keeps the images of the project.</param>
    /// <param name="clock">The time of this machine, used to wait for processes.</param>
    public static IReadOnlyList<IDeployTarget> All(DeployPrograms programs, ImageFiles images, TimeProvider clock) =>
    [
        new ProcessTarget(programs, clock),
        new ContainerTarget(images, clock),
        new KubernetesTarget(images),
    ];
}

/// <summary>Trestle's programs on this machine.</summary>
/// <param name="Host">The scoring host, <c>Trestle.Serving.dll</c>.</param>
/// <param name="CommandLine">The command line, <c>trestle.dll</c>, which also supervises hosts.</param>
public sealed record DeployPrograms(string Host, string CommandLine)
{
    /// <summary>Whether requests carry their own time, as in a simulation of historical data.</summary>
    public bool Replays { get; init; }

    /// <summary>The program that runs them.</summary>
    public static string Runtime =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>The ones in the folder of the command line.</summary>
    public static DeployPrograms In(string folder) =>
        new(Path.Combine(folder, "serving", "Trestle.Serving.dll"), Path.Combine(folder, "trestle.dll"));
}
