using Trestle.Core.Errors;

namespace Trestle.Core.Routing;

/// <summary>What can be wrong with a route table.</summary>
internal static class RouteErrors
{
    public static Problem Unusable(string place, string fault) => new(
        "TR0028",
        $"the route table cannot be used: {fault}",
        "versions with roles and shares, of which exactly one is live",
        place,
        "deploy again; the previous table stays in force");
}
