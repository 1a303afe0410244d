using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>The port of a host: whether it is free, and who has it if not.</summary>
internal static class HostPort
{
    /// <summary>The port that is taken when none was chosen and it is free.</summary>
    public const int Usual = 8080;

    // Systems give ports from 32768 (Linux) or 49152 on to outgoing connections.
    private const int Lowest = 20000;
    private const int Highest = 32000;

    private const string Other = "another program";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The port for a host that is to be started.</summary>
    /// <param name="chosen">The configured one; null when none was chosen.</param>
    /// <param name="before">The one that the deployment had before; 0 for none.</param>
    /// <param name="host">The address to listen on.</param>
    /// <returns>The port. With 0 configured it is another one than before when somebody else has that now.</returns>
    public static int Choose(int? chosen, int before, string host) => chosen is > 0 and var asked ? asked
        : before > 0 && (chosen is null || IsFree(host, before)) ? before
        : chosen is null && IsFree(host, Usual) ? Usual
        : Free(host);

    /// <summary>
    /// A port that nobody listens on, and that no outgoing connection is given while what listens on it is started again.
    /// </summary>
    public static int Free(string host)
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (IsFree(host, port))
            {
                return port;
            }
        }
    }

    /// <summary>Whether a host could listen there now. An address that is none is left to the host to report.</summary>
    public static bool IsFree(string host, int port)
    {
        var address = host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (port == 0 || address is null)
        {
            return true;
        }

        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Waits a moment for a port, as a host that ends may still have it; error TR1845 says who has it.</summary>
    public static async Task RequireAsync(HostFiles files, string host, int port, TimeProvider clock, CancellationToken cancellation)
    {
        var from = clock.GetTimestamp();
        while (!IsFree(host, port))
        {
            if (clock.GetElapsedTime(from) > Patience)
            {
                throw new TrestleException(
                    HostErrors.PortTaken(host, port, await HolderAsync(files, host, port, cancellation)), ExitCode.Refused);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>Who answers at a port, in words.</summary>
    /// <param name="files">
    /// The deployment that needs it; others of its project are recognised although they ask for a key or speak TLS.
    /// </param>
    /// <param name="host">The address to listen on.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<string> HolderAsync(HostFiles files, string host, int port, CancellationToken cancellation)
    {
        foreach (var known in files.OfProject.Where(one => one.Read().Port == port))
        {
            using var client = new HostClient(known.Read().Address!, known);
            if (await client.VersionAsync(cancellation) is { Deployment: not null } version)
            {
                return Words(version);
            }
        }

        var asked = IPAddress.TryParse(host, out var address) && !IPAddress.Any.Equals(address) && !IPAddress.IPv6Any.Equals(address)
            ? new IPEndPoint(address, port).ToString()
            : $"127.0.0.1:{port}";
        foreach (var scheme in new[] { Uri.UriSchemeHttp, Uri.UriSchemeHttps })
        {
            if (await HostClient.AskStrangerAsync($"{scheme}://{asked}/", cancellation) is { } found)
            {
                return found switch
                {
                    { Version: { } version } => Words(version),
                    { AsksForKey: true } => "a scoring host of another project, which asks for a key",
                    _ => Other,
                };
            }
        }

        return Other;
    }

    private static string Words(HostVersion version) => version switch
    {
        { Deployment: { } deployment, Project: { } project } => $"deployment '{deployment}' of the project with the identity {project}",
        { Deployment: { } deployment } => $"deployment '{deployment}' of another project",
        _ => "a scoring host without a deployment, such as trestle serve",
    };
}
