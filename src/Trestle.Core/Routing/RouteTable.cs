namespace Trestle.Core.Routing;

/// <summary>
/// What a scoring host serves: a small file that the host watches. A change takes effect between two requests; an invalid table leaves
/// the previous one in force.
/// </summary>
public sealed record RouteTable
{
    /// <summary>Name of the deployment.</summary>
    public required string Deployment { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Grows by one with every change; the host reports the one it serves.</summary>
    public required long Generation { get; init; }

    /// <summary>
    /// The versions in service. The shares of those that answer (all but shadows) sum to 1; empty only when the model is retired.
    /// </summary>
    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>Set when the model has been taken out of service: every request is answered with 410 and this.</summary>
    public Retirement? Retired { get; init; }
}

/// <summary>The role of a version in a deployment.</summary>
public enum RouteRole
{
    /// <summary>It answers.</summary>
    Live,

    /// <summary>It answers a share of the requests, on trial.</summary>
    Canary,

    /// <summary>It scores the same requests as the live one; its answers are only logged.</summary>
    Shadow,
}

/// <summary>One version in service.</summary>
/// <param name="Version">Its number in the registry.</param>
/// <param name="Package">Its package's file; relative to the table's folder, or absolute.</param>
/// <param name="Hash">The package's hash in hexadecimal digits; a package with another hash is not served.</param>
/// <param name="Role">Its role.</param>
/// <param name="Share">Share of the requests that it answers, 0 to 1; for a shadow the share that it scores as well.</param>
public sealed record Route(int Version, string Package, string Hash, RouteRole Role, double Share);

/// <summary>The model is out of service for good.</summary>
/// <param name="Reason">Why, for whoever still sends requests.</param>
/// <param name="Successor">Where to go instead; null when there is nothing.</param>
public sealed record Retirement(string Reason, string? Successor);
