using System.Globalization;
using System.Net;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Serving.PredictionLogs;

namespace Trestle.Serving;

/// <summary>The command line of the scoring host.</summary>
internal sealed record ServeOptions
{
    /// <summary>The usage, as <c>--help</c> shows it.</summary>
    public const string Usage = """
        Trestle.Serving (--package PATH [--version N] | --routes FILE) [--prediction-log FOLDER] [--keep-size SIZE] [--keep-age TIME]
                        [--host ADDRESS] [--port NUMBER] [--security FILE] [--max-body SIZE] [--drain TIME]
                        [--until-input-ends yes] [--replays yes] [--standby yes] [--project ID]
        Trestle.Serving --check PORT

          --package PATH           the model's package: a .trestle file, or its unpacked directory
          --version N              the package's version in the registry, for the prediction log and the metrics (default: none)
          --routes FILE            a route table: the versions to serve; reloaded when the file changes
          --prediction-log FOLDER  where predictions, refusals and labels are logged (default: nowhere)
          --keep-size SIZE         size of the prediction log at which its oldest segments are removed (default: 20GiB)
          --keep-age TIME          age at which segments of the prediction log are removed (default: 90d)
          --host ADDRESS           the address to listen on (default: 127.0.0.1, this machine only)
          --port NUMBER            the port to listen on; 0 for any free port (default: 8080)
          --security FILE          who may use the host; Trestle writes it, and changes take effect at once (default: no limits)
          --max-body SIZE          maximum size of a request body (default: 16MiB)
          --drain TIME             maximum time for requests under way at shutdown (default: 8s)
          --on-fault WHAT          requests of several rows with a bad one: 'row' answers the others, 'request' refuses (default: row)
          --unseen WHAT            texts that the training did not have: accept, flag or reject (default: flag)
          --out-of-range WHAT      numbers outside the training's range: accept, flag or reject (default: flag)
          --until-input-ends yes   end with the standard input, that is, with the parent process
          --replays yes            replay of historical data: records have the time of the request header X-Trestle-Time
          --standby yes            load the model, then listen once a line arrives on the standard input; end when that ends before
          --project ID             identity of the project, shown by GET /version
          --check PORT             health check only: exits with 0 when a host on this machine answers at the port, else with 1

        The first line of output is the address. Stop it with SIGINT or SIGTERM: it accepts no further
        connections and completes the requests under way.
        """;

    /// <summary>The package's file or directory; null when there is a route table.</summary>
    public string? Package { get; init; }

    /// <summary>The version of the package; 0 when it has none.</summary>
    public int Version { get; init; }

    /// <summary>The route table's file; null when there is a package.</summary>
    public string? Routes { get; init; }

    /// <summary>The folder of the prediction log; null for none.</summary>
    public string? PredictionLog { get; init; }

    /// <summary>Most bytes of the prediction log.</summary>
    public long KeepBytes { get; init; } = PredictionLogLimits.Default.KeepBytes;

    /// <summary>Age at which segments of the prediction log are removed.</summary>
    public TimeSpan KeepAge { get; init; } = PredictionLogLimits.Default.KeepAge;

    /// <summary>The address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 for any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The file that says who may use the host; null for everybody that can reach it.</summary>
    public string? Security { get; init; }

    /// <summary>Most bytes of a body.</summary>
    public long MostBytes { get; init; } = 16 << 20;

    /// <summary>How long requests under way may take when the host is told to end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How requests are treated where the contract does not say it of a column.</summary>
    public RequestPolicy Policy { get; init; } = new();

    /// <summary>
    /// Whether to end with the standard input: a temporary host does not outlive its parent process.
    /// </summary>
    public bool UntilInputEnds { get; init; }

    /// <summary>
    /// Whether it only loads what is to be served, and listens once a line arrives on the standard input.
    /// </summary>
    public bool Standby { get; init; }

    /// <summary>Identity of the project that it serves; null when it was not given.</summary>
    public string? Project { get; init; }

