using Trestle.Core.Routing;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.Deploy;

/// <summary>What deployments are made of: targets, strategies, and the evidence about versions in service.</summary>
public sealed record DeployParts(
    IReadOnlyList<IDeployTarget> Targets, IReadOnlyList<IRolloutStrategy> Strategies, ICanaryEvidence Evidence);

/// <summary>
/// Brings versions of a project's model into service and takes them out again. Any number of processes may do so at once; one at a time
/// works on a deployment. An interrupted call is completed by the next one of any kind, usually <see cref="AdvanceAsync"/>; nothing is
/// done twice.
/// </summary>
public sealed class Deployments(Project project, RecordStore records, DeployParts parts, TimeProvider clock)
{
    private const int MostAttempts = 10;

    private DeploySettings Settings => project.For(Stage.Deploy).Read(DeploySettings.Section);

    private string Model => project.For(Stage.Deploy).Read(Section.Name);

    /// <summary>Called at each step of a change; tests end the process there.</summary>
    internal Action<string> Reached { get; init; } = _ => { };

    /// <summary>All deployments, by name.</summary>
    public async Task<IReadOnlyList<Deployment>> ListAsync(CancellationToken cancellation) =>
        [.. (await records.Documents.ListAsync(Deployment.Kind, cancellation)).Select(DeploymentSession.Read)];

    /// <summary>A deployment; null when there is none of this name.</summary>
    public async Task<Deployment?> FindAsync(string name, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Deployment.Kind, DeploymentNames.Check(name), cancellation) is { } found
            ? DeploymentSession.Read(found)
            : null;

    /// <summary>All deployments, as intended and as they are.</summary>
    public async Task<IReadOnlyList<DeploymentStatus>> StatusAsync(CancellationToken cancellation)
    {
        var all = new List<DeploymentStatus>();
        foreach (var deployment in await ListAsync(cancellation))
        {
            all.Add(await LookAsync(deployment, cancellation));
        }

        return all;
    }

    /// <summary>A deployment as it is now: its target is asked.</summary>
    private async Task<DeploymentStatus> LookAsync(Deployment deployment, CancellationToken cancellation)
    {
        var order = new DeployOrder(DeploymentNames.Folder(project, deployment.Name), deployment, Settings)
        {
            Requests = project.For(Stage.Deploy).Read(Section.Requests),
            StartLimit = project.For(Stage.Deploy).Read(Section.StartLimit),
        };
        return new DeploymentStatus(deployment, await Target(deployment.Target).LookAsync(order, cancellation));
    }

    /// <summary>
    /// The answer counts of the versions of a deployment; empty when nothing listens. Error TR1826 when the host does not answer.
    /// </summary>
    public async Task<IReadOnlyList<VersionTraffic>> TrafficAsync(Deployment deployment, CancellationToken cancellation) =>
        deployment.Address is null
        ? []
        : [.. (await parts.Evidence.CountAsync(deployment, cancellation)).Select(VersionTraffic.Of)];

    /// <summary>What a deployment would change; nothing is written.</summary>
    public async Task<DeployPlan> PlanAsync(DeployRequest request, CancellationToken cancellation)
    {
        var now = await FindAsync(request.Name ?? Model, cancellation) ?? New(request);
        var plan = Plan(now, request, await RouteAsync(now.Name, request.Version, cancellation));
        return (await LookAsync(now, cancellation)).Down is { } why
            ? plan with { Notes = [.. plan.Notes, $"starts the host again: {why}"] }
            : plan;
    }

    /// <summary>
    /// Begins to bring a version into service and continues until it has to wait. A version that the target refuses is taken out again
    /// (TR1812); the previous one has answered all the time.
    /// </summary>
    public async Task<Deployment> ApplyAsync(DeployRequest request, string who, CancellationToken cancellation)
    {
        var asked = request with { Reason = Reasons.Require(request.Reason) };
        return await HoldAsync(asked.Name ?? Model, () => New(asked), held => ApplyAsync(held, asked, who, cancellation), cancellation);
    }

