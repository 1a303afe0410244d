using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.ScoringHosts;

/// <summary>What can go wrong when a scoring host is started.</summary>
internal static class HostingErrors
{
    public static Problem NoHost(string program) => new(
        "TR1941", "the scoring host is missing", "the host built along with Trestle", program,
        "build it: dotnet build src/Trestle.Cli -c Release");

    public static Problem TooSlow(TimeSpan limit) => new(
        "TR1991", $"the scoring host did not answer within {Duration.Print(limit)}", "an answer within serve.start-limit",
        "the scoring host",
        "run the same command to resume: what is done is kept; on a slow or busy machine allow more time with serve.start-limit");

    public static Problem DidNotStart(string reason) => new(
        "TR1942", $"the scoring host did not start: {reason}", "a host that answers", "the scoring host",
        "fix what it reports; if the port is taken, choose another with --port");
}
