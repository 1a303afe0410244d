using System.Text.Json;

using Trestle.Cli.Output;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.Register;
using Trestle.Stages.Serve;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle serve</c>: answers HTTP requests with a registered version.</summary>
internal static class ServeCommand
{
    private const int SampleColumns = 40;

    /// <summary>The option that selects the model.</summary>
    public static Option<string> ModelOption() => new("--model")
    {
        HelpName = "MODEL",
        Description = "Alias, version number or package file (default: champion).",
        DefaultValueFactory = _ => ModelRegistry.Champion,
    };

    public static Verb Create(Terminal terminal)
    {
        var (project, model, json) = (Verb.ProjectArgument(), ModelOption(), Verb.JsonOption());
        var port = new Option<int?>("--port")
        {
            HelpName = "N",
            Description = "Port to listen on; 0 picks a free one (default: from the configuration, 8080).",
        };
        var host = Verb.TextOption("--host", "ADDRESS", "Address to listen on (default: from the configuration, 127.0.0.1).");
        var command = new Verb(
            "serve", "Answer HTTP requests with a model's predictions, until Ctrl-C.", "trestle serve examples/churn --port 8080",
            "trestle serve --model 2") { project, port, model, host, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var stage = new ServeStage(open.Project, open.Records, Machine.Host(terminal.Clock));
            var named = parse.GetRequiredValue(model);
            var package = await new ModelRegistry(open.Project, open.Records).PackageOfAsync(named, cancellation);
            await using var running = await stage.StartAsync(named, parse.GetValue(host), parse.GetValue(port), cancellation);
            var keys = open.Project.Settings.Security.RequireKeys;
            terminal.Notice(Exposure.Of(parse.GetValue(host) ?? open.Project.Settings.Serve.Host, keys));
            if (parse.GetValue(json))
            {
                terminal.Json(new { running.Address, Package = package });
            }
            else
            {
                terminal.Show(Welcome(running, package, keys));
            }

            return await WaitAsync(terminal, running, cancellation);
        });
        return command;
    }

    private static IEnumerable<IRenderable> Welcome(RunningHost running, string package, bool keys)
    {
        yield return Page.Line($"{Path.GetFileName(package)} answers at {running.Address}", Styles.Strong);
        yield return Page.Heading("Send a request");
        yield return Page.Command(
            $"curl {running.Address}invocations {(keys ? "-H 'Authorization: Bearer TOKEN' " : "")}"
            + $"-H 'Content-Type: application/json' -d '{Sample(ModelPackage.Open(package).Contract)}'");
        yield return Page.Heading("Press Ctrl-C to stop.");
    }

    /// <summary>A request that is valid under the contract.</summary>
    public static string Sample(Contract contract)
    {
        var row = SampleRequest.Row(contract).Take(SampleColumns).ToDictionary(entry => entry.Column.Name, entry => entry.Value);
        return JsonSerializer.Serialize(new { dataframe_records = new[] { row } }, Documents.Compact)
            .Replace("'", "'\\''", StringComparison.Ordinal);
    }

    /// <summary>Waits until the user stops it; a host that ends by itself is a failure.</summary>
    private static async Task<int> WaitAsync(Terminal terminal, RunningHost running, CancellationToken cancellation)
    {
        try
        {
            while (await running.Output.ReadLineAsync(cancellation) is { } line)
            {
                terminal.Errors.WriteLine(Format.Plain(line));
            }

            return await running.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Errors.WriteLine("stopped");
            return (int)ExitCode.Done;
        }
    }
}
