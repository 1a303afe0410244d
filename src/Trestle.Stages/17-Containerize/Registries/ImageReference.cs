using System.Text.RegularExpressions;

using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Registries;

/// <summary>An image's name in a registry: <c>registry.example.org:5000/team/churn:3</c> or <c>…/churn@sha256:…</c>.</summary>
public sealed partial record ImageReference
{
    private const string DockerHub = "docker.io";

    private ImageReference(string scheme, string host, string repository)
    {
        Scheme = scheme;
        Host = host;
        Repository = repository;
    }

    /// <summary><c>https</c>; <c>http</c> for this machine, or when the name says so.</summary>
    public string Scheme { get; }

    /// <summary>The registry, with its port if it has one.</summary>
    public string Host { get; }

    /// <summary>The name within the registry.</summary>
    public string Repository { get; }

    /// <summary>The tag; null when there is none.</summary>
    public string? Tag { get; private init; }

    /// <summary>The digest; null when there is none.</summary>
    public ContentHash? Digest { get; private init; }

    /// <summary>Registry and repository.</summary>
    public string WithoutTag => $"{Host}/{Repository}";

    /// <summary>Where the registry answers.</summary>
    public Uri Address => new($"{Scheme}://{(Host == DockerHub ? "registry-1.docker.io" : Host)}/");

    /// <summary>Whether the registry is this machine, which is accessed without TLS.</summary>
    public static bool IsLoopback(string host) => new Uri($"http://{host}/").IsLoopback;

    /// <summary>Reads a name; null when it is not valid. The registry must be named, because the default depends on the machine.</summary>
    public static ImageReference? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match || match.Groups["repository"].Length > 255)
        {
            return null;
        }

        var host = match.Groups["host"].Value;
        if (!(host.Contains('.') || host.Contains(':') || host == "localhost")
            || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out _))
        {
            return null;
        }

        var scheme = match.Groups["scheme"].Value is { Length: > 0 } written ? written : IsLoopback(host) ? "http" : "https";
        return new ImageReference(scheme, host, match.Groups["repository"].Value)
        {
            Tag = match.Groups["tag"].Value is { Length: > 0 } tag ? tag : null,
            Digest = OciJson.TryDigest(match.Groups["digest"].Value),
        };
    }

    /// <summary>The same image under a tag.</summary>
    public ImageReference Tagged(string tag) => this with { Tag = tag, Digest = null };

    /// <summary>A text as part of a name in a registry: lower case, without separators in a row or at the ends.</summary>
    public static string NameOf(string text) =>
        Separators().Replace(text.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } name ? name : "model";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{WithoutTag}{(Tag is null ? "" : $":{Tag}")}{(Digest is { } digest ? $"@{OciJson.Digest(digest)}" : "")}";

    [GeneratedRegex(
        @"\A(?:(?<scheme>https?)://)?"
            + @"(?<host>(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?)/"
            + @"(?<repository>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)"
            + @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?\z")]
    private static partial Regex Form();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Separators();
}
