namespace Trestle.Stages.Containerize.Registries;

/// <summary>Errors of registries.</summary>
internal static class RegistryAccessErrors
{
    public static Problem Refused(string registry, string what, string reason) => new(
        "TR1713", $"the registry refuses {what}: {reason}", "that it takes or gives it", registry, "check the name, and what you may do there");

    public static Problem NotAllowed(string registry, string reason) => new(
        "TR1714",
        $"the registry does not know you, or you may not do this: {reason}",
        "a user who may",
        registry,
        "log in (podman login, docker login), or set TRESTLE_REGISTRY_USER and TRESTLE_REGISTRY_PASSWORD for the registry that is pushed to");

    public static Problem NotReachable(string registry, string reason) => new(
        "TR1715", $"the registry does not answer: {reason}", "an answer, within four tries", registry, "check the address and the network; a registry without TLS is written http://…");

    public static Problem WrongAuthFile(string file, string reason) => new(
        "TR1716", $"the file of logins cannot be read: {reason}", "what podman login and docker login write", file, "log in again, or name another file with REGISTRY_AUTH_FILE");
}
