namespace Trestle.Stages.Kernel.ScoringHosts;

/// <summary>Starts scoring hosts: processes that answer HTTP requests with a package's predictions.</summary>
public interface IScoringHost
{
    /// <summary>Starts a host for a package, and returns when it answers.</summary>
    /// <param name="package">The package's file or directory.</param>
    /// <param name="address">The address to listen on, such as 127.0.0.1.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="policy">How requests are treated.</param>
    /// <param name="security">The file that says who may use the host; null for everybody that can reach it.</param>
    /// <param name="cancellation">Stops waiting, and ends the host.</param>
    Task<RunningHost> StartAsync(
        string package, string address, int port, RequestPolicy policy, string? security, CancellationToken cancellation);
}
