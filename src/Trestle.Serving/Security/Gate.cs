using Trestle.Core.Security;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Security;

/// <summary>
/// Decides whether a request is let in, before its body is read. Where nothing is asked for, that is a comparison of the header Host.
/// </summary>
internal sealed class Gate
{
    private readonly bool local;
    private readonly long mostBytes;
    private readonly TimeProvider clock;
    private volatile Door door;

    /// <summary>A gate for a host on loopback, or on another address.</summary>
    public Gate(bool local, HostSecurity security, long mostBytes, TimeProvider clock)
    {
        (this.local, this.mostBytes, this.clock) = (local, mostBytes, clock);
        door = new Door(new HostNames(local, security.AllowedHosts), Ring(security, null));
    }

    /// <summary>Whether everybody who can reach the host is answered.</summary>
    public bool IsOpen => door.Keys is null;

    /// <summary>Replaces what is asked for, between two requests.</summary>
    public void Use(HostSecurity security) =>
        door = new Door(new HostNames(local, security.AllowedHosts), Ring(security, door.Keys));

    /// <summary>Lets a request in, or refuses it. Completed at once unless the body is compressed.</summary>
    public Task EnterAsync(HttpContext context, string path)
    {
        var (request, now) = (context.Request, door);
        if (!now.Names.Allows(request.Headers.Host, context.Connection.LocalIpAddress))
        {
            throw new RefusedException(GateErrors.WrongHost());
        }

        if (now.Keys is not null && !IsHealth(path))
        {
            now.Keys.Admit(request, labels: path == "/feedback");
        }

        return request.Headers.ContentEncoding.Count > 0 ? ContentEncodings.DecodeAsync(context, mostBytes) : Task.CompletedTask;
    }

    /// <summary>The paths of health checks, which have no key.</summary>
    private static bool IsHealth(string path) => path is "/ping" or "/health" or "/v2/health/live" or "/v2/health/ready";

    private KeyRing? Ring(HostSecurity security, KeyRing? before) => security.RequireKeys ? new KeyRing(security, before, clock) : null;

    private sealed record Door(HostNames Names, KeyRing? Keys);
}
