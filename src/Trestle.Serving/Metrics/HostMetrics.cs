using System.Collections.Concurrent;

using Trestle.Core.Routing;
using Trestle.Web.Connections;

namespace Trestle.Serving.Metrics;

/// <summary>The counters of a host. They outlive the tables: a version that comes back continues with its counts.</summary>
internal sealed class HostMetrics
{
    private readonly ConcurrentDictionary<(int Version, RouteRole Role), RouteCounts> routes = [];
    private long loadFailures;

    /// <summary>Counters of requests that reached no version.</summary>
    public RouteCounts Unrouted { get; } = new(0, null);

    /// <summary>All counters, those without a version first.</summary>
    public IEnumerable<RouteCounts> All => [Unrouted, .. routes.Values.OrderBy(counts => counts.Version).ThenBy(counts => counts.Role)];

    /// <summary>Route tables that could not be brought into force.</summary>
    public long LoadFailures => Volatile.Read(ref loadFailures);

    /// <summary>Counters of connections.</summary>
    public ConnectionCounts Connections { get; } = new();

    /// <summary>The counters of a version in a role.</summary>
    public RouteCounts Route(int version, RouteRole role) =>
        routes.GetOrAdd((version, role), key => new RouteCounts(key.Version, key.Role));

    /// <summary>Counts a route table that could not be brought into force.</summary>
    public void LoadFailed() => Interlocked.Increment(ref loadFailures);
}
