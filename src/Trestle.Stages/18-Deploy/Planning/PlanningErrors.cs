namespace Trestle.Stages.Deploy.Planning;

/// <summary>Errors of planning.</summary>
internal static class PlanningErrors
{
    public static Problem Impossible(string target, string strategy, string objection) => new(
        "TR1804", $"target {target} does not support strategy {strategy}: {objection}", "a strategy that the target supports",
        "deploy.strategy, --strategy", "choose direct or blue-green, or target process");

    public static Problem ArchivedBefore(string model, int version, string reason) => new(
        "TR1805", $"version {version} of '{model}' was retired: {reason}", "a version that is not retired", "the deployment",
        $"deploy another version, or bring this one back: trestle models restore {version} --reason TEXT");

    public static Problem OtherTarget(string name, string now, string asked) => new(
        "TR1806", $"deployment '{name}' runs on target {now}, not on {asked}", "the same target for all versions of a deployment",
        "deploy.target, --target", "deploy under another name with --name");
}
