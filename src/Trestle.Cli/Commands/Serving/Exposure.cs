using System.Net;

namespace Trestle.Cli.Commands.Serving;

/// <summary>What somebody should know who makes a model reachable.</summary>
internal static class Exposure
{
    /// <summary>The notices about an address.</summary>
    public static IReadOnlyList<string> Of(string address, bool keys) =>
        keys || address == "localhost" || (IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed))
            ? []
            : [$"other machines can reach {address}, and the host answers everybody: no key is asked for"];
}
