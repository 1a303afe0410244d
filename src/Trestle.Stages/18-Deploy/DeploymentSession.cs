using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.Deploy;

/// <summary>
/// A deployment while one process works on it. A change of its routes is written down, brought into force, and then recorded as in
/// force. After a crash in between, the next session completes the change, or reverts it when the target refuses.
/// </summary>
internal sealed class DeploymentSession(
    Project project, RecordStore records, IDeployTarget target, TimeProvider clock, Action<string> reached, Deployment first, long revision)
{
    private const int MostBefore = 10;

    private long revision = revision;

    /// <summary>The current deployment.</summary>
    public Deployment Now { get; private set; } = first;

    /// <summary>The order for its target.</summary>
    public DeployOrder Order => new(DeploymentNames.Folder(project, Now.Name), Now, project.For(Stage.Deploy).Read(DeploySettings.Section))
    {
        Requests = project.For(Stage.Deploy).Read(Section.Requests),
        Security = new HostDoor(
            project.For(Stage.Deploy).Read(SecuritySettings.Section).ForHosts(project.Folder), new AccessKeys(records, clock)),
        StartLimit = project.For(Stage.Deploy).Read(Section.StartLimit),
        Keep = project.For(Stage.Deploy).Read(Section.Log).Kept,
    };

    /// <summary>Where it runs.</summary>
    public IDeployTarget Target => target;

    /// <summary>A note about it.</summary>
    public AuditNote Note(string who, string action, int? version, string reason, string evidence = "") =>
        new(who, action, version is null ? Now.Name : $"{Now.Name}/{version}", reason, evidence);

    /// <summary>Whether a decision of this session has been saved.</summary>
    public bool HasDecided { get; private set; }

    /// <summary>Saves it with a note: both or neither. Error TR1807 when somebody else saved first.</summary>
    public async Task WriteAsync(Deployment next, AuditNote? note, CancellationToken cancellation)
    {
        if (!await TryToWriteAsync(next, note, cancellation))
        {
            throw new TrestleException(DeployErrors.ChangedMeanwhile(next.Name));
        }
    }

    /// <summary>Records where it answers, with what somebody else may have changed in the meantime.</summary>
    public async Task WriteAddressAsync(string? address, AuditNote? note, CancellationToken cancellation)
    {
        while (Now.Stopped is null && !await TryToWriteAsync(Now with { Address = address }, note, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Goes on from what somebody else saved first: completes it, and what runs here follows it.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await SettleAsync(cancellation);
        if (Now.ShouldAnswer)
        {
            await BringPackagesAsync(cancellation);
            await target.ApplyAsync(Order, cancellation);
        }
    }

    /// <summary>Decides on other routes and brings them into force; see <see cref="SettleAsync"/>.</summary>
    /// <param name="next">The deployment with its new routes; its generation is incremented here.</param>
    /// <param name="change">The decision.</param>
    /// <param name="evidence">The figures that decided.</param>
    /// <param name="cancellation">Stops waiting; the decision remains, and the next session carries it out.</param>
    public async Task MoveAsync(Deployment next, Change change, string evidence, CancellationToken cancellation)
    {
        reached("decided");
        await RequireApprovalsAsync(next, change, cancellation);
        next = next with { Generation = Now.Generation + 1, Pending = change };
        await WriteAsync(next, Note(change.Who, change.Action, change.Version, change.Reason, evidence), cancellation);
        HasDecided = true;
        reached("intended");
        await SettleAsync(cancellation);
    }

    /// <summary>
    /// Brings a pending decision into force, if there is one; while the deployment is stopped, only on record. When the target
    /// refuses, the previous routes are restored and the refusal is thrown (TR1812, or TR1814 when there are none).
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (Now.Pending is not { } change)
        {
            return;
        }

        string? address;
        try
        {
            Directory.CreateDirectory(Order.Folder);
            await BringPackagesAsync(cancellation);
            address = Now.Stopped is null ? await target.ApplyAsync(Order, cancellation) : null;
        }
        catch (TrestleException refused)
        {
            await RefusedAsync(change, refused, cancellation);
            throw;
        }

        reached("applied");
        await FollowAsync(change, cancellation);
        reached("followed");
        var (was, now) = (Now.Live, LiveOf(Now.Routes));
        var next = Now with
        {
            Pending = null,
            Good = Now.Routes,
            Address = address,
            LiveSince = now is null ? null : was == now ? Now.LiveSince : clock.GetUtcNow(),
            Failure = change.Back ? Now.Failure : null,
            Before = was is null || was == now ? Now.Before
                : change.Action == DeployActions.Rollback ? [.. Now.Before.Where(version => version != now)]
                : [.. Now.Before.Where(version => version != now && version != was).Prepend(was.Value).Take(MostBefore)],
        };
        var inForce = new InForce(next.Generation, next.Routes).Write();
        var note = Note(change.Who, DeployActions.InForce, change.Version, Words(next), inForce);
        if (!await TryToWriteAsync(next, note, cancellation))
        {
            // Another checkout's process has probably completed the same change, or its host has refused it.
            await CatchUpAsync(cancellation);
            if (!change.Back && change.Version is { } version && Now.Failure is { } failure)
            {
                throw new TrestleException(DeployErrors.TakenBackElsewhere(Now.Name, version, failure), ExitCode.Refused);
            }

            return;
        }

        reached("in force");
        if (Now.Stopped is null)
        {
            await target.TendAsync(Order, cancellation);
        }
    }

    /// <summary>Completes what was interrupted; a refusal is recorded and does not stop the current request.</summary>
    public async Task RecoverAsync(CancellationToken cancellation)
    {
        try
        {
            await SettleAsync(cancellation);
        }
        catch (TrestleException) when (Now.Pending is null)
        {
            // The previous routes are in force again, and the note of the refusal is written.
        }
    }

    /// <summary>Completes what was interrupted, if the target lets it.</summary>
    public async Task TryToSettleAsync(CancellationToken cancellation)
    {
        try
        {
            await SettleAsync(cancellation);
        }
        catch (TrestleException)
        {
            // Noted with its reason; what is asked for now does not need it.
        }
    }

    /// <summary>
    /// No version begins to answer without the approvals that the configuration asks for (TR1617). A shadow does not answer, and what
    /// answered before may do so again.
    /// </summary>
    public async Task RequireApprovalsAsync(Deployment next, Change change, CancellationToken cancellation)
    {
        string[] askers = Now.Rollout is { } rollout ? [change.Who, rollout.Who] : [change.Who];
        var known = Now.Good.Where(route => route.Role != RouteRole.Shadow).Select(route => route.Version).Concat(Now.Before).ToHashSet();
        var registry = new ModelRegistry(project, records);
        foreach (var route in next.Routes.Where(route => !change.Back && route.Role != RouteRole.Shadow && !known.Contains(route.Version)))
        {
            await registry.RequireApprovalsAsync(Now.Model, route.Version, askers, cancellation);
        }
    }

    /// <summary>
    /// The same for a whole plan: one that goes on by itself is refused at once and not in the middle; a shadow waits to be told.
    /// </summary>
    public Task RequireApprovalsAsync(DeployPlan plan, string who, CancellationToken cancellation)
    {
        var last = plan.Steps[0].Gate == StepGate.Request ? plan.Steps[0] : plan.Steps[^1];
        var change = new Change(DeployActions.Begin, who, "", plan.To);
        return RequireApprovalsAsync(Now with { Routes = last.Routes }, change, cancellation);
    }

    /// <summary>Brings the packages of the routes to this machine, if another one decided on them. A retired model needs none.</summary>
    public async Task BringPackagesAsync(CancellationToken cancellation)
    {
        var registry = new ModelRegistry(project, records);
        foreach (var route in Now.Routes.Where(route => !File.Exists(Path.Combine(Order.Folder, route.Package))))
        {
            await registry.PackageAsync(Now.Model, route.Version, cancellation);
        }
    }

    /// <summary>Whether something failed because another checkout's process had saved first.</summary>
    public static bool CameLate(TrestleException failed) => failed.Problems is [{ Code: "TR1807" }, ..];

    /// <summary>The deployment that a record holds.</summary>
    public static Deployment Read(StoredDocument document) =>
        Documents.Read<Deployment>(System.Text.Encoding.UTF8.GetBytes(document.Json));

    /// <summary>The version that a table makes live.</summary>
    public static int? LiveOf(IReadOnlyList<Route> routes) => routes.FirstOrDefault(route => route.Role == RouteRole.Live)?.Version;

    /// <summary>Saves it; when somebody else saved first, nothing is written, and <see cref="Now"/> is what that one saved.</summary>
    private async Task<bool> TryToWriteAsync(Deployment next, AuditNote? note, CancellationToken cancellation)
    {
        next = next with { ChangedAt = clock.GetUtcNow() };
        var json = System.Text.Encoding.UTF8.GetString(Documents.Write(next));
        if (await records.Documents.PutAsync(Deployment.Kind, next.Name, json, revision, note, cancellation))
        {
            (Now, revision) = (next, revision + 1);
            return true;
        }

        if (await records.Documents.FindAsync(Deployment.Kind, next.Name, cancellation) is { } found)
        {
            (Now, revision) = (Read(found), found.Revision);
        }

        return false;
    }

    private static string Words(Deployment served) => served.Routes.Count == 0
        ? $"generation {served.Generation}: nothing is served"
        : $"generation {served.Generation}: {string.Join(", ", served.Routes.Select(DeployWords.Route))}";

    private async Task RefusedAsync(Change change, TrestleException refused, CancellationToken cancellation)
    {
        var cause = refused.Problems[0];
        if (change.Back)
        {
            // The next session tries again; noted once.
            if (Now.Failure != cause.Found)
            {
                await WriteAsync(
                    Now with { Failure = cause.Found }, Note(change.Who, DeployActions.Refused, change.Version, cause.Found), cancellation);
            }

            return;
        }

        reached("refused");
        if (Now.Good.Count == 0)
        {
            var never = Now with { Pending = null, Routes = [], Rollout = null, Retired = null, Failure = cause.Found };
            await WriteAsync(never, Note(change.Who, DeployActions.Refused, change.Version, cause.Found), cancellation);
            await target.StopAsync(Order, cancellation);
            throw new TrestleException(DeployErrors.NeverServed(Now.Name, cause), ExitCode.Refused, refused);
        }

        var back = new Change(DeployActions.Refused, change.Who, cause.Found, change.Version, Back: true);
        var routes = change.Version == Now.Live ? Now.Good : DeploymentPlanner.Without(Now.Good, change.Version);
        var archived = Now.Archived.Where(version => routes.All(route => route.Version != version.Version));
        await MoveAsync(
            Now with { Routes = routes, Rollout = null, Retired = null, Archived = [.. archived], Failure = cause.Found }, back, "",
            cancellation);
        if (change.Version is { } version)
        {
            throw new TrestleException(DeployErrors.TakenBack(Now.Name, version, cause), ExitCode.Refused, refused);
        }
    }

    /// <summary>The champion is the version that answers: the alias follows the deployment with the model's name.</summary>
    private async Task FollowAsync(Change change, CancellationToken cancellation)
    {
        if (Now.Name == Now.Model && LiveOf(Now.Routes) is { } live && live != Now.Live)
        {
            var registry = new ModelRegistry(project, records);
            await registry.PointAsync(
                Now.Model, live, change.Who, $"it answers now: {change.Reason}", ModelRegistry.Champion, cancellation);
        }
    }
}
