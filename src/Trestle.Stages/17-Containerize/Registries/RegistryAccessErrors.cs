namespace Trestle.Stages.Containerize.Registries;

/// <summary>Errors of registries.</summary>
internal static class RegistryAccessErrors
{
    public static Problem Refused(string registry, string what, string reason) => new(
        "TR1713", $"the registry refuses {what}: {reason}", "that it accepts or returns it", registry,
        "check the name and your permissions there");

    public static Problem NotAllowed(string registry, string reason) => new(
        "TR1714",
        $"the registry denies access: {reason}",
        "a user with permission",
        registry,
        "log in (podman login, docker login), or set TRESTLE_REGISTRY_USER and TRESTLE_REGISTRY_PASSWORD for the registry to push to");

    public static Problem NotReachable(string registry, string reason) => new(
        "TR1715", $"the registry does not answer: {reason}", "an answer, within four attempts", registry,
        "check the address and the network; write a registry without TLS as http://…");

    public static Problem WrongAuthFile(string file, string reason) => new(
        "TR1716", $"the file of logins cannot be read: {reason}", "a file written by podman login or docker login", file,
        "log in again, or name another file with REGISTRY_AUTH_FILE");
}
