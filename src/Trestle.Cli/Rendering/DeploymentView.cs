using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Monitor.Signals;

namespace Trestle.Cli.Rendering;

/// <summary>Shows deployments and deployment plans.</summary>
internal static class DeploymentView
{
    private const int MostBlind = 5;

    /// <summary>Writes a plan.</summary>
    public static void Write(Terminal terminal, DeployPlan plan, bool json)
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

    /// <summary>Writes the state of a deployment after a command.</summary>
    public static void Write(Terminal terminal, Deployment deployment, bool json)
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

    /// <summary>The plan of a deployment.</summary>
    public static IEnumerable<IRenderable> Show(DeployPlan plan)
    {
        yield return Page.Line(
            $"{plan.Deployment} on {plan.Target}: "
                + $"{(plan.From is { } from ? $"version {from} to {plan.To}" : $"version {plan.To}, the first")}, {plan.Strategy}",
            Styles.Strong);
        if (plan.Steps.Count > 0)
        {
            var table = Page.Table(">step", "=name", "routes", "continues when");
            foreach (var (step, number) in plan.Steps.Select((step, index) => (step, index + 1)))
            {
                table.Row(
                    $"{number}", step.Name, string.Join(", ", step.Routes.Select(DeployWords.Route)),
                    number == plan.Steps.Count ? "" : Gate(step));
            }

            yield return table;
        }

        foreach (var note in plan.Notes)
        {
            yield return Page.Line(note, Styles.Attention);
        }

        yield return Page.Gap();
    }

    /// <summary>The state of a deployment, and what its monitors found in the newest window.</summary>
    public static IEnumerable<IRenderable> Show(DeploymentStatus status, SignalReport? newest, TimeProvider clock)
    {
        var (deployment, target) = status;
        yield return Page.Heading($"{deployment.Name}: {Name(status)}");
        yield return Page.Facts(
            ("model", deployment.Model),
            ("target", $"{deployment.Target}{(target.Restarts > 0 ? $", restarted {Format.Count(target.Restarts, "time")}" : "")}"),
            ("address", deployment.Address),
            ("project", target.Project),
            ("generation", Generation(deployment, target)),
            ("routes", string.Join(", ", deployment.Routes.Select(DeployWords.Route))),
            ("rollout", deployment.Rollout is { } rollout ? Progress(rollout, clock) : null),
            ("evidence", deployment.Rollout?.Found),
            ("monitors", newest is null ? null : Signals(newest, clock)),
            ("blind", newest is null ? null : Blind(newest)),
            ("previous", Versions(deployment.Before)),
            ("archived", Versions(deployment.Archived.Select(archived => archived.Version))),
            ("retired", deployment.Retired is { } retired ? Reason(retired) : null),
            ("stopped", deployment.Stopped is { } stopped
                ? $"{Format.When(stopped.At, clock)} by {stopped.Who}: {stopped.Reason}"
                : null),
            ("pending", deployment.Pending?.Reason),
            ("failure", deployment.Failure),
            ("trouble", target.Trouble),
            ("changed", Format.When(deployment.ChangedAt, clock)));
    }

    private static string Signals(SignalReport report, TimeProvider clock)
    {
        var alarms = report.Signals.Where(signal => signal.Alarm).Select(signal => $"{signal.Monitor} {signal.Subject}").ToArray();
        return $"{Format.Count(report.Signals.Count, "signal")} of the window until {Format.When(report.To, clock)}, "
            + $"{Format.Count(alarms.Length, "alarm")}{(alarms.Length > 0 ? $": {string.Join(", ", alarms)}" : "")}";
    }

    /// <summary>The signals that may have missed a change of one standard deviation, the blindest first.</summary>
    private static string? Blind(SignalReport report)
    {
        var blind = report.Signals.Where(signal => signal.Blind).OrderByDescending(signal => signal.Detectable).ToArray();
        var named = blind.Take(MostBlind).Select(signal => $"{signal.Monitor} {signal.Subject} (sees "
            + (signal.Detectable is { } smallest && double.IsFinite(smallest) ? $"from {Format.Figure(smallest)})" : "nothing)"));
        return blind.Length == 0
            ? null
            : $"{Format.Count(blind.Length, "signal")} may have missed a change of one standard deviation: {string.Join(", ", named)}"
                + (blind.Length > MostBlind ? ", ..." : "");
    }

    private static IEnumerable<IRenderable> Outcome(Deployment deployment)
    {
        yield return deployment switch
        {
            { Retired: { } retired } => Page.Line(
                $"{deployment.Name} is retired: {retired.Reason}{(deployment.Stopped is null ? "" : "; nothing answers")}", Styles.Strong),
            { Stopped: { } stopped } =>
                Page.Line($"{deployment.Name} is stopped: {stopped.Reason}; nothing answers", Styles.Strong),
            { Rollout: { } rollout } =>
                Page.Line(
                    $"{deployment.Name}: version {deployment.Live} answers, version {rollout.To} is rolling out: {rollout.Current.Name}",
                    Styles.Strong),
            { Live: { } live, Address: { } address } =>
                Page.Line($"{deployment.Name}: version {live} answers at {address}", Styles.Strong),
            { Live: { } live } =>
                Page.Line(
                    $"{deployment.Name}: version {live} is live in what was written for {deployment.Target}; apply it there",
                    Styles.Strong),
            _ => Page.Line($"{deployment.Name}: nothing answers", Styles.Bad),
        };
        if (deployment.Routes.Count > 1)
        {
            yield return Page.Line(string.Join(", ", deployment.Routes.Select(DeployWords.Route)));
        }

        if (deployment.Rollout is { } under)
        {
            yield return Page.Line(
                $"It continues when {Gate(under.Current)}; trestle up and trestle deploy --watch do this automatically.");
        }
    }

    private static string Generation(Deployment deployment, TargetStatus target) =>
        target.Generation is { } served && served != deployment.Generation
            ? $"{deployment.Generation}; the host serves {served}"
            : $"{deployment.Generation}";

    private static string Progress(Rollout rollout, TimeProvider clock) =>
        $"{rollout.Strategy} of version {rollout.To}, step {rollout.Step + 1} of {rollout.Steps.Count} ({rollout.Current.Name}) "
        + $"since {Format.When(rollout.StepBeganAt ?? rollout.BeganAt, clock)}; continues when {Gate(rollout.Current)}";

    private static string Versions(IEnumerable<int> versions) => string.Join(", ", versions.Select(version => $"version {version}"));

    private static string Reason(Retirement retired) =>
        retired.Successor is { } successor ? $"{retired.Reason}; successor: {successor}" : retired.Reason;

    private static string Gate(RolloutStep step) => step.Gate switch
    {
        StepGate.Proof => "its answers to the sample rows match the training",
        StepGate.Evidence => $"{Duration.Print(step.Hold)} have passed and it is shown to be no worse",
        StepGate.Request => "a user promotes it",
        _ => "its routes are active",
    };

    private static string Name(DeploymentStatus status)
    {
        var state = status.Deployment.State;
        var word = state == DeploymentState.RollingOut ? "rolling out"
            : state == DeploymentState.Serving && status.Down is not null ? "down"
            : state.ToString().ToLowerInvariant();
        return status.Target.Running ? word
            : status.Target.Observed ? $"{word}, nothing answers"
            : $"{word}, left to {status.Deployment.Target}";
    }
}
