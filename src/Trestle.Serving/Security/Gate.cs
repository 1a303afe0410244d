using Trestle.Core.Security;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Security;

/// <summary>
/// Decides whether a request is let in, before its body is read. Where nothing is asked for, that is a comparison of the header Host.
/// </summary>
internal sealed class Gate(bool local, HostSecurity security, long mostBytes)
{
    private volatile HostNames names = new(local, security.AllowedHosts);

    /// <summary>Replaces what is asked for, between two requests.</summary>
    public void Use(HostSecurity security) => names = new HostNames(local, security.AllowedHosts);

    /// <summary>Lets a request in, or refuses it. Completed at once unless the body is compressed.</summary>
    public Task EnterAsync(HttpContext context)
    {
        var request = context.Request;
        return !names.Allows(request.Headers.Host, context.Connection.LocalIpAddress) ? throw new RefusedException(GateErrors.WrongHost())
            : request.Headers.ContentEncoding.Count > 0 ? ContentEncodings.DecodeAsync(context, mostBytes)
            : Task.CompletedTask;
    }
}