    /// <summary>
    /// Makes a version the champion. The champion is what answers: while the deployment of the model's name answers with another version
    /// this is refused (TR1818). With <paramref name="deploy"/> the version is brought into service as the configuration says, and is the
    /// champion once it answers.
    /// </summary>
    /// <param name="version">A registered version; error TR1611 or TR1612 when it is not.</param>
    /// <param name="who">Who does it.</param>
    /// <param name="reason">Why; error TR0150 when it is empty.</param>
    /// <param name="deploy">Whether it is deployed, too.</param>
    /// <param name="cancellation">Gives up; a deployment that has begun is carried out by whoever comes next.</param>
    /// <returns>The deployment of the model's name; null when there is none.</returns>
    public async Task<Deployment?> MakeChampionAsync(int version, string who, string reason, bool deploy, CancellationToken cancellation)
    {
        var registry = new ModelRegistry(project, records);
        var request = new DeployRequest($"{version}") { Reason = Reasons.Require(reason) };
        await registry.VersionAsync(Model, request.Version, cancellation);
        if (!deploy && await FindAsync(Model, cancellation) is null)
        {
            await registry.PromoteAsync(Model, version, who, request.Reason, cancellation);
            return null;
        }

        return await HoldAsync(Model, deploy ? () => New(request) : null, async held =>
        {
            await (deploy ? ApplyAsync(held, request, who, cancellation) : held.RecoverAsync(cancellation));
            if (LiveVersion.Of(held.Now) is not { } live)
            {
                await registry.PromoteAsync(Model, version, who, request.Reason, cancellation);
            }
            else if (live.Version == version)
            {
                // What answers was approved when it began to.
                await registry.PointAsync(Model, version, who, request.Reason, ModelRegistry.Champion, cancellation);
            }
            else if (!deploy)
            {
                throw new TrestleException(DeployErrors.AnotherAnswers(held.Now, live, version));
            }
        }, cancellation);
    }

    /// <summary>The champion, and what answers; hosts are asked.</summary>
    public async Task<ChampionStatus> ChampionAsync(CancellationToken cancellation)
    {
        var registry = new ModelRegistry(project, records);
        var champion = await registry.ResolveAsync(Model, ModelRegistry.Champion, cancellation);
        return new ChampionStatus(Model, champion, [.. (await StatusAsync(cancellation)).Select(LiveVersion.Of).OfType<LiveVersion>()])
        {
            Unregistered = await registry.UnregisteredAsync(Model, cancellation),
        };
    }

    private async Task ApplyAsync(DeploymentSession held, DeployRequest request, string who, CancellationToken cancellation)
    {
        await held.RecoverAsync(cancellation);
        var plan = Plan(held.Now, request, await RouteAsync(held.Now.Name, request.Version, cancellation));
        if (plan.Steps.Count > 0)
        {
            await held.RequireApprovalsAsync(plan, who, cancellation);
            Rollout? rollout = plan.From is null || plan.Steps.Count == 1 ? null : new Rollout
            {
                Strategy = plan.Strategy,
                From = plan.From.Value,
                To = plan.To,
                Promotion = request.Promotion,
                Who = who,
                BeganAt = clock.GetUtcNow(),
                Steps = plan.Steps,
                Limits = request.Limits ?? Settings.Canary,
            };
            var reason = $"{request.Reason}; {plan.Strategy}: {plan.Steps[0].Name}";
            await held.MoveAsync(
                held.Now with { Routes = plan.Steps[0].Routes, Rollout = rollout, Retired = null, Stopped = null },
                new Change(DeployActions.Begin, who, reason, plan.To), "", cancellation);
        }

        await Upkeep(held).ReviveAsync(who, cancellation);
        await Rollouts(held).AdvanceAsync(cancellation);
    }

    /// <summary>
    /// Advances: completes what was interrupted, restarts what should run and takes the due steps of a rollout. Called by the server's
    /// scheduler and by <c>trestle deploy --watch</c>; it may be called at any time.
    /// </summary>
    public Task<Deployment> AdvanceAsync(string name, CancellationToken cancellation) => HoldAsync(name, null, async held =>
    {
        await held.SettleAsync(cancellation);
        await held.BringPackagesAsync(cancellation);
        await Upkeep(held).TendAsync(cancellation);
        if (held.Now.Stopped is null)
        {
            await Rollouts(held).AdvanceAsync(cancellation);
        }
    }, cancellation);

