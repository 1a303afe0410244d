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
        RouteTable table, NewerTables newer, ServedTable? before, RequestPolicy policy, HostMetrics metrics)
    {
        var models = before?.Routes.Select(route => route.Model).DistinctBy(model => model.Hash).ToDictionary(model => model.Hash) ?? [];
        var routes = table.Routes.Select(route => new ServedRoute(
            route.Version, route.Role, route.Share, Model(route, newer, policy, models),
            metrics.Route(route.Version, route.Role), table.Model));
        return new ServedTable(table.Model, [.. routes])
        {
            Deployment = table.Deployment,
            Generation = table.Generation,
            Retired = table.Retired,
        };
    }

    /// <summary>The table in force with the newer states of keyed tables that are there now.</summary>
    public static ServedTable Refreshed(ServedTable table, NewerTables newer, RequestPolicy policy)
    {
        var models = table.Routes.Select(route => route.Model).Distinct()
            .ToDictionary(model => model, model => IsCurrent(model, newer) ? model : WithTables(model.Package, newer, policy));
        return table.With(model => models[model]);
    }

    /// <summary>Whether a model was loaded with the newer states that are there now.</summary>
    public static bool IsCurrent(LoadedModel model, NewerTables newer) => newer.State(model.Package) == model.Tables;

    private static LoadedModel Model(Route route, NewerTables newer, RequestPolicy policy, Dictionary<string, LoadedModel> models)
    {
        if (models.TryGetValue(route.Hash, out var known))
        {
            return known;
        }

        var package = ModelPackage.Open(Path.Combine(newer.Folder, route.Package));
        if (package.Hash.ToString() != route.Hash)
        {
            throw new TrestleException(RoutingErrors.OtherPackage(route, package.Hash));
        }

        return models[route.Hash] = WithTables(package, newer, policy);
    }

    /// <summary>
    /// A package with the newer states of its tables. While they cannot be used the tables that it has stay in force; this is reported.
    /// </summary>
    private static LoadedModel WithTables(ModelPackage package, NewerTables newer, RequestPolicy policy)
    {
        var state = newer.State(package);
        try
        {
            return new LoadedModel(newer.Apply(package), policy) { Tables = state, WrittenAt = newer.WrittenAt(package) };
        }
        catch (TrestleException unusable)
        {
            Console.Error.WriteLine(unusable.Problems[0]);
            return new LoadedModel(package, policy) { Tables = state, TablesFault = unusable.Problems[0] };
        }
        catch (Exception failed)
        {
            // Whatever a table contains, the running versions keep running.
            var problem = RoutingErrors.Broken(newer.Folder, failed.GetType().Name);
            Console.Error.WriteLine($"{problem}\n{failed.StackTrace}");
            return new LoadedModel(package, policy) { Tables = state, TablesFault = problem };
        }
    }
}
