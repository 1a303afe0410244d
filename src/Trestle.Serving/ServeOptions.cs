using System.Net;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;

namespace Trestle.Serving;

/// <summary>What the scoring host is told on its command line.</summary>
internal sealed record ServeOptions
{
    /// <summary>The usage, as <c>--help</c> shows it.</summary>
    public const string Usage = """
        Trestle.Serving (--package PATH | --routes FILE) [--prediction-log FOLDER]
                        [--host ADDRESS] [--port NUMBER] [--max-body SIZE] [--drain TIME]
                        [--until-input-ends yes] [--replays yes]
        Trestle.Serving --check PORT

          --package   the model's package: a .trestle file, or its unpacked directory
          --routes    a route table: the versions to serve; when the file changes, they do
          --prediction-log   where predictions, refusals and labels are written down; nowhere when left out
          --host      the address to listen on (127.0.0.1: this machine only)
          --port      the port to listen on (8080); 0 for any that is free
          --max-body  the largest body of a request (16MiB)
          --drain     how long requests that have begun may take when the host is told to end (8s)
          --until-input-ends  yes: end when the standard input does, as it does when who started this is gone
          --replays   yes: a past is replayed; what is written down has the time of its request's header X-Trestle-Time
          --check     instead of all this: ends with 0 when a host on this machine answers at the port, with 1 when none does

        The first line of output says where it listens. Interrupt it (SIGINT, SIGTERM) to end it: it takes no
        further connections, and answers what has begun.
        """;

    /// <summary>The package's file or directory; null when there is a route table.</summary>
    public string? Package { get; init; }

    /// <summary>The route table's file; null when there is a package.</summary>
    public string? Routes { get; init; }

    /// <summary>The folder of the prediction log; null for none.</summary>
    public string? Journal { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 for any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Most bytes of a body.</summary>
    public long MostBytes { get; init; } = 16 << 20;

    /// <summary>How long requests that have begun may take when the host is told to end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Whether to end when the standard input does: a host that was started for a moment does not outlive who started it.
    /// </summary>
    public bool UntilInputEnds { get; init; }

    /// <summary>Whether what is written down has the time that its request names.</summary>
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
                "--routes" => options with { Routes = value },
                "--prediction-log" => options with { Journal = value },
                "--host" => options with { Host = Address(value) },
                "--port" =>
                    options with { Port = ushort.TryParse(value, out var port) ? port : throw Bad("--port", "a number from 0 to 65535") },
                "--max-body" => options with { MostBytes = Size(value) },
                "--drain" => options with { Drain = Time(value) },
                "--until-input-ends" =>
                    options with { UntilInputEnds = value == "yes" ? true : throw Bad("--until-input-ends", "yes, or leave it out") },
                "--replays" => options with { Replays = value == "yes" ? true : throw Bad("--replays", "yes, or leave it out") },
                var other => throw Bad(
                    other,
                    "--package, --routes, --prediction-log, --host, --port, --max-body, --drain, --until-input-ends or --replays"),
            };
        }

        return options.Package is null == options.Routes is null
            ? throw Bad("--package", "the path of a package here, or of a route table with --routes")
            : options is { Package: "" } or { Routes: "" } or { Journal: "" }
            ? throw Bad("--package, --routes or --prediction-log", "a path")
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

    private static TrestleException Bad(string option, string expected) => new(ServeErrors.BadOption(option, expected));
}
