namespace Trestle.Stages.Containerize.Registries;

/// <summary>Opens registries with the credentials that belong to each.</summary>
/// <param name="pushedTo">
/// The registry that is pushed to, the only one that gets the credentials of the environment; null when there is none.
/// </param>
/// <param name="variable">The environment.</param>
/// <param name="clock">For the pauses between attempts.</param>
public sealed class RegistryClients(string? pushedTo, Func<string, string?> variable, TimeProvider clock)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    internal RegistryClient Open(ImageReference reference)
    {
        var credentials = (reference.Host == pushedTo ? Credentials.OfEnvironment(variable) : null)
            ?? Credentials.OfFiles(reference.Host, variable);
        return new RegistryClient(
            reference,
            new RegistrySession(
                reference, credentials, new SocketsHttpHandler { ConnectTimeout = ConnectLimit, UseCookies = false }, clock));
    }
}
