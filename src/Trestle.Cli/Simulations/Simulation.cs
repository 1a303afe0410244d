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

/// <summary>How a life ended.</summary>
/// <param name="Days">Days that were replayed.</param>
/// <param name="Predicted">Rows that were predicted.</param>
/// <param name="Labelled">Labels that came in.</param>
/// <param name="Failed">Requests that were not answered with predictions.</param>
/// <param name="FirstFailure">What the first of those was answered.</param>
/// <param name="Windows">Windows that were judged.</param>
/// <param name="Live">The version that answers at the end.</param>
/// <param name="Versions">Versions that were registered.</param>
/// <param name="Diary">Everything that stands in the audit log.</param>
internal sealed record SimulationResult(
    int Days, long Predicted, long Labelled, long Failed, string? FirstFailure, int Windows, int Live, int Versions, IReadOnlyList<AuditEntry> Diary);

/// <summary>Watches a life.</summary>
internal interface ISimulationObserver : IRunObserver
{
    /// <summary>A day has passed.</summary>
    void DayPassed(DateTimeOffset day, int done, int all);

    /// <summary>Something was decided.</summary>
    void Decided(AuditEntry entry);
}

/// <summary>
/// Replays the days after a training as traffic under a simulated date: what a server does by itself is done here once a day.
/// Processes, requests, monitors, trainings and promotions are the real ones.
/// </summary>
internal sealed class Simulation(HistoricalRows past, string folder, Resources machine, DeployPrograms programs, IReadOnlyList<IStage> stages, ISimulationObserver observer)
{
    private readonly List<AuditEntry> entries = [];
    private int windows;

    /// <summary>Lives the days.</summary>
    /// <param name="days">The days.</param>
    /// <param name="grows">Whether what has become known is trained on; otherwise the training data stays as it is.</param>
    /// <param name="cancellation">Ends it between two days; the host is ended, too.</param>
    public async Task<SimulationResult> RunAsync(IReadOnlyList<Day> days, bool grows, CancellationToken cancellation)
    {
        var clock = new SimulatedClock(past.From.AddHours(-12));
        var project = Project.Open(folder);
        var records = await project.OpenRecordsAsync(clock, cancellation);
        var deployments = DeployStage.Open(project, records, programs with { Replays = true }, clock);
        var (name, diary) = (project.Settings.Name, new SimulationDiary(records));
        try
        {
            await TrainAsync(clock, project, records, grows, "the first training", cancellation);
            await deployments.ApplyAsync(new DeployRequest(ModelRegistry.Champion) { Reason = "the first version" }, "life", cancellation);
            await TellAsync(diary, cancellation);

            var stage = new RetrainOrRetireStage(
                project, records, new DeployedModel(project, deployments, name), (request, stop) => TrainAsync(clock, project, records, grows, request.Reason, stop), machine, clock);
            using var traffic = new Traffic(past, project.Settings.Monitor.LabelDelay);
            for (var i = 0; i < days.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                clock.Now = days[i].At;
                var deployment = await deployments.AdvanceAsync(name, cancellation);
                var host = new Uri(deployment.Address ?? throw new TrestleException(SimulationErrors.NoAddress(name)));
                await traffic.AskAsync(host, days[i], cancellation);
                await traffic.TellAsync(host, clock.Now, cancellation);
                await WatchAsync(clock, project, records, deployment, cancellation);
                await stage.AdvanceAsync(name, cancellation);
                await TellAsync(diary, cancellation);
                observer.DayPassed(clock.Now, i + 1, days.Count);
            }

            var end = await deployments.FindAsync(name, cancellation);
            var versions = await records.VersionsAsync(name, cancellation);
            return new SimulationResult(days.Count, traffic.Predicted, traffic.Labelled, traffic.Failed, traffic.FirstFailure, windows, end!.Live!.Value, versions.Count, entries);
        }
        finally
        {
            await EndAsync(deployments, CancellationToken.None);
            project.ClearTempFolders();
        }
    }

    /// <summary>Ends what a life that was cut off has left running.</summary>
    public static async Task EndAsync(Deployments deployments, CancellationToken cancellation)
    {
        foreach (var deployment in await deployments.ListAsync(cancellation))
        {
            await deployments.SleepAsync(deployment.Name, cancellation);
        }
    }

    private async Task<int> TrainAsync(SimulatedClock clock, Project project, RecordStore records, bool grows, string why, CancellationToken cancellation)
    {
        using (var tables = machine.Tables(project))
        {
            past.WriteKnown(clock.Now, project.Settings.Monitor.LabelDelay, grows, project.PathOf(SimulationProject.Source), tables, cancellation);
        }

        var result = await new RunEngine(project, records, stages, observer, machine, clock).RunAsync(new RunSelection(), $"life: {why}", cancellation);
        return result.Artifacts.Read(Artifact.RegistryEntry).Version;
    }

    private async Task WatchAsync(SimulatedClock clock, Project project, RecordStore records, Deployment deployment, CancellationToken cancellation)
    {
        var log = new PredictionLog(DeploymentNames.Folder(project, deployment.Name));
        var made = await new MonitorStage(project, records, machine, clock).AdvanceAsync(deployment.Name, log, deployment.Live!.Value, deployment.LiveSince!.Value, cancellation);
        windows += made.Count;
    }

    private async Task TellAsync(SimulationDiary diary, CancellationToken cancellation)
    {
        foreach (var entry in await diary.NewAsync(cancellation))
        {
            entries.Add(entry);
            observer.Decided(entry);
        }
    }
}
