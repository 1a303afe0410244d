using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Metrics;

using Route = Trestle.Core.Routing.Route;

namespace Trestle.Serving.Routes;

/// <summary>Loads what a table names; what the table in force has already loaded is reused.</summary>
internal static class TableLoader
{
    /// <summary>A table of one package, as given by <c>--package</c>.</summary>
    public static ServedTable Single(string path, int version, RequestPolicy policy, HostMetrics metrics)
    {
        var model = new LoadedModel(ModelPackage.Open(path), policy);
        var name = model.Package.Manifest.Name;
        return new ServedTable(name, [new ServedRoute(version, RouteRole.Live, 1, model, metrics.Route(version, RouteRole.Live), name)]);
    }

    /// <summary>
    /// Loads a table, completely or not at all: a package that cannot be opened, or differs from the table's, is a problem.
    /// </summary>
    public static ServedTable Load(
        RouteTable table, string folder, ServedTable? before, RequestPolicy policy, HostMetrics metrics)
    {
        var models = before?.Routes.Select(route => route.Model).DistinctBy(model => model.Hash).ToDictionary(model => model.Hash) ?? [];
        var routes = table.Routes.Select(route => new ServedRoute(
            route.Version, route.Role, route.Share, Model(route, folder, policy, models), metrics.Route(route.Version, route.Role),
            table.Model));
        return new ServedTable(table.Model, [.. routes])
        {
            Deployment = table.Deployment,
            Generation = table.Generation,
            Retired = table.Retired,
        };
    }

    private static LoadedModel Model(Route route, string folder, RequestPolicy policy, Dictionary<string, LoadedModel> models)
    {
        if (models.TryGetValue(route.Hash, out var known))
        {
            return known;
        }

        var package = ModelPackage.Open(Path.Combine(folder, route.Package));
        if (package.Hash.ToString() != route.Hash)
        {
            throw new TrestleException(RoutingErrors.OtherPackage(route, package.Hash));
        }

        return models[route.Hash] = new LoadedModel(package, policy);
    }
}
