using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy;

/// <summary>Errors of the stage.</summary>
internal static class DeployErrors
{
    private const string See = "show its state: trestle deployments";

    public static Problem NoDeployment(string name, IReadOnlyCollection<string> known) => new(
        "TR1802", $"there is no deployment '{name}'", known.Count == 0
            ? "a deployment (this project has none)"
            : $"one of: {string.Join(", ", known)}", "the records",
        known.Count == 0 ? "make one: trestle deploy" : Nearest.Advice(name, known));

    public static Problem Unknown(string what, string asked, IReadOnlyCollection<string> known) => new(
        "TR1803", $"there is no {what} '{asked}'", $"one of: {string.Join(", ", known)}", $"deploy.{what}, --{what}",
        Nearest.Advice(asked, known));

    public static Problem ChangedMeanwhile(string name) => new(
        "TR1807", $"deployment '{name}' was changed by somebody else in the meantime", "one change at a time", "the records", See);

    public static Problem NothingBefore(string name) => new(
        "TR1808", $"deployment '{name}' has no earlier version to go back to", "a version that was live before and is not retired",
        "the deployment", "deploy the version you want: trestle deploy VERSION --strategy direct");

    public static Problem NoRollout(string name) => new(
        "TR1809", $"deployment '{name}' has no rollout under way", "a rollout under way", "the deployment", See);

    public static Problem StillLive(string name, int version) => new(
        "TR1810", $"version {version} is live in deployment '{name}'", "a version that is not live", "the deployment",
        "deploy another version first, or retire the whole model: trestle retire all");

    public static Problem TakenBack(string name, int version, Problem cause) => new(
        "TR1812", $"version {version} did not come into service: {cause.Found}", cause.Expected, $"deployment '{name}'; {cause.Where}",
        $"the version before answers on; {cause.Fix}");

    public static Problem TakenBackElsewhere(string name, int version, string failure) => new(
        "TR1849", $"version {version} was taken back by the host of another checkout: {failure}", "a version that every host loads",
        $"deployment '{name}'", "the version before answers on; see the log of that host, and deploy again");

    public static Problem AlreadyRetired(string name, string reason) => new(
        "TR1813", $"deployment '{name}' is retired: {reason}", "a deployment in service", "the deployment",
        "deploy a new version to bring it into service again");

    public static Problem NeverServed(string name, Problem cause) => new(
        "TR1814", $"deployment '{name}' did not come into service: {cause.Found}", cause.Expected, cause.Where, cause.Fix);

    public static Problem NotRegistered(string reference) => new(
        "TR1816", $"'{(reference.Length > 80 ? reference[..80] : reference)}' is not a registered version",
        "a version's number, or an alias such as champion", "the registry", "list them: trestle models");

    public static Problem AnotherAnswers(Deployment deployment, LiveVersion live, int asked) => new(
        "TR1818",
        (deployment.Stopped is null
            ? FormattableString.Invariant(
                $"version {live.Version} of '{deployment.Model}' answers since {live.Since:yyyy-MM-dd HH:mm} UTC, not {asked}")
            : $"version {live.Version} of '{deployment.Model}' answers once the deployment is started, not {asked}")
            + (deployment.Rollout?.To == asked ? ", which is on its way" : ""),
        "a champion that answers",
        $"deployment '{deployment.Name}'",
        $"deploy it as well with --deploy (in the API: \"deploy\": true), or choose how with 'trestle deploy {asked} --strategy NAME': "
            + "it is the champion once it answers");

    public static Problem IsStopped(string name, Stoppage stopped) => new(
        "TR1841", $"deployment '{name}' is stopped: {stopped.Reason}", "a deployment that is not stopped", "the deployment",
        "start it: trestle start");

    public static Problem NothingToRun(string name) => new(
        "TR1842", $"deployment '{name}' has no version that could answer", "a deployment that came into service", "the deployment",
        "deploy a version: trestle deploy");

    public static Problem NotRetired(string name, int version, IReadOnlyCollection<int> retired) => new(
        "TR1843", $"version {version} is not retired in deployment '{name}'",
        retired.Count == 0 ? "a retired version (none is)" : $"one of: {string.Join(", ", retired)}", "the deployment",
        $"deploy it, if it is registered: trestle deploy {version}");

    public static Problem LockHeld(string file) => new(
        "TR1815", "another process has held this deployment for minutes", "that it finishes", file,
        "check that process or end it; then try again");

    public static Problem TakesNoTables(string name, string target) => new(
        "TR1846", $"deployment '{name}' runs on {target}, whose hosts have the tables of their package only",
        "a deployment on this machine (target process)", "deploy.target",
        "train and deploy a new version: it has the tables as they are now");

    public static Problem NoSuchTable(int run, string table, int version, IReadOnlyCollection<string> made) => new(
        "TR1847", $"run {run} has no table '{table}', which version {version} looks up",
        made.Count == 0 ? "a run with the joins of the version" : $"one of: {string.Join(", ", made.Order(StringComparer.Ordinal))}",
        "curate.joins", "the configuration has changed since the version was trained: train and deploy a new one");

    public static Problem TablesRefused(string name, string reason) => new(
        "TR1848", $"the host of deployment '{name}' does not answer with the new tables: {reason}",
        "tables that fit the package; the previous ones stay in force", "the deployment's folder",
        "correct the cause and refresh again; 'trestle deployments' shows the host");
}
