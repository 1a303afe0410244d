using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Records;

namespace Trestle.Stages.Deploy;

/// <summary>Stage 18: brings versions into service, with all available targets and strategies.</summary>
public static class DeployStage
{
    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.Deploy;

    /// <summary>The deployments of a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="records">Its records.</param>
    /// <param name="programs">Where Trestle's programs are.</param>
    /// <param name="clock">
    /// The clock for decisions, such as how long a step lasts. Waiting for a process uses the machine's own time.
    /// </param>
    public static Deployments Open(Project project, RecordStore records, DeployPrograms programs, TimeProvider clock) => new(
        project, records, new DeployParts(Targets(project, programs), StrategyCatalog.All, new HostEvidence(project)), clock);

    /// <summary>Brings newer keyed tables to the versions of a project that are in service.</summary>
    public static TableRefresh Refreshes(Project project, RecordStore records, DeployPrograms programs) => new(
        project, records, Open(project, records, programs, TimeProvider.System), Targets(project, programs), TimeProvider.System);

    private static IReadOnlyList<IDeployTarget> Targets(Project project, DeployPrograms programs) =>
        TargetCatalog.All(programs, new ImageFiles(Path.Combine(project.StateFolder, "images")), TimeProvider.System);
}
