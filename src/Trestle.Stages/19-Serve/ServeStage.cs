using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.Serve;

/// <summary>Stage 19: answers requests with the predictions of a registered version, in its own scoring host.</summary>
public sealed class ServeStage(Project project, RecordStore records, IScoringHost host)
{
    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.Serve;

    /// <summary>
    /// Starts the host. <paramref name="model"/> is an alias such as champion, a version, or a package file.
    /// </summary>
    public async Task<RunningHost> StartAsync(string model, string? address, int? port, CancellationToken cancellation)
    {
        var package = await new ModelRegistry(project, records).PackageOfAsync(model, cancellation);
        var settings = project.For(Stage).Read(ServeSettings.Section);
        var security = HostAccess.FileOfServe(project);
        await HostAccess.WriteAsync(
            security, project.For(Stage).Read(Section.Name), project.For(Stage).Read(SecuritySettings.Section).ForHosts(project.Folder),
            new AccessKeys(records, TimeProvider.System), cancellation);
        return await host.StartAsync(package, address ?? settings.Host, port ?? settings.Port, settings.Requests, security, cancellation);
    }
}
