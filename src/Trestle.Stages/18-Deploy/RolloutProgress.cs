using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;

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
            if (rollout.StepBeganAt is null)
            {
                await BeginStepAsync(rollout, cancellation);
            }
            else if (!await StepAsync(rollout, cancellation))
            {
                return;
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

    /// <summary>Whether something was done that another step may follow.</summary>
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
            case StepGate.Evidence when LookDue(rollout):
                return await LookAsync(rollout, cancellation);
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

        var next = rollout with { Step = rollout.Step + 1, StepBeganAt = null, Looks = 0, Baseline = [] };
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

    /// <summary>
    /// A step is looked at after each quarter of its time and, when that did not suffice, after twice, four, eight times its time and
    /// so on: often enough to stop a bad version, and seldom enough that repeated looks find nothing by chance.
    /// </summary>
    private bool LookDue(Rollout rollout)
    {
        var look = rollout.Looks + 1;
        var due = look <= CanaryJudge.EarlyLooks
            ? rollout.Current.Hold * look / CanaryJudge.EarlyLooks
            : rollout.Current.Hold * Math.Pow(2, Math.Min(look - CanaryJudge.EarlyLooks, 40));
        return clock.GetUtcNow() - rollout.StepBeganAt!.Value >= due;
    }

    private async Task<bool> LookAsync(Rollout rollout, CancellationToken cancellation)
    {
        var elapsed = clock.GetUtcNow() - rollout.StepBeganAt!.Value;
        var verdict = await JudgeAsync(rollout, cancellation);
        var figures = System.Text.Encoding.UTF8.GetString(Documents.Write(verdict));
        if (verdict.Worse)
        {
            await AbandonAsync(rollout, Strategy, verdict.Reason, figures, cancellation);
            return true;
        }

        if (elapsed >= rollout.Current.Hold && verdict.Enough && rollout.Promotion == Promotion.Automatic)
        {
            await NextAsync(rollout, verdict.Reason, figures, cancellation);
            return true;
        }

        if (elapsed >= rollout.Limits.Timeout && !verdict.Enough)
        {
            await AbandonAsync(
                rollout, Strategy, $"{verdict.Reason}; the timeout of {rollout.Limits.Timeout} has passed", figures, cancellation);
            return true;
        }

        var waits = elapsed < rollout.Current.Hold
            ? "the step is not over"
            : verdict.Enough ? "waiting for somebody to promote it" : "waiting for more requests";
        await held.WriteAsync(
            held.Now with { Rollout = rollout with { Looks = rollout.Looks + 1 } },
            held.Note(Strategy, DeployActions.Hold, rollout.To, $"{verdict.Reason}; {waits}", figures),
            cancellation);
        return false;
    }

    private async Task<CanaryVerdict> JudgeAsync(Rollout rollout, CancellationToken cancellation)
    {
        if (await CountsAsync(cancellation) is not { } counts)
        {
            return CanaryVerdict.Nothing("the host does not answer");
        }

        var steps = rollout.Steps.Count(step => step.Gate == StepGate.Evidence);
        return CanaryJudge.Judge(
            await WindowAsync(rollout, rollout.From, counts, cancellation),
            await WindowAsync(rollout, rollout.To, counts, cancellation),
            rollout.Limits,
            CanaryJudge.Level(1 - rollout.Limits.Confidence, steps, rollout.Looks + 1));
    }

    private async Task<CanaryWindow> WindowAsync(
        Rollout rollout, int version, IReadOnlyList<VersionCounts> counts, CancellationToken cancellation) => CanaryWindow.Since(
        rollout.Baseline.FirstOrDefault(count => count.Version == version),
        counts.FirstOrDefault(count => count.Version == version),
        await evidence.ScoresAsync(held.Now, version, rollout.StepBeganAt!.Value, cancellation));

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
