using System.Reflection;
using System.Text.Json;

using Trestle.Core.Routing;
using Trestle.Serving.Routes;

namespace Trestle.Serving;

/// <summary>
/// <c>GET /version</c>: this program, the project and the deployment, and the generation of its table in force, the live model, every
/// version in service with the keyed tables that it looks up (<c>refreshed</c>: when they were brought; null for those of the package), and
/// why a later table is not in force. Members that do not apply are null.
/// </summary>
internal static class VersionPage
{
    /// <summary>The version of this program.</summary>
    public static string Trestle { get; } =
        typeof(VersionPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The page.</summary>
    public static byte[] Write(Switchboard board, string? project)
    {
        var table = board.Table;
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            trestle = Trestle,
            project,
            deployment = table.Deployment,
            generation = table.Generation,
            model = table.Routes.FirstOrDefault(route => route.Role == RouteRole.Live) is { } live ? Model(live.Model) : null,
            routes = table.Routes.Select(Route),
            retired = table.Retired is { } retired ? new { reason = retired.Reason, successor = retired.Successor } : null,
            failure = board.Failure is { } failure
                ? new { generation = failure.Generation, code = failure.Code, message = failure.Message, at = failure.At }
                : null,
        });
    }

    private static object Model(LoadedModel model) => new
    {
        name = model.Package.Manifest.Name,
        hash = model.Hash,
        task = model.Package.Contract.TaskName,
        learner = model.Package.Manifest.Learner,
        code = model.Package.Manifest.Code,
    };

    private static object Route(ServedRoute route) => new
    {
        version = route.Version,
        role = route.Role.ToString().ToLowerInvariant(),
        share = route.Share,
        hash = route.Model.Hash,
        tables = route.Model.Package.Tables.OrderBy(table => table.Key, StringComparer.Ordinal).Select(table => new
        {
            name = table.Key,
            rows = table.Value.Schema.Rows,
            refreshed = route.Model.WrittenAt.TryGetValue(table.Key, out var at) ? (DateTimeOffset?)at : null,
        }),
        tablesFailure = route.Model.TablesFault is { } fault
            ? new { code = fault.Code, message = fault.ToString(), state = route.Model.Tables }
            : null,
    };
}
