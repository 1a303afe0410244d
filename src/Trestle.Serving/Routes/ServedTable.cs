using Trestle.Core.Routing;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Routes;

/// <summary>A route table with its models loaded. Immutable: a new one replaces it.</summary>
internal sealed class ServedTable
{
    private readonly ServedRoute[] canaries;
    private readonly ulong[] canaryEnds;
    private readonly ServedRoute[] shadows;
    private readonly ulong[] shadowEnds;
    private readonly ServedRoute? live;
    private readonly Refusal? gone;

    /// <summary>A table of loaded routes: none when the model is retired, otherwise with exactly one that is live.</summary>
    public ServedTable(string model, IReadOnlyList<ServedRoute> routes)
    {
        Model = model;
        Routes = routes;
        live = routes.SingleOrDefault(route => route.Role == RouteRole.Live);

        // Canaries come first, so that clients sent to one stay there when its share grows.
        canaries = [.. routes.Where(route => route.Role == RouteRole.Canary).OrderBy(route => route.Version)];
        canaryEnds = new ulong[canaries.Length];
        var share = 0.0;
        for (var i = 0; i < canaries.Length; i++)
        {
            canaryEnds[i] = RouteDraw.End(share += canaries[i].Share);
        }

        shadows = [.. routes.Where(route => route.Role == RouteRole.Shadow)];
        shadowEnds = [.. shadows.Select(shadow => RouteDraw.End(shadow.Share))];
    }

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>All versions in service.</summary>
    public IReadOnlyList<ServedRoute> Routes { get; }

    /// <summary>Name of the deployment; null when a package is served without one.</summary>
    public string? Deployment { get; init; }

    /// <summary>Number of the table; 0 when a package is served without one.</summary>
    public long Generation { get; init; }

    /// <summary>Why nothing is served any more; null while something is.</summary>
    public Retirement? Retired
    {
        get;
        init
        {
            field = value;
            gone = value is null ? null : RoutingErrors.Retired(value);
        }
    }

    /// <summary>The same routes with other models.</summary>
    public ServedTable With(Func<LoadedModel, LoadedModel> other) => new(Model, [.. Routes.Select(route => new ServedRoute(
        route.Version, route.Role, route.Share, other(route.Model), route.Counts, Model))])
    {
        Deployment = Deployment,
        Generation = Generation,
        Retired = Retired,
    };

    /// <summary>Whether there is nothing to draw: one version answers everything, and there is no shadow.</summary>
    public bool IsPlain => canaries.Length == 0 && shadows.Length == 0;

    /// <summary>Throws when the model is retired.</summary>
    public void RequireService()
    {
        if (gone is not null)
        {
            throw new RefusedException(gone);
        }
    }

    /// <summary>The version that answers a request; not for a retired model.</summary>
    public ServedRoute Pick(RouteDraw draw)
    {
        for (var i = 0; i < canaries.Length; i++)
        {
            if (draw.Answer < canaryEnds[i])
            {
                return canaries[i];
            }
        }

        return live!;
    }

    /// <summary>The answering version with a number as written in requests; null when there is none.</summary>
    public ServedRoute? Find(ReadOnlySpan<char> version)
    {
        foreach (var route in Routes)
        {
            if (route.Role != RouteRole.Shadow && route.VersionText is { } text && version.SequenceEqual(text))
            {
                return route;
            }
        }

        return null;
    }

    /// <summary>Number of shadows.</summary>
    public int ShadowCount => shadows.Length;

    /// <summary>The shadow at a place, when it also scores this request.</summary>
    public ServedRoute? Shadow(int place, RouteDraw draw) => draw.Shadow < shadowEnds[place] ? shadows[place] : null;
}
