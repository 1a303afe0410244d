using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Deploy;

/// <summary>Takes the due steps of a rollout. Every decision, also one to wait, is a note with its figures.</summary>
internal sealed class RolloutProgress(DeploymentSession held, ICanaryEvidence evidence, TimeProvider clock)
{
    /// <summary>Who acts when a strategy decides by itself.</summary>
    public const string Strategy = "trestle";

    /// <summary>Takes steps until one has to wait, or the rollout has ended.</summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        while (held.Now.Rollout is { } rollout)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (!await GoOnAsync(rollout, cancellation))
                {
                    return;
                }
            }
            catch (TrestleException failed) when (DeploymentSession.CameLate(failed))
            {
                // Another checkout's process has taken the step.
                await held.CatchUpAsync(cancellation);
            }
        }
    }

    /// <summary>Makes the new version live: the last step.</summary>
    public Task FinishAsync(Rollout rollout, string who, string reason, string figures, CancellationToken cancellation)
    {
        var change = new Change(DeployActions.Promote, who, $"{reason}; {rollout.Strategy}: {rollout.Steps[^1].Name}", rollout.To);
        return held.MoveAsync(held.Now with { Routes = rollout.Steps[^1].Routes, Rollout = null }, change, figures, cancellation);
    }

    /// <summary>Takes the new version out again.</summary>
    public Task AbandonAsync(Rollout rollout, string who, string reason, string figures, CancellationToken cancellation)
    {
        var change = new Change(DeployActions.Abandon, who, reason, rollout.To);
        return held.MoveAsync(
            held.Now with { Routes = DeploymentPlanner.Without(held.Now.Routes, rollout.To), Rollout = null }, change, figures,
            cancellation);
    }

    /// <summary>Notes the time and the counts from which the step is judged.</summary>
    private async Task BeginStepAsync(Rollout rollout, CancellationToken cancellation)
    {
        IReadOnlyList<VersionCounts> counts = [];
        if (rollout.Current.Gate == StepGate.Evidence)
        {
            counts = await CountsAsync(cancellation) ?? [];
        }

        await held.WriteAsync(
            held.Now with { Rollout = rollout with { StepBeganAt = clock.GetUtcNow(), Baseline = counts } }, null, cancellation);
    }

    /// <summary>Begins the step or takes it; whether something was done that another step may follow.</summary>
    private async Task<bool> GoOnAsync(Rollout rollout, CancellationToken cancellation)
    {
        if (rollout.StepBeganAt is not null)
        {
            return await StepAsync(rollout, cancellation);
        }

        await BeginStepAsync(rollout, cancellation);
        return true;
    }

    private async Task<bool> StepAsync(Rollout rollout, CancellationToken cancellation)
    {
        switch (rollout.Current.Gate)
        {
            case StepGate.None:
                await NextAsync(rollout, "nothing to wait for", "", cancellation);
                return true;
            case StepGate.Proof:
                await ProveAsync(rollout, cancellation);
                return true;
            case StepGate.Evidence:
                return await WatchAsync(rollout, cancellation);
            default:
                return false;
        }
    }

    private async Task NextAsync(Rollout rollout, string reason, string figures, CancellationToken cancellation)
    {
        if (rollout.Step + 2 >= rollout.Steps.Count)
        {
            await FinishAsync(rollout, Strategy, reason, figures, cancellation);
            return;
        }

        var next = rollout with
        {
            Step = rollout.Step + 1,
            StepBeganAt = null,
            Baseline = [],
            Looks = 0,
            Tries = 0,
            LookedAt = null,
            LookedRequests = 0,
            Found = null,
        };
        var change = new Change(DeployActions.Step, Strategy, $"{reason}; {rollout.Strategy}: {next.Current.Name}", rollout.To);
        await held.MoveAsync(held.Now with { Routes = next.Current.Routes, Rollout = next }, change, figures, cancellation);
    }

    private async Task ProveAsync(Rollout rollout, CancellationToken cancellation)
    {
        string proof;
        try
        {
            proof = await held.Target.ProveAsync(held.Order, held.Now.Routes.Single(route => route.Version == rollout.To), cancellation);
        }
        catch (TrestleException refused)
        {
            var cause = refused.Problems[0];
            await AbandonAsync(rollout, Strategy, cause.Found, "", cancellation);
            throw new TrestleException(DeployErrors.TakenBack(held.Now.Name, rollout.To, cause), ExitCode.Refused, refused);
        }

        await NextAsync(rollout, proof, "", cancellation);
    }

    private async Task<bool> WatchAsync(Rollout rollout, CancellationToken cancellation)
    {
        var counts = await CountsAsync(cancellation);
        var requests = Window(rollout, rollout.To, counts ?? [], CanarySample.None).Requests;
        var since = rollout.StepBeganAt!.Value;
        var last = ((rollout.LookedAt ?? since) - since, rollout.LookedRequests);
        return CanaryLooks.Due(last, (clock.GetUtcNow() - since, requests), rollout.Current.Hold, rollout.Limits)
            && await LookAsync(rollout, counts, requests, cancellation);
    }

    private async Task<bool> LookAsync(
        Rollout rollout, IReadOnlyList<VersionCounts>? counts, long requests, CancellationToken cancellation)
    {
        var elapsed = clock.GetUtcNow() - rollout.StepBeganAt!.Value;
        var (over, late) = (elapsed >= rollout.Current.Hold, elapsed >= rollout.Limits.Timeout);
        var tried = over && requests > rollout.LookedRequests && requests >= CanaryJudge.Fewest(rollout.Limits);
        var looked = rollout with
        {
            Looks = rollout.Looks + 1,
            Tries = rollout.Tries + (tried ? 1 : 0),
            LookedAt = clock.GetUtcNow(),
            LookedRequests = Math.Max(requests, rollout.LookedRequests),
        };
        var verdict = counts is null
            ? CanaryVerdict.Nothing("the host does not answer")
            : await JudgeAsync(looked, counts, cancellation);
        var figures = System.Text.Encoding.UTF8.GetString(Documents.Write(verdict));
        var automatic = rollout.Promotion == Promotion.Automatic;
        if (verdict.Worse)
        {
            await AbandonAsync(rollout, Strategy, verdict.Reason, figures, cancellation);
            return true;
        }

        if (over && verdict.Enough && automatic)
        {
            await NextAsync(rollout, verdict.Reason, figures, cancellation);
            return true;
        }

        if (late && !verdict.Enough && rollout.Limits.Undecided != Undecided.Wait)
        {
            var passed = $"{verdict.Reason}; the timeout of {rollout.Limits.Timeout} has passed";
            await (automatic && verdict.Within && rollout.Limits.Undecided == Undecided.Promote
                ? NextAsync(rollout, $"{passed}; unproven, and promoted as deploy.canary.undecided says", figures, cancellation)
                : AbandonAsync(rollout, Strategy, passed, figures, cancellation));
            return true;
        }

        var waits = !over ? "the step is not over"
            : verdict.Enough ? "waiting for somebody to promote it"
            : $"waiting for more requests{Rate(verdict, elapsed)}{(late ? ", or for somebody to promote it" : "")}";
        var found = $"{verdict.Reason}; {waits}";
        await held.WriteAsync(
            held.Now with { Rollout = looked with { Found = found } },
            held.Note(Strategy, DeployActions.Hold, rollout.To, found, figures),
            cancellation);
        return false;
    }

    /// <summary>How long the missing requests take at the rate of this step.</summary>
    private static string Rate(CanaryVerdict verdict, TimeSpan elapsed) =>
        verdict is { Needed: { } needed, CanaryRequests: > 0 and var answered }
            ? $": about {needed}, in {Format.Took(elapsed * ((double)needed / answered))} at this rate"
            : "";

    private async Task<CanaryVerdict> JudgeAsync(Rollout looked, IReadOnlyList<VersionCounts> counts, CancellationToken cancellation)
    {
        var steps = looked.Steps.Count(step => step.Gate == StepGate.Evidence);
        var since = looked.StepBeganAt!.Value;
        return CanaryJudge.Judge(
            Window(looked, looked.From, counts, await evidence.SampleAsync(held.Now, looked.From, since, cancellation)),
            Window(looked, looked.To, counts, await evidence.SampleAsync(held.Now, looked.To, since, cancellation)),
            looked.Limits,
            CanaryJudge.Level(1 - looked.Limits.Confidence, steps, looked.Looks),
            CanaryJudge.Risk(1 - looked.Limits.Assurance, Math.Max(1, looked.Tries)));
    }

    private static CanaryWindow Window(Rollout rollout, int version, IReadOnlyList<VersionCounts> counts, CanarySample sample) =>
        CanaryWindow.Since(
            rollout.Baseline.FirstOrDefault(count => count.Version == version),
            counts.FirstOrDefault(count => count.Version == version),
            sample);

    /// <summary>The counts; null when the host does not answer, which is no evidence and so no promotion.</summary>
    private async Task<IReadOnlyList<VersionCounts>?> CountsAsync(CancellationToken cancellation)
    {
        try
        {
            return await evidence.CountAsync(held.Now, cancellation);
        }
        catch (TrestleException)
        {
            return null;
        }
    }
}
