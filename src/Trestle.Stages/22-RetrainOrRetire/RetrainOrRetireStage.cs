using System.Globalization;
using System.Text;
using System.Text.Json;

using Trestle.Learners.Metrics;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>
/// Stage 22: asks for a new model when the policy says so, lets it compete with the champion, promotes or drops it, and retires the
/// loser. Each call takes at most one step. A step is done first and then recorded with its reason, and each can be repeated, so that a
/// crash in between loses and duplicates nothing; every decision, also one not to act, is in the audit log.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="records">Its records.</param>
/// <param name="served">The deployment.</param>
/// <param name="train">Trains as a request asks, and returns the registered version (an old one when nothing is new).</param>
/// <param name="machine">The resources for reading the log.</param>
/// <param name="clock">The time.</param>
public sealed class RetrainOrRetireStage(
    Project project, RecordStore records, IServedModel served, Func<RunRequest, CancellationToken, Task<int>> train, Resources machine,
    TimeProvider clock)
{
    private const string Kind = "renewal";
    /// <summary>Who acts, as the audit log names this stage.</summary>
    public const string Who = "retrain-or-retire";

    private readonly RetrainOrRetireSettings settings = project.For(Stage).Read(RetrainOrRetireSettings.Section);
    private readonly string model = project.For(Stage).Read(Section.Name);

    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.RetrainOrRetire;

    /// <summary>The state of a deployment's renewal; null when the policy was never evaluated.</summary>
    public static async Task<Renewal?> FindAsync(RecordStore records, string deployment, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, deployment, cancellation) is { } document ? Read(document) : null;

    /// <summary>Takes the next step, if there is one, and returns the new state.</summary>
    public async Task<Renewal> AdvanceAsync(string deployment, CancellationToken cancellation)
    {
        var document = await records.Documents.FindAsync(Kind, deployment, cancellation);
        var now = clock.GetUtcNow();
        var renewal = document is null ? new Renewal { Stage = RenewalStage.Watching, Since = now, AskedAt = now } : Read(document);
        if (await served.FindAsync(cancellation) is not { } state)
        {
            return renewal;
        }

        var (next, note) = renewal.Stage switch
        {
            RenewalStage.Training => await TrainAsync(renewal, state, cancellation),
            RenewalStage.Shadow => await CompareAsync(renewal, state, cancellation),
            RenewalStage.Approval => await WaitAsync(renewal, state, cancellation),
            RenewalStage.Canary => await TryAsync(renewal, cancellation),
            RenewalStage.Probation => await ProveAsync(renewal, state, cancellation),
            _ => await AskAsync(deployment, renewal, state, cancellation),
        };
        if (next == renewal && document is not null)
        {
            return renewal;
        }

        // Somebody else has taken the step first; their result counts.
        return await records.Documents.PutAsync(
            Kind, deployment, Encoding.UTF8.GetString(Documents.Write(next)), document?.Revision ?? 0, note, cancellation)
            ? next
            : await FindAsync(records, deployment, cancellation) ?? next;
    }

    private async Task<(Renewal Next, AuditNote? Note)> AskAsync(
        string deployment, Renewal renewal, Served state, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var version = await VersionAsync(state.Live, cancellation);
        var facts = await FactsAsync(deployment, renewal, state, version, cancellation);
        var verdicts = TriggerCatalog.All.Select(trigger => (trigger.Name, Verdict: trigger.Judge(settings.When, facts)))
            .Where(entry => entry.Verdict is not null).ToArray();
        if (verdicts.FirstOrDefault(entry => entry.Verdict!.Fires) is not { Verdict: { } fired, Name: var name })
        {
            return Hold(
                renewal with { AskedAt = now }, state.Live,
                verdicts.Length == 0 ? "no trigger is configured" : string.Join("; ", verdicts.Select(entry => entry.Verdict!.Reason)));
        }

        if (renewal.RequestedAt is { } last && last + settings.Limits.Cooldown > now)
        {
            return Hold(
                renewal, state.Live,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{fired.Reason}; the last training was asked for at {last:yyyy-MM-dd HH:mm}, "
                        + $"which is less than {Format.Took(settings.Limits.Cooldown)} ago"));
        }

        var request = new RunRequest((renewal.Request?.Number ?? 0) + 1, deployment, name, fired.Reason, version.Run, now);
        return (
            renewal with
            {
                Stage = RenewalStage.Training,
                Since = now,
                AskedAt = now,
                RequestedAt = now,
                Request = request,
                Champion = state.Live,
                Challenger = null,
                Looks = [],
                Hold = "",
            },
            Note("renewal.request", state.Live, fired.Reason, request));
    }

    private async Task<(Renewal Next, AuditNote? Note)> TrainAsync(Renewal renewal, Served state, CancellationToken cancellation)
    {
        int version;
        try
        {
            version = await train(renewal.Request!, cancellation);
        }
        catch (TrestleException failed)
        {
            // A gate has refused the data or the model, or the training cannot be done: the champion stays, and the next request may
            // ask again.
            return Watch(renewal, "renewal.failed", state.Live, $"request {renewal.Request!.Number}: {failed.Problems[0].Found}");
        }

        if (version == state.Live)
        {
            return Watch(renewal, "renewal.same", version, "the training produced the live version again");
        }

        if (settings.Then == Afterwards.Register)
        {
            return Watch(renewal, "renewal.registered", version, "a new version is registered and waits for a person's decision");
        }

        var reason = $"request {renewal.Request!.Number}: {renewal.Request.Reason}";
        await served.ShadowAsync(version, reason, cancellation);
        return (
            renewal with { Stage = RenewalStage.Shadow, Since = clock.GetUtcNow(), Champion = state.Live, Challenger = version, Hold = "" },
            Note("renewal.shadow", version, $"competes with version {state.Live}; {reason}"));
    }

    private async Task<(Renewal Next, AuditNote? Note)> CompareAsync(Renewal renewal, Served state, CancellationToken cancellation)
    {
        var (champion, challenger) = (renewal.Champion!.Value, renewal.Challenger!.Value);
        if (state.Live != champion)
        {
            return await GiveUpAsync(renewal, state, cancellation);
        }

        var (settled, a, b, left) = await PairAsync(state, champion, challenger, renewal.Since, cancellation);
        var needed = settings.Challenge.Rows * (renewal.Looks.Count + 1);
        if (a.Rows < needed)
        {
            if (renewal.Since + settings.Limits.Timeout > clock.GetUtcNow())
            {
                return Hold(
                    renewal, challenger,
                    $"waiting for {needed} labelled rows to compare version {challenger} with version {champion}{LeftOut(left)}");
            }

            await served.DropAsync(challenger, champion, "too few labels", cancellation);
            return Watch(
                renewal, "renewal.drop", challenger,
                FormattableString.Invariant(
                    $"{a.Rows:N0} labelled rows in {Format.Took(settings.Limits.Timeout)}, {needed:N0} are needed{LeftOut(left)}"));
        }

        var look = Challenge.Look(
            settled, a, b, settings.Challenge, renewal.Looks.Count + 1, project.For(Stage).Read(Section.Seed) + renewal.Looks.Count,
            cancellation);
        var looked = renewal with { Looks = [.. renewal.Looks, look], Hold = "" };
        if (look.Verdict == ChallengeVerdict.Better)
        {
            return await BeginTrialAsync(looked with { Since = clock.GetUtcNow() }, cancellation);
        }

        if (look.Verdict == ChallengeVerdict.Open && looked.Looks.Count < settings.Challenge.Looks)
        {
            return (
                looked,
                Note(
                    "renewal.hold", challenger,
                    $"look {looked.Looks.Count} of {settings.Challenge.Looks} is undecided{Next(looked.Looks.Count)}: {look.Words}",
                    look));
        }

        await served.DropAsync(challenger, champion, look.Words, cancellation);
        return Watch(
            looked, "renewal.drop", challenger,
            $"{(look.Verdict == ChallengeVerdict.NotBetter ? "not better by the margin" : "has not won by the last look")}: {look.Words}");
    }

    /// <summary>
    /// Lets a challenger that has won answer a share of the requests; without the approvals for that it waits, which is noted once.
    /// </summary>
    private async Task<(Renewal Next, AuditNote? Note)> BeginTrialAsync(Renewal renewal, CancellationToken cancellation)
    {
        var (challenger, look) = (renewal.Challenger!.Value, renewal.Looks[^1]);
        if (await served.TryAsync(challenger, look.Words, cancellation) is not { } missing)
        {
            return (
                renewal with { Stage = RenewalStage.Canary, Since = clock.GetUtcNow(), Hold = "" },
                Note("renewal.try", challenger, look.Words, look));
        }

        var (next, note) = Hold(renewal with { Stage = RenewalStage.Approval }, challenger, $"has won and waits: {missing}; {look.Words}");
        return (next, note is null ? null : Note("renewal.hold", challenger, note.Reason, look));
    }

    /// <summary>Asks again for the approvals that a challenger lacks, as long as the policy's timeout allows.</summary>
    private async Task<(Renewal Next, AuditNote? Note)> WaitAsync(Renewal renewal, Served state, CancellationToken cancellation)
    {
        var (champion, challenger) = (renewal.Champion!.Value, renewal.Challenger!.Value);
        if (state.Live != champion)
        {
            return await GiveUpAsync(renewal, state, cancellation);
        }

        if (renewal.Since + settings.Limits.Timeout > clock.GetUtcNow())
        {
            return await BeginTrialAsync(renewal, cancellation);
        }

        await served.DropAsync(challenger, champion, "nobody approved it", cancellation);
        return Watch(renewal, "renewal.drop", challenger, $"nobody approved it in {Format.Took(settings.Limits.Timeout)}: {renewal.Hold}");
    }

    /// <summary>Ends a renewal because a person has changed the deployment.</summary>
    private async Task<(Renewal Next, AuditNote? Note)> GiveUpAsync(Renewal renewal, Served state, CancellationToken cancellation)
    {
        var challenger = renewal.Challenger!.Value;
        await served.DropAsync(challenger, state.Live, "somebody else changed the deployment", cancellation);
        return Watch(
            renewal, "renewal.drop", challenger,
            $"version {state.Live} is live instead of version {renewal.Champion}: somebody else changed the deployment");
    }

    private async Task<(Renewal Next, AuditNote? Note)> TryAsync(Renewal renewal, CancellationToken cancellation)
    {
        var (champion, challenger) = (renewal.Champion!.Value, renewal.Challenger!.Value);
        switch (await served.AdvanceAsync(challenger, cancellation))
        {
            case TrialProgress.Running:
                return (renewal, null);
            case TrialProgress.RolledBack:
                return Watch(renewal, "renewal.drop", challenger, "the trial on a share of the requests was rolled back");
            default:
                var why = renewal.Looks[^1].Words;
                await served.PromoteAsync(challenger, why, cancellation);
                return (
                    renewal with { Stage = RenewalStage.Probation, Since = clock.GetUtcNow(), Looks = [], Hold = "" },
                    Note(
                        "renewal.promote", challenger,
                        $"replaces version {champion}, which stays ready for {Format.Took(settings.Limits.Probation)}: {why}"));
        }
    }

    private async Task<(Renewal Next, AuditNote? Note)> ProveAsync(Renewal renewal, Served state, CancellationToken cancellation)
    {
        var (old, promoted) = (renewal.Champion!.Value, renewal.Challenger!.Value);
        if (state.Live != promoted)
        {
            return Watch(
                renewal, "renewal.end", promoted,
                $"version {state.Live} is live instead of version {promoted}: somebody else changed the deployment");
        }

        var (metric, a, b, _) = await PairAsync(state, promoted, old, renewal.Since, cancellation);
        if (renewal.Looks.Count < settings.Challenge.Looks && a.Rows >= settings.Challenge.Rows * (renewal.Looks.Count + 1))
        {
            // The reverse question: is the previous version better after all?
            var look = Challenge.Look(
                metric, a, b, settings.Challenge, renewal.Looks.Count + 1,
                project.For(Stage).Read(Section.Seed) + renewal.Looks.Count, cancellation);
            var looked = renewal with { Looks = [.. renewal.Looks, look] };
            if (look.Verdict != ChallengeVerdict.Better)
            {
                return (looked, Note("renewal.hold", promoted, $"version {old} is not better: {look.Words}", look));
            }

            await served.DropAsync(promoted, old, look.Words, cancellation);
            await served.PromoteAsync(old, look.Words, cancellation);
            return Watch(looked, "renewal.rollback", promoted, $"version {old} is better after all: {look.Words}");
        }

        if (renewal.Since + settings.Limits.Probation > clock.GetUtcNow())
        {
            return Hold(renewal, promoted, $"on probation; version {old} stays ready");
        }

        await served.RetireAsync(old, $"version {promoted} has replaced it and has proved itself", cancellation);
        return Watch(
            renewal, "renewal.retire", old,
            $"version {promoted} has replaced it and has proved itself for {Format.Took(settings.Limits.Probation)}");
    }

    private async Task<RenewalFacts> FactsAsync(
        string deployment, Renewal renewal, Served state, ModelVersion version, CancellationToken cancellation)
    {
        var alerts = (await new AlertStore(records, project.For(Stage).Read(AlertSettings.Section), clock).ListAsync(cancellation))
            .Where(alert => alert.Deployment == deployment && alert.State != AlertState.Resolved && alert.Version == state.Live).ToArray();
        var drift = alerts.Where(alert => alert.Monitor.EndsWith("drift", StringComparison.Ordinal)).MaxBy(alert => alert.Windows);
        var lost = alerts.Where(alert => alert.Monitor == "performance").MaxBy(alert => alert.Windows);
        return new RenewalFacts(
            clock.GetUtcNow(),
            version.CreatedAt,
            renewal.AskedAt,
            settings.When.NewRows is null ? 0 : await LabelledAsync(state, version.CreatedAt, cancellation),
            drift?.Windows ?? 0,
            drift is null ? "" : $"{drift.Monitor} of {drift.Subject}: {drift.Detail}",
            lost?.Windows ?? 0,
            lost is null ? "" : $"{lost.Subject}: {lost.Detail}");
    }

    private Task<long> LabelledAsync(Served state, DateTimeOffset since, CancellationToken cancellation) => WithLog(state, async reader =>
    {
        var package = await PackageAsync(state.Live, cancellation);
        return LabelledRows.Of(
            reader, package.Contract, block => block, PredictionLogTime.Microseconds(since), double.MaxValue,
            cancellation).Sum(rows => (long)rows.Block.Count);
    }, cancellation);

    /// <summary>How many rows it takes until a challenger can win.</summary>
    private string Next(int look)
    {
        var next = Math.Max(look + 1, Challenge.Earliest(settings.Challenge));
        return $", at least {Format.Count((long)settings.Challenge.Rows * next, "row")} are needed";
    }

    private static string LeftOut(int rows) =>
        rows == 0 ? "" : $" ({Format.Count(rows, "row")} left out: one of the two has learned them)";

    private Task<(IMetric Metric, Outcome Champion, Outcome Challenger, int LeftOut)> PairAsync(
        Served state, int champion, int challenger, DateTimeOffset since, CancellationToken cancellation) => WithLog(state, async reader =>
    {
        var first = new Scorer(await PackageAsync(champion, cancellation));
        var second = new Scorer(await PackageAsync(challenger, cancellation));
        var contract = first.Package.Contract;
        var metric = Metric(contract);
        var values = metric is DecisionValue ? ChallengeValues.Of(project, contract) : null;
        var (a, b, left) = PairedRows.Read(
            reader, first, second, since, DateTimeOffset.MaxValue, metric.NeedsThreshold, cancellation);
        return (metric, a with { Values = values }, b with { Values = values }, left);
    }, cancellation);

    private async Task<T> WithLog<T>(Served state, Func<LogReader, Task<T>> work, CancellationToken cancellation)
    {
        using var tables = machine.Tables(project);
        using var reader = state.Log.Read(tables, cancellation);
        return await work(reader);
    }

    private IMetric Metric(Contract contract) => settings.Challenge.Metric is not { } name ? MetricCatalog.Default(contract)
        : MetricCatalog.Find(name, contract)
            ?? throw new TrestleException(
                RetrainOrRetireErrors.NoMetric(
                    name, contract.Task, [.. MetricCatalog.All.Where(metric => metric.Suits(contract)).Select(metric => metric.Name)]));

    private async Task<ModelPackage> PackageAsync(int version, CancellationToken cancellation) =>
        ModelPackage.Open(await new ModelRegistry(project, records).PackageOfAsync($"{version}", cancellation));

    private async Task<ModelVersion> VersionAsync(int version, CancellationToken cancellation) =>
        (await records.VersionsAsync(model, cancellation)).FirstOrDefault(entry => entry.Version == version)
            ?? throw new TrestleException(RetrainOrRetireErrors.NoVersion(model, version));

    /// <summary>Nothing is done; the reason is recorded when it differs from the last one.</summary>
    private (Renewal Next, AuditNote? Note) Hold(Renewal renewal, int version, string reason) =>
        (renewal with { Hold = reason }, renewal.Hold == reason ? null : Note("renewal.hold", version, reason));

    private (Renewal Next, AuditNote? Note) Watch(Renewal renewal, string action, int version, string reason) => (
        renewal with
        {
            Stage = RenewalStage.Watching,
            Since = clock.GetUtcNow(),
            Champion = null,
            Challenger = null,
            Looks = [],
            Hold = "",
        },
        Note(action, version, reason, renewal.Looks));

    private AuditNote Note(string action, int version, string reason, object? evidence = null) =>
        new(
            Who, action, $"{model}/{version}", reason,
            evidence is null ? "" : JsonSerializer.Serialize(evidence, evidence.GetType(), Documents.Compact));

    private static Renewal Read(StoredDocument document) => Documents.Read<Renewal>(Encoding.UTF8.GetBytes(document.Json));
}
