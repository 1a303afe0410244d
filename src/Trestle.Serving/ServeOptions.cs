using System.Net;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;

namespace Trestle.Serving;

/// <summary>What the scoring host is told on its command line.</summary>
internal sealed record ServeOptions
{
    /// <summary>The usage, as <c>--help</c> shows it.</summary>
    public const string Usage = """
        Trestle.Serving --package PATH [--host ADDRESS] [--port NUMBER] [--max-body SIZE]

          --package   the model's package: a .trestle file, or its unpacked directory
          --host      the address to listen on (127.0.0.1: this machine only)
          --port      the port to listen on (8080); 0 for any that is free
          --max-body  the largest body of a request (16MiB)

        The first line of output says where it listens. Interrupt it (SIGINT, SIGTERM) to end it.
        """;

    /// <summary>The package's file or directory.</summary>
    public required string Package { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 for any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Most bytes of a body.</summary>
    public long MostBytes { get; init; } = 16 << 20;

    /// <summary>Reads a command line; error TR1901 names an option that cannot be used.</summary>
    public static ServeOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServeOptions { Package = "" };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw Bad(arguments[i], "an option and a value");
            options = arguments[i] switch
            {
                "--package" => options with { Package = value },
                "--host" => options with { Host = Address(value) },
                "--port" => options with { Port = ushort.TryParse(value, out var port) ? port : throw Bad("--port", "a number from 0 to 65535") },
                "--max-body" => options with { MostBytes = Size(value) },
                var other => throw Bad(other, "--package, --host, --port or --max-body"),
            };
        }

        return options.Package.Length > 0 ? options : throw Bad("--package", "the path of a package");
    }

    private static IPAddress Address(string text) => text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw Bad("--host", "an IP address such as 127.0.0.1 or 0.0.0.0");

    private static long Size(string text) => ByteSize.Parse(text) is { Bytes: > 0 and <= 1 << 30 } size
        ? size.Bytes
        : throw Bad("--max-body", "a size from 1B to 1GiB, such as 16MiB");

    private static TrestleException Bad(string option, string expected) => new(ServeErrors.BadOption(option, expected));
}
