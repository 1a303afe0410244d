using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Serving.Requests;

using Route = Trestle.Core.Routing.Route;

namespace Trestle.Serving.Routes;

/// <summary>What can be wrong with the routes of a scoring host.</summary>
internal static class RoutingErrors
{
    private const string OldStays = "deploy again; the previous table stays in force";

    public static Problem Unreadable(string path, string reason) => new(
        "TR1927", $"the route table cannot be read: {reason}", "a file of at most 1 MiB that the host can read", path, OldStays);

    public static Problem OtherPackage(Route route, ContentHash found) => new(
        "TR1928", $"the package of version {route.Version} has the hash {found}", $"the hash {route.Hash}, from the route table",
        route.Package, "do not use it: copy the package again from the registry");

    public static Problem NotNewer(long asked, long served, string path) => new(
        "TR1929", $"the route table has generation {asked}, and generation {served} is in force", "a higher generation after every change",
        path, OldStays);

    public static Problem Broken(string path, string kind) => new(
        "TR1930", $"Trestle failed on the route table ({kind})", "a valid or a rejected table", path,
        "report this error; the host's error output shows where it failed");

    public static Refusal Retired(Retirement retirement) => new(StatusCodes.Status410Gone, "Retired", new(
        "TR1931", $"the model is retired: {retirement.Reason}", "a model in service", "model",
        retirement.Successor is { } successor ? $"ask {successor} instead" : "stop sending requests; there is no successor"))
    { Successor = retirement.Successor };
}
