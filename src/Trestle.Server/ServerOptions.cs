using System.Net;

using Trestle.Stages.Deploy.Targets;

namespace Trestle.Server;

/// <summary>The command-line options of the server.</summary>
internal sealed record ServerOptions
{
    /// <summary>The default port.</summary>
    public const int DefaultPort = 8480;

    /// <summary>The usage, as <c>--help</c> shows it.</summary>
    public const string Usage = """
        Trestle.Server --project FOLDER [--host ADDRESS] [--port NUMBER] [--programs FOLDER] [--still yes]
                       [--until-input-ends yes]

          --project           the project folder
          --host              the address to listen on (default: 127.0.0.1, this machine only)
          --port              the port to listen on; 0 picks a free one (default: 8480)
          --programs          the folder of the command line and the scoring host (default: the parent of this program's folder)
          --still             yes: no background jobs, only the pages and the API
          --until-input-ends  yes: stop when standard input is closed, which happens when the parent process ends

        The first line of output is the address, the second the sign-in link. SIGINT or SIGTERM stops the server.
        """;

    /// <summary>The project's folder.</summary>
    public required string Project { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The command line and the scoring host.</summary>
    public DeployPrograms Programs { get; init; } = DeployPrograms.In(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..")));

    /// <summary>The folder of the published server, with styles, scripts and fonts.</summary>
    public string Files { get; init; } = AppContext.BaseDirectory;

    /// <summary>Whether background jobs are off: no schedule, supervision, monitoring or renewal.</summary>
    public bool Still { get; init; }

    /// <summary>Whether to stop when standard input is closed.</summary>
    public bool UntilInputEnds { get; init; }

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Host);

    /// <summary>Reads a command line; error TR0130 names an option that cannot be used.</summary>
    public static ServerOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions { Project = "" };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw Bad(arguments[i], "an option and a value");
            options = arguments[i] switch
            {
                "--project" => options with { Project = value },
                "--host" => options with { Host = Address(value) },
                "--port" =>
                    options with { Port = ushort.TryParse(value, out var port) ? port : throw Bad("--port", "a number from 0 to 65535") },
                "--programs" => options with { Programs = DeployPrograms.In(Path.GetFullPath(value)) },
                "--still" => options with { Still = value == "yes" ? true : throw Bad("--still", "yes") },
                "--until-input-ends" => options with { UntilInputEnds = value == "yes" },
                var other => throw Bad(other, "an option listed by --help"),
            };
        }

        return options.Project.Length > 0 ? options : throw Bad("--project", "the project folder");
    }

    private static IPAddress Address(string text) => text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw Bad("--host", "an IP address such as 127.0.0.1 or 0.0.0.0");

    private static TrestleException Bad(string option, string expected) => new(ServerErrors.BadOption(option, expected));
}
