namespace Trestle.Stages.Deploy.Hosts;

/// <summary>Errors of hosts.</summary>
internal static class HostErrors
{
    public static Problem NoProgram(string program) => new(
        "TR1821", "the program that keeps a scoring host running is missing", "the program built along with Trestle", program,
        "build it: dotnet build src/Trestle.Cli -c Release");

    public static Problem PortTaken(string host, int port, string holder) => new(
        "TR1845", $"port {port} of {host} is taken by {holder}", "a free port", "deploy.port",
        "free it, or choose another one with deploy.port (0 picks a free one); then: trestle start");

    public static Problem OtherAnswers(int version, int different, int rows, string first) => new(
        "TR1824", $"version {version} answers {different} of {rows} sample rows differently than in training: {first}",
        "the same scores, bit for bit", "samples.jsonl in the package",
        "do not use this package or this host: package the model again");

    public static Problem NoAnswer(int version, string reason) => new(
        "TR1825", $"version {version} does not answer its sample rows: {reason}", "an answer with scores", "POST /invocations",
        "see the host's log");

    public static Problem CannotAsk(string address, string reason) => new(
        "TR1826", $"the scoring host does not answer: {reason}", "a host that answers", address, "see its state: trestle deployments");
}
