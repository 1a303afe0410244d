using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;
using Trestle.Stages.Register;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Storage.Records;

namespace Trestle.Cli.Simulations;

/// <summary>The result of a simulation.</summary>
/// <param name="Days">Number of days replayed.</param>
/// <param name="Predicted">Number of rows predicted.</param>
/// <param name="Labelled">Number of labels sent.</param>
/// <param name="Failed">Number of failed requests.</param>
/// <param name="FirstFailure">The answer to the first of them.</param>
/// <param name="Windows">Number of monitoring windows evaluated.</param>
/// <param name="Live">The version that answers at the end.</param>
/// <param name="Versions">Number of versions registered.</param>
/// <param name="Events">All entries of the audit log.</param>
internal sealed record SimulationResult(
    int Days, long Predicted, long Labelled, long Failed, string? FirstFailure, int Windows, int Live, int Versions,
    IReadOnlyList<AuditEntry> Events);

/// <summary>Observes a simulation.</summary>
internal interface ISimulationObserver : IRunObserver
{
    /// <summary>A day has passed.</summary>
    void DayPassed(DateTimeOffset day, int done, int all);

    /// <summary>Something was decided.</summary>
    void Decided(AuditEntry entry);
}

/// <summary>
/// Replays the days after a training as traffic under a simulated date; the background jobs of a server are run once a day.
/// Processes, requests, monitors, trainings and promotions are the real ones.
/// </summary>
internal sealed class Simulation(
    HistoricalRows past, string folder, Resources machine, DeployPrograms programs, IReadOnlyList<IStage> stages,
    ISimulationObserver observer)
{
    private readonly List<AuditEntry> entries = [];
    private int windows;

    /// <summary>Simulates the days.</summary>
    /// <param name="days">The days.</param>
    /// <param name="grows">Whether later trainings include the rows that have become known; otherwise the training data does not
    /// change.</param>
    /// <param name="cancellation">Stops between two days; the host is stopped too.</param>
    public async Task<SimulationResult> RunAsync(IReadOnlyList<Day> days, bool grows, CancellationToken cancellation)
    {
        var clock = new SimulatedClock(past.From.AddHours(-12));
        var project = Project.Open(folder);
        var records = await project.OpenRecordsAsync(clock, cancellation);
        var deployments = DeployStage.Open(project, records, programs with { Replays = true }, clock);
        var (name, audit) = (project.Settings.Name, new AuditTail(records));
        try
        {
            await TrainAsync(clock, project, records, grows, "the first training", cancellation);
            await deployments.ApplyAsync(
                new DeployRequest(ModelRegistry.Champion) { Reason = "the first version" }, "simulation", cancellation);
            await ReportAsync(audit, cancellation);

            var stage = new RetrainOrRetireStage(
                project, records, new DeployedModel(project, deployments, name),
                (request, stop) => TrainAsync(clock, project, records, grows, request.Reason, stop), machine, clock);
            using var traffic = new Traffic(past, project.Settings.Monitor.LabelDelay);
            for (var i = 0; i < days.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                clock.Now = days[i].At;
                var deployment = await deployments.AdvanceAsync(name, cancellation);
                var host = new Uri(deployment.Address ?? throw new TrestleException(SimulationErrors.NoAddress(name)));
                await traffic.RequestAsync(host, days[i], cancellation);
                await traffic.SendLabelsAsync(host, clock.Now, cancellation);
                await MonitorAsync(clock, project, records, deployment, cancellation);
                await stage.AdvanceAsync(name, cancellation);
                await ReportAsync(audit, cancellation);
                observer.DayPassed(clock.Now, i + 1, days.Count);
            }

            var end = await deployments.FindAsync(name, cancellation);
            var versions = await records.VersionsAsync(name, cancellation);
            return new SimulationResult(
                days.Count, traffic.Predicted, traffic.Labelled, traffic.Failed, traffic.FirstFailure, windows, end!.Live!.Value,
                versions.Count, entries);
        }
        finally
        {
            await EndAsync(deployments, CancellationToken.None);
            project.ClearTempFolders();
        }
    }

    /// <summary>Stops the hosts that an interrupted simulation left running.</summary>
    public static async Task EndAsync(Deployments deployments, CancellationToken cancellation)
    {
        foreach (var deployment in await deployments.ListAsync(cancellation))
        {
            await deployments.SleepAsync(deployment.Name, cancellation);
        }
    }

    private async Task<int> TrainAsync(
        SimulatedClock clock, Project project, RecordStore records, bool grows, string why, CancellationToken cancellation)
    {
        using (var tables = machine.Tables(project))
        {
            past.WriteKnown(
                clock.Now, project.Settings.Monitor.LabelDelay, grows, project.PathOf(SimulationProject.Source), tables, cancellation);
        }

        var result = await new RunEngine(project, records, stages, observer, machine, clock)
            .RunAsync(new RunSelection(), $"simulation: {why}", cancellation);
        return result.Artifacts.Read(Artifact.RegistryEntry).Version;
    }

    private async Task MonitorAsync(
        SimulatedClock clock, Project project, RecordStore records, Deployment deployment, CancellationToken cancellation)
    {
        var log = new PredictionLog(DeploymentNames.Folder(project, deployment.Name));
        var made = await new MonitorStage(project, records, machine, clock)
            .AdvanceAsync(deployment.Name, log, deployment.Live!.Value, deployment.LiveSince!.Value, cancellation);
        windows += made.Count;
    }

    private async Task ReportAsync(AuditTail audit, CancellationToken cancellation)
    {
        foreach (var entry in await audit.NewAsync(cancellation))
        {
            entries.Add(entry);
            observer.Decided(entry);
        }
    }
}
