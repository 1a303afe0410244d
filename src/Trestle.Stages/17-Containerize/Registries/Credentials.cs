using System.Text;
using System.Text.Json;

namespace Trestle.Stages.Containerize.Registries;

/// <summary>Credentials for a registry: a user with a password, or a token.</summary>
/// <param name="User">The user; empty for a token.</param>
/// <param name="Secret">The password or the token.</param>
internal sealed record Credentials(string User, string Secret)
{
    private const string DockerHub = "docker.io";
    private const string DockerHubKey = "https://index.docker.io/v1/";

    /// <summary>User and password in the form of the Basic scheme.</summary>
    public string Basic => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Secret}"));

    /// <summary>Keeps the secret out of messages and logs.</summary>
    public override string ToString() => "credentials";

    /// <summary>
    /// Credentials of the environment: <c>TRESTLE_REGISTRY_TOKEN</c>, or <c>TRESTLE_REGISTRY_USER</c> and
    /// <c>TRESTLE_REGISTRY_PASSWORD</c>; null without them. They are for the registry that is pushed to and are sent to no other.
    /// </summary>
    public static Credentials? OfEnvironment(Func<string, string?> variable) =>
        variable("TRESTLE_REGISTRY_TOKEN") is { Length: > 0 } token ? new Credentials("", token)
        : variable("TRESTLE_REGISTRY_USER") is { Length: > 0 } user ? new Credentials(user, variable("TRESTLE_REGISTRY_PASSWORD") ?? "")
        : null;

    /// <summary>
    /// Credentials that <c>podman login</c>, <c>docker login</c> and the like have stored for a registry: the first of
    /// <c>REGISTRY_AUTH_FILE</c>, <c>$XDG_RUNTIME_DIR/containers/auth.json</c>, <c>~/.config/containers/auth.json</c>,
    /// <c>$DOCKER_CONFIG</c> or <c>~/.docker/config.json</c> that has an entry. Credential helpers are not called. Error TR1716 when a
    /// file cannot be read.
    /// </summary>
    public static Credentials? OfFiles(string host, Func<string, string?> variable) =>
        Files(variable).Where(File.Exists).Select(file => OfFile(file, host)).FirstOrDefault(found => found is not null);

    private static IEnumerable<string> Files(Func<string, string?> variable)
    {
        if (variable("REGISTRY_AUTH_FILE") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }

        if (variable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
        {
            yield return Path.Combine(runtime, "containers", "auth.json");
        }

        var home = variable("HOME") ?? variable("USERPROFILE");
        if (home is { Length: > 0 })
        {
            yield return Path.Combine(home, ".config", "containers", "auth.json");
        }

        if ((variable("DOCKER_CONFIG") ?? (home is null ? null : Path.Combine(home, ".docker"))) is { Length: > 0 } docker)
        {
            yield return Path.Combine(docker, "config.json");
        }
    }

    private static Credentials? OfFile(string file, string host)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!document.RootElement.TryGetProperty("auths", out var all))
            {
                return null;
            }

            string[] keys = host == DockerHub
                ? [host, DockerHubKey]
                : [host, $"https://{host}", $"https://{host}/", $"https://{host}/v1/", $"https://{host}/v2/"];
            foreach (var key in keys)
            {
                if (all.TryGetProperty(key, out var entry)
                    && entry.TryGetProperty("auth", out var auth) && auth.GetString() is { Length: > 0 } pair)
                {
                    var text = Encoding.UTF8.GetString(Convert.FromBase64String(pair)).Split(':', 2);
                    return text.Length == 2
                        ? new Credentials(text[0], text[1].TrimEnd('\0'))
                        : throw new FormatException("an entry is not USER:PASSWORD in Base64");
                }
            }

            return null;
        }
        catch (Exception broken)
            when (broken is JsonException or FormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new TrestleException(RegistryAccessErrors.WrongAuthFile(file, broken.Message), ExitCode.Mistake, broken);
        }
    }
}
