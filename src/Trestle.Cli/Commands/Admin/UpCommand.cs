using System.ComponentModel;
using System.Diagnostics;
using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Admin;

/// <summary><c>trestle up</c>: runs the server with API, pages and schedule until Ctrl-C.</summary>
internal static class UpCommand
{
    private const string Listening = "listening on ";
    private const string SignIn = "sign in at ";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    public static Verb Create(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var port = new Option<int>("--port")
        {
            HelpName = "N",
            Description = "Port to listen on; 0 picks a free one (default: 8480).",
            DefaultValueFactory = _ => 8480,
        };
        var host = new Option<string>("--host")
        {
            HelpName = "ADDRESS",
            Description = "Address to listen on (default: 127.0.0.1, this machine only).",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var still = new Option<bool>("--still")
        {
            Description = "Turn off all background jobs: scheduled runs, supervision, monitoring, renewal.",
        };
        var command = new Verb(
            "up",
            "Start the server of a project until Ctrl-C: web pages, API and scheduled runs. Prints a one-time sign-in link.",
            "trestle up examples/churn",
            "trestle up --port 9000")
        {
            project, port, host, still, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var folder = parse.GetRequiredValue(project);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var deployment = await DeployCommand.Open(open, terminal.Clock).FindAsync(open.Project.Settings.Name, cancellation);
            IRenderable[] next = deployment is { Address: not null }
                ? [.. AnswersView.Show(open, deployment)]
                : [Page.Heading("Nothing is deployed yet"), Page.Command(open.Type("deploy"))];
            using var process = Start(folder, parse.GetRequiredValue(host), parse.GetRequiredValue(port), parse.GetValue(still));
            try
            {
                return await WatchAsync(terminal, process, parse.GetRequiredValue(host), next, parse.GetValue(json), cancellation);
            }
            catch (OperationCanceledException)
            {
                return await EndAsync(terminal, process);
            }
        });
        return command;
    }

    private static Process Start(string folder, string host, int port, bool still)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "server", "Trestle.Server.dll");
        if (!File.Exists(program))
        {
            throw new TrestleException(CliErrors.NoServer(program));
        }

        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                program,
                "--project",
                Path.GetFullPath(folder),
                "--host",
                host,
                "--port",
                $"{port}",
                "--until-input-ends",
                "yes",
            },
        };
        if (still)
        {
            start.ArgumentList.Add("--still");
            start.ArgumentList.Add("yes");
        }

        return Process.Start(start) ?? throw new TrestleException(CliErrors.NoServer(program));
    }

    /// <summary>Shows the output of the server until it ends or is stopped.</summary>
    private static async Task<int> WatchAsync(
        Terminal terminal, Process process, string host, IRenderable[] next, bool json, CancellationToken cancellation)
    {
        var address = "";
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                address = line[Listening.Length..];
            }
            else if (line.StartsWith(SignIn, StringComparison.Ordinal))
            {
                Welcome(terminal, address, line[SignIn.Length..], host, next, json);
            }
            else
            {
                terminal.Errors.Profile.Out.Writer.WriteLine(Format.Plain(line));
            }
        }

        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    private static void Welcome(Terminal terminal, string address, string signIn, string host, IRenderable[] next, bool json)
    {
        if (json)
        {
            terminal.Json(new { Address = address, SignIn = signIn });
            return;
        }

        terminal.Show(
            Page.Line($"Server running at {address}", Styles.Strong),
            Page.Heading("Sign in (link valid once, for one hour)"),
            Page.Command(signIn));
        terminal.Show([.. next, Page.Heading("Press Ctrl-C to stop.")]);
        if (!address.StartsWith("https:", StringComparison.Ordinal)
            && (!System.Net.IPAddress.TryParse(host, out var bound) || !System.Net.IPAddress.IsLoopback(bound)))
        {
            terminal.Show(
                Page.Line(
                    "Other machines can reach the server, and the traffic is not encrypted: "
                        + "set security.tls, or put a TLS proxy in front of it.",
                    Styles.Attention));
        }
    }

    /// <summary>The server stops when its input ends: it cancels the current run, which resumes at the next start.</summary>
    private static async Task<int> EndAsync(Terminal terminal, Process process)
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Grace, terminal.Clock);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
        }

        terminal.Errors.WriteLine("stopped");
        return (int)ExitCode.Done;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended before it was killed.
            Debug.WriteLine(e.Message);
        }
    }
}
