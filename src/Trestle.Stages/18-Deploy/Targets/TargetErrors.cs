using Trestle.Core.Configuration;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>Errors of targets.</summary>
internal static class TargetErrors
{
    public static Problem DidNotStart(string reason, string log) => new(
        "TR1822", $"the scoring host did not start: {reason}", "a host that answers", log,
        "fix what it reports; if the port is taken, set another with deploy.port");

    public static Problem TooSlow(string what, TimeSpan limit, string where) => new(
        "TR1844", $"{what} does not answer after {Duration.Print(limit)}", "an answer within serve.start-limit", where,
        "run the same command again: what is done is kept; on a slow or busy machine allow more time with serve.start-limit");

    public static Problem TableRefused(string reason, string where) => new(
        "TR1823", $"the scoring host refuses the new routes: {reason}", "versions that can be loaded and equal the registered ones", where,
        "see the host's log; deploy another version");

    public static Problem NoImage(string model, int version, string file) => new(
        "TR1827", $"there is no image of {model} version {version}", "an image made by stage 17", file,
        $"make one: trestle containerize {version}");

    public static Problem BrokenImage(string file, string reason) => new(
        "TR1828", $"the record of the image cannot be used: {reason}", "a record written by stage 17", file,
        "make the image again: trestle containerize");

    public static Problem NoEngine(string asked) => new(
        "TR1829", $"there is no program '{asked}' to run containers", "podman or docker on the PATH", "deploy.container.engine",
        "install podman, or deploy with target process");

    public static Problem EngineFailed(string command, string reason) => new(
        "TR1830", $"{command} failed: {reason}", "exit code 0", "the container engine", "fix what it reports, then deploy again");

    public static Problem ContainerDied(string name, string log) => new(
        "TR1831", $"the container does not answer: {log}", "a container that answers", name,
        "see its log; the version before remains live");

    public static Problem OtherImage(string name, string found, string expected) => new(
        "TR1832", $"the container has the package {found}", $"the package {expected} of the registry", name,
        "make the image again: trestle containerize");

    public static Problem NoLogVolume() => new(
        "TR1834", "pods keep no prediction log without a volume: nobody would notice when the model fails",
        "a PersistentVolumeClaim for the log, or the decision not to watch the model", "deploy.container.volume",
        "set deploy.container.volume to a claim that several pods can write (ReadWriteMany), or deploy.monitor: none");

    public static Problem NoLogFolder(string folder, string reason) => new(
        "TR1835", $"the folder of the prediction log cannot be given to the user of the container: {reason}", "a folder of this user",
        folder, "take ownership of the folder, or set deploy.monitor: none");

    public static Problem StaleTable(long asked, long found, string file) => new(
        "TR1833", $"the route table on disk has generation {found}", $"at most {asked}", file,
        "somebody else deployed at the same time; deploy again");

    public static Problem NoTlsSecret() => new(
        "TR1839", "security.tls is set, and pods cannot read files of this machine",
        "the name of a Secret of the cluster (kubernetes.io/tls) with the certificate and its key", "deploy.container.tls-secret",
        "kubectl create secret tls NAME --cert FILE --key FILE, or let cert-manager keep one; then set deploy.container.tls-secret");
}
