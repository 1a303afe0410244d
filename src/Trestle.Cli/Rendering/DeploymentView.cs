using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;

namespace Trestle.Cli.Rendering;

/// <summary>Shows deployments and what they would change.</summary>
internal static class DeploymentView
{
    /// <summary>Writes a plan.</summary>
    public static void Tell(Terminal terminal, DeployPlan plan, bool json)
    {
        if (json)
        {
            terminal.Json(plan);
        }
        else
        {
            terminal.Show(Show(plan));
        }
    }

    /// <summary>Writes how a deployment stands after a command.</summary>
    public static void Tell(Terminal terminal, Deployment deployment, bool json)
    {
        if (json)
        {
            terminal.Json(deployment);
        }
        else
        {
            terminal.Show(Outcome(deployment));
        }
    }

    /// <summary>What would be done.</summary>
    public static IEnumerable<IRenderable> Show(DeployPlan plan)
    {
        yield return Page.Line($"{plan.Deployment} on {plan.Target}: {(plan.From is { } from ? $"version {from} to {plan.To}" : $"version {plan.To}, the first")}, {plan.Strategy}", Styles.Strong);
        if (plan.Steps.Count > 0)
        {
            var table = Page.Table(">step", "=name", "routes", "goes on when");
            foreach (var (step, number) in plan.Steps.Select((step, index) => (step, index + 1)))
            {
                table.Row($"{number}", step.Name, string.Join(", ", step.Routes.Select(DeployWords.Route)), number == plan.Steps.Count ? "" : Gate(step));
            }

            yield return table;
        }

        foreach (var note in plan.Notes)
        {
            yield return Page.Line(note, Styles.Attention);
        }

        yield return Page.Gap();
    }

    /// <summary>How a deployment stands.</summary>
    public static IEnumerable<IRenderable> Show(DeploymentStatus status, TimeProvider clock)
    {
        var (deployment, target) = status;
        yield return Page.Heading($"{deployment.Name}: {Name(deployment.State)}{(target.Running ? "" : ", nothing answers")}");
        yield return Page.Facts(
            ("model", deployment.Model),
            ("target", $"{deployment.Target}{(target.Restarts > 0 ? $", started again {Format.Count(target.Restarts, "time")}" : "")}"),
            ("address", deployment.Address),
            ("generation", $"{deployment.Generation}{(target.Generation is { } served && served != deployment.Generation ? $"; the host serves {served}" : "")}"),
            ("routes", string.Join(", ", deployment.Routes.Select(DeployWords.Route))),
            ("rollout", deployment.Rollout is { } rollout ? $"{rollout.Strategy} of version {rollout.To}, step {rollout.Step + 1} of {rollout.Steps.Count} ({rollout.Current.Name}) since {Format.When(rollout.StepBeganAt ?? rollout.BeganAt, clock)}; goes on when {Gate(rollout.Current)}" : null),
            ("before", deployment.Before.Count > 0 ? string.Join(", ", deployment.Before.Select(version => $"version {version}")) : null),
            ("archived", deployment.Archived.Count > 0 ? string.Join(", ", deployment.Archived.Select(archived => $"version {archived.Version}")) : null),
            ("retired", deployment.Retired is { } retired ? $"{retired.Reason}{(retired.Successor is { } successor ? $"; go to {successor}" : "")}" : null),
            ("pending", deployment.Pending?.Reason),
            ("failure", deployment.Failure),
            ("trouble", target.Trouble),
            ("changed", Format.When(deployment.ChangedAt, clock)));
    }

    private static IEnumerable<IRenderable> Outcome(Deployment deployment)
    {
        yield return deployment switch
        {
            { Retired: { } retired } => Page.Line($"{deployment.Name} is retired: {retired.Reason}", Styles.Strong),
            { Rollout: { } rollout } => Page.Line($"{deployment.Name}: version {deployment.Live} answers, version {rollout.To} is on its way: {rollout.Current.Name}", Styles.Strong),
            { Live: { } live } => Page.Line($"{deployment.Name}: version {live} answers{(deployment.Address is { } address ? $" at {address}" : "")}", Styles.Strong),
            _ => Page.Line($"{deployment.Name}: nothing answers", Styles.Bad),
        };
        if (deployment.Routes.Count > 1)
        {
            yield return Page.Line(string.Join(", ", deployment.Routes.Select(DeployWords.Route)));
        }

        if (deployment.Rollout is { } under)
        {
            yield return Page.Line($"It goes on when {Gate(under.Current)}; trestle up does that by itself, so does trestle deploy --watch.");
        }
    }

    private static string Gate(RolloutStep step) => step.Gate switch
    {
        StepGate.Proof => "its sample rows are answered as in the training",
        StepGate.Evidence => $"{Duration.Print(step.Hold)} are over and it did no worse",
        StepGate.Request => "somebody promotes it",
        _ => "it is in force",
    };

    private static string Name(DeploymentState state) => state == DeploymentState.RollingOut ? "rolling out" : state.ToString().ToLowerInvariant();
}