    /// <summary>
    /// Makes the new version of a rollout live now, whatever its strategy waits for; error TR1809 when there is no rollout.
    /// </summary>
    public Task<Deployment> PromoteAsync(
        string name, string who, string reason, CancellationToken cancellation, string evidence = "") => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.RecoverAsync(cancellation);
        RequireStarted(held.Now);
        var rollout = held.Now.Rollout ?? throw new TrestleException(DeployErrors.NoRollout(name));
        await Rollouts(held).FinishAsync(rollout, who, reason, evidence, cancellation);
    }, cancellation);

    /// <summary>Takes the new version of a rollout out again; error TR1809 when there is no rollout.</summary>
    public Task<Deployment> AbandonAsync(
        string name, string who, string reason, CancellationToken cancellation, string evidence = "") => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.RecoverAsync(cancellation);
        RequireStarted(held.Now);
        var rollout = held.Now.Rollout ?? throw new TrestleException(DeployErrors.NoRollout(name));
        await Rollouts(held).AbandonAsync(rollout, who, reason, evidence, cancellation);
    }, cancellation);

    /// <summary>
    /// Rolls back: takes the new version of a rollout out again, else makes the previous live version live; at once when that one is
    /// still ready. Error TR1808 when there is none.
    /// </summary>
    public Task<Deployment> RollbackAsync(
        string name, string who, string reason, CancellationToken cancellation, string evidence = "") => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.RecoverAsync(cancellation);
        RequireStarted(held.Now);
        if (held.Now.Rollout is { } rollout)
        {
            await Rollouts(held).AbandonAsync(rollout, who, reason, evidence, cancellation);
            return;
        }

        RequireService(held.Now);
        var before = held.Now.Before.Where(version => held.Now.Archived.All(archived => archived.Version != version))
            .Cast<int?>().FirstOrDefault()
            ?? throw new TrestleException(DeployErrors.NothingBefore(name));
        var route = await RouteAsync(name, $"{before}", cancellation);
        await held.MoveAsync(
            held.Now with { Routes = [route] },
            new Change(DeployActions.Rollback, who, $"{reason}; back from version {held.Now.Live} to {before}", before), evidence,
            cancellation);
    }, cancellation);

    /// <summary>
    /// Takes a version out of service for good or, with <paramref name="version"/> null, the model: requests under way are answered,
    /// then every request gets 410 with the reason and the successor. The live version alone cannot be retired (TR1810).
    /// </summary>
    public Task<Deployment> RetireAsync(
        string name, int? version, string who, string reason, string? successor,
        CancellationToken cancellation) => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.RecoverAsync(cancellation);
        RequireService(held.Now);
        var asked = version is null
            ? [.. (await records.VersionsAsync(Model, cancellation)).Select(known => known.Version)]
            : new[] { (await RouteAsync(name, $"{version}", cancellation)).Version };
        await new VersionRetirement(held, clock).RetireAsync(version, asked, who, reason, successor, cancellation);
    }, cancellation);

    /// <summary>
    /// Stops a deployment: nothing answers, and nothing starts it again, until <see cref="StartAsync"/> or a deployment of a version.
    /// Error TR1842 when nothing ever came into service.
    /// </summary>
    public Task<Deployment> StopAsync(
        string name, string who, string reason, CancellationToken cancellation) => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.TryToSettleAsync(cancellation);
        await Upkeep(held).StopAsync(who, reason, cancellation);
    }, cancellation);

    /// <summary>
    /// Starts a deployment that was stopped, or whose host is gone, with the routes that it had, and returns once it answers. Nothing is
    /// done when it answers. Error TR1842 when nothing ever came into service.
    /// </summary>
    public Task<Deployment> StartAsync(
        string name, string who, string reason, CancellationToken cancellation) => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.SettleAsync(cancellation);
        await Upkeep(held).StartAsync(who, reason, cancellation);
    }, cancellation);

    /// <summary>Brings a retired version back: it can be deployed again. Error TR1843 when it is not retired.</summary>
    public Task<Deployment> RestoreAsync(
        string name, int version, string who, string reason, CancellationToken cancellation) => HoldAsync(name, null, async held =>
    {
        reason = Reasons.Require(reason);
        await held.TryToSettleAsync(cancellation);
        await new VersionRetirement(held, clock).RestoreAsync(version, who, reason, cancellation);
    }, cancellation);

    /// <summary>
    /// Stops only the processes of a deployment that is in service; <see cref="AdvanceAsync"/> restarts them with the same routes.
    /// </summary>
    public Task<Deployment> SleepAsync(string name, CancellationToken cancellation) => HoldAsync(name, null, async held =>
    {
        await held.SettleAsync(cancellation);
        await held.Target.StopAsync(held.Order, cancellation);
    }, cancellation);

    private static void RequireService(Deployment deployment)
    {
        if (deployment.Retired is { } retired)
        {
            throw new TrestleException(DeployErrors.AlreadyRetired(deployment.Name, retired.Reason));
        }
    }

    private static void RequireStarted(Deployment deployment)
    {
        if (deployment.Stopped is { } stopped)
        {
            throw new TrestleException(DeployErrors.IsStopped(deployment.Name, stopped));
        }
    }

    private static T Named<T>(string what, string asked, IReadOnlyList<T> all, Func<T, string> name) =>
        all.FirstOrDefault(one => name(one) == asked)
            ?? throw new TrestleException(DeployErrors.Unknown(what, asked, [.. all.Select(name)]));

    private IDeployTarget Target(string name) => Named("target", name, parts.Targets, target => target.Name);

    private Deployment New(DeployRequest request) => new()
    {
        Name = DeploymentNames.Check(request.Name ?? Model),
        Model = Model,
        Target = Target(request.Target ?? Settings.Target).Name,
        ChangedAt = clock.GetUtcNow(),
    };

    private DeployPlan Plan(Deployment now, DeployRequest request, Route next) => DeploymentPlanner.Plan(
        now,
        next,
        Named("strategy", request.Strategy ?? Settings.Strategy, parts.Strategies, strategy => strategy.Name),
        Target(request.Target ?? now.Target),
        Settings);

    private DeploymentUpkeep Upkeep(DeploymentSession held) => new(held, clock);

    private RolloutProgress Rollouts(DeploymentSession held) => new(held, parts.Evidence, clock);

    /// <summary>A version as a live route; its package is looked up, opened and checked.</summary>
    private async Task<Route> RouteAsync(string name, string reference, CancellationToken cancellation)
    {
        var registry = new ModelRegistry(project, records);
        var version = await registry.ResolveAsync(Model, reference, cancellation);
        var file = version is null ? await registry.PackageOfAsync(reference, cancellation)
            : await registry.PackageAsync(Model, version.Value, cancellation);
        return version is null
            ? throw new TrestleException(DeployErrors.NotRegistered(reference))
            : new Route(
                version.Value, Path.GetRelativePath(DeploymentNames.Folder(project, name), file), ModelPackage.Open(file).Hash.ToString(),
                RouteRole.Live, 1);
    }

    private async Task<Deployment> HoldAsync(
        string name, Func<Deployment>? make, Func<DeploymentSession, Task> work, CancellationToken cancellation)
    {
        var fresh = make?.Invoke();
        if (fresh is null && await FindAsync(name, cancellation) is null)
        {
            throw new TrestleException(DeployErrors.NoDeployment(name, [.. (await ListAsync(cancellation)).Select(known => known.Name)]));
        }

        // The lock is this checkout's; another's process may save first. What this one has decided on, it does not decide twice.
        using var own = await DeploymentLock.TakeAsync(DeploymentNames.Folder(project, name), cancellation);
        for (var attempt = 1; ; attempt++)
        {
            var held = await SessionAsync(name, fresh, cancellation);
            try
            {
                await work(held);
                return held.Now;
            }
            catch (TrestleException failed)
                when (DeploymentSession.CameLate(failed) && !held.HasDecided && attempt < MostAttempts)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<DeploymentSession> SessionAsync(string name, Deployment? fresh, CancellationToken cancellation)
    {
        var found = await records.Documents.FindAsync(Deployment.Kind, name, cancellation);
        var deployment = found is null ? fresh! : DeploymentSession.Read(found);
        return new DeploymentSession(project, records, Target(deployment.Target), clock, Reached, deployment, found?.Revision ?? 0);
    }
}