    /// <summary>Whether records have the time from the header of their request.</summary>
    public bool Replays { get; init; }

    /// <summary>Reads a command line; error TR1901 names an option that cannot be used.</summary>
    public static ServeOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServeOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw Bad(arguments[i], "an option and a value");
            options = arguments[i] switch
            {
                "--package" => options with { Package = value },
                "--version" => options with
                {
                    Version = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
                        ? version
                        : throw Bad("--version", "the number of a version, from 1"),
                },
                "--routes" => options with { Routes = value },
                "--prediction-log" => options with { PredictionLog = value },
                "--host" => options with { Host = Address(value) },
                "--port" =>
                    options with { Port = ushort.TryParse(value, out var port) ? port : throw Bad("--port", "a number from 0 to 65535") },
                "--keep-size" => options with
                {
                    KeepBytes = ByteSize.Parse(value) is { Bytes: >= 1 << 20 } size
                        ? size.Bytes
                        : throw Bad("--keep-size", "a size of at least 1MiB, such as 20GiB"),
                },
                "--keep-age" => options with
                {
                    KeepAge = Duration.Parse(value) is { } age && age >= TimeSpan.FromMinutes(1)
                        ? age
                        : throw Bad("--keep-age", "a time of at least 1m, such as 90d"),
                },
                "--security" => options with { Security = value },
                "--max-body" => options with { MostBytes = Size(value) },
                "--drain" => options with { Drain = Time(value) },
                "--on-fault" => options with { Policy = options.Policy with { OnFault = Word<OnFault>("--on-fault", value) } },
                "--unseen" => options with { Policy = options.Policy with { Unseen = Word<UnusualValue>("--unseen", value) } },
                "--out-of-range" =>
                    options with { Policy = options.Policy with { OutOfRange = Word<UnusualValue>("--out-of-range", value) } },
                "--until-input-ends" =>
                    options with { UntilInputEnds = value == "yes" ? true : throw Bad("--until-input-ends", "yes, or omit it") },
                "--standby" => options with { Standby = value == "yes" ? true : throw Bad("--standby", "yes, or omit it") },
                "--project" => options with { Project = value },
                "--replays" => options with { Replays = value == "yes" ? true : throw Bad("--replays", "yes, or omit it") },
                var other => throw Bad(
                    other,
                    "--package, --version, --routes, --prediction-log, --keep-size, --keep-age, --host, --port, --security, --max-body, "
                    + "--drain, --on-fault, --unseen, --out-of-range, --until-input-ends, --replays, --standby or --project"),
            };
        }

        return options.Package is null == options.Routes is null
            ? throw Bad("--package", "the path of a package, or a route table with --routes")
            : options is { Version: > 0, Package: null } ? throw Bad("--version", "a package with --package; routes have versions")
            : options is { Package: "" } or { Routes: "" } or { PredictionLog: "" } or { Security: "" }
            ? throw Bad("--package, --routes, --prediction-log or --security", "a path")
            : options;
    }

    private static IPAddress Address(string text) => text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw Bad("--host", "an IP address such as 127.0.0.1 or 0.0.0.0");

    private static long Size(string text) => ByteSize.Parse(text) is { Bytes: > 0 and <= 1 << 30 } size
        ? size.Bytes
        : throw Bad("--max-body", "a size from 1B to 1GiB, such as 16MiB");

    private static TimeSpan Time(string text) => Duration.Parse(text) is { } time && time <= TimeSpan.FromMinutes(10)
        ? time
        : throw Bad("--drain", "a time up to 10m, such as 8s or 500ms");

    private static T Word<T>(string option, string value)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        var found = Array.IndexOf(words, value);
        return found >= 0 ? Enum.GetValues<T>()[found] : throw Bad(option, string.Join(", ", words));
    }

    private static TrestleException Bad(string option, string expected) => new(ServeErrors.BadOption(option, expected));
}
