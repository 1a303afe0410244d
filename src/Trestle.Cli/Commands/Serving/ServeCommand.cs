using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Register;
using Trestle.Stages.Serve;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle serve</c>: answers HTTP requests with a registered version.</summary>
internal static class ServeCommand
{
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
            "serve", "Answer HTTP requests with a model's predictions, until Ctrl-C. Nothing is logged or monitored; see deploy.",
            "trestle serve examples/churn --port 8080",
            "trestle serve --model 2") { project, port, model, host, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var stage = new ServeStage(open.Project, open.Records, Machine.Host(terminal.Clock, open.Project.Settings.Serve.StartLimit));
            var named = parse.GetRequiredValue(model);
            var package = await new ModelRegistry(open.Project, open.Records).PackageOfAsync(named, cancellation);
            await using var running = await stage.StartAsync(named, parse.GetValue(host), parse.GetValue(port), cancellation);
            var keys = open.Project.Settings.Security.RequireKeys;
            terminal.Notice(Exposure.Of(parse.GetValue(host) ?? open.Project.Settings.Serve.Host, keys));
            if (parse.GetValue(json))
            {
                terminal.Json(new { running.Address, Package = package, Logged = false });
            }
            else
            {
                terminal.Show(Welcome(open, running, package, keys));
            }

            return await WaitAsync(terminal, running, cancellation);
        });
        return command;
    }

    private static IEnumerable<IRenderable> Welcome(OpenProject open, RunningHost running, string package, bool keys)
    {
        yield return Page.Line($"{Path.GetFileName(package)} answers at {running.Address}", Styles.Strong);
        yield return Page.Heading("Send a request");
        yield return Page.Command(RequestExample.Predict(running.Address, ModelPackage.Open(package).Contract));
        if (keys)
        {
            yield return Page.Item("Add -H 'Authorization: Bearer TOKEN', with a token of trestle keys create.");
        }

        yield return Page.Heading("Predictions are not logged");
        yield return Page.Item("This host takes no labels, and no monitor watches it. A deployment logs, takes labels and is monitored:");
        yield return Page.Command(open.Type("deploy"));
        yield return Page.Heading("Press Ctrl-C to stop.");
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
