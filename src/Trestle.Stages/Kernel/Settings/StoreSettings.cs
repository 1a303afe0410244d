using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>A store that the machines of a team share.</summary>
public sealed record StoreSettings
{
    private const string Scheme = "s3://";

    [Setting(
        "A folder that all machines see (it must exist), or s3://BUCKET/PREFIX. The AWS SDK finds the credentials (environment, profile).",
        Example = "s3://models/trestle")]
    public required string Path { get; init; }

    [Setting("Address of a server that speaks the protocol of S3, without credentials (default: AWS).", Example = "http://127.0.0.1:9000")]
    public string? Endpoint { get; init; }

    [Setting("Region of the bucket (default: as the AWS SDK finds it; us-east-1 with an endpoint).", Example = "eu-west-1")]
    public string? Region { get; init; }

    /// <summary>The bucket and the prefix; null for a folder.</summary>
    internal (string Bucket, string Prefix)? Bucket => Path.StartsWith(Scheme, StringComparison.Ordinal)
        ? (Path[Scheme.Length..].Split('/', 2)[0], Path[Scheme.Length..].Split('/', 2) is [_, var prefix] ? prefix.Trim('/') : "")
        : null;

    /// <summary>What is wrong with it, and the setting that it is about; null when nothing is.</summary>
    internal (string Setting, string Found, string Expected)? Fault => this switch
    {
        { Path: "" } => ("path", "an empty path", "a folder, or s3://BUCKET/PREFIX"),
        { Bucket: { } place } when !IsBucket(place.Bucket) =>
            ("path", $"the bucket '{place.Bucket}'", "3 to 63 lower-case letters, digits, '.' and '-'"),
        { Bucket: null } when Path.Contains("://", StringComparison.Ordinal) =>
            ("path", $"'{Path.Split("://")[0]}://…'", "a folder, or s3://BUCKET/PREFIX"),
        { Bucket: null, Endpoint: not null } or { Bucket: null, Region: not null } =>
            (Endpoint is null ? "region" : "endpoint", "a server or region for a folder", "s3://BUCKET/PREFIX as the path"),
        { Endpoint: { } endpoint } when !IsEndpoint(endpoint) =>
            ("endpoint", "an address that cannot be used", "http:// or https:// with a host, without user, password and query"),
        _ => null,
    };

    /// <summary>A path alone is short for the section.</summary>
    [ShortForm]
    public static StoreSettings FromText(string path) => new() { Path = path };

    private static bool IsBucket(string name) =>
        name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "" };
}
