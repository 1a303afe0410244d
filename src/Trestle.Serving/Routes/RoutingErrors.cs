using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Serving.Requests;

using Route = Trestle.Core.Routing.Route;

namespace Trestle.Serving.Routes;

/// <summary>What can be wrong with the routes of a scoring host.</summary>
internal static class RoutingErrors
{
    private const string OldStays = "deploy again; the table before this one stays in force";

    public static Problem Unreadable(string path, string reason) => new(
        "TR1927", $"the route table cannot be read: {reason}", "a file of at most 1 MiB that the host may read", path, OldStays);

    public static Problem OtherPackage(Route route, ContentHash found) => new(
        "TR1928", $"the package of version {route.Version} has the hash {found}", $"the hash {route.Hash}, which the route table names",
        route.Package, "do not use it: take the package again from where it was registered");

    public static Problem NotNewer(long asked, long served, string path) => new(
        "TR1929", $"the route table has generation {asked}, and generation {served} is in force", "a higher generation with every change",
        path, OldStays);

    public static Problem Broken(string path, string kind) => new(
        "TR1930", $"Trestle failed on the route table ({kind})", "a table that is served or refused", path,
        "report it; the host's error output says where it failed");

    public static Refusal Retired(Retirement retirement) => new(StatusCodes.Status410Gone, "Retired", new(
        "TR1931", $"the model is retired: {retirement.Reason}", "a model in service", "model",
        retirement.Successor is { } successor ? $"ask {successor} instead" : "stop asking; there is no successor"))
    { Successor = retirement.Successor };
}
