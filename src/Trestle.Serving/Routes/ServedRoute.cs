using Microsoft.Extensions.Primitives;

using Trestle.Core.Routing;
using Trestle.Serving.Metrics;

namespace Trestle.Serving.Routes;

/// <summary>A version in service: its role in the table, its model, and its counters.</summary>
internal sealed class ServedRoute
{
    /// <param name="version">Its number in the registry; 0 for a package served from its file.</param>
    /// <param name="role">Its role.</param>
    /// <param name="share">Share of the requests.</param>
    /// <param name="model">The model.</param>
    /// <param name="counts">Its counters.</param>
    /// <param name="name">The model's name.</param>
    public ServedRoute(int version, RouteRole role, double share, LoadedModel model, RouteCounts counts, string name)
    {
        (Version, Role, Share, Model, Counts) = (version, role, share, model, counts);
        VersionText = version > 0 ? $"{version}" : null;
        Header = Visible(VersionText is null ? $"{name}/{model.Hash[..12]}" : $"{name}/{VersionText}/{model.Hash[..12]}");
    }

    public int Version { get; }

    /// <summary>The version in requests; null when it has none.</summary>
    public string? VersionText { get; }

    public RouteRole Role { get; }

    public double Share { get; }

    public LoadedModel Model { get; }

    public RouteCounts Counts { get; }

    /// <summary>Identifies who answered: <c>model/version/hash</c>, the hash shortened to twelve digits.</summary>
    public StringValues Header { get; }

    /// <summary>A header holds visible ASCII alone; other characters are escaped.</summary>
    private static string Visible(string text) =>
        text.All(c => c is > ' ' and <= '~') ? text : Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);
}
