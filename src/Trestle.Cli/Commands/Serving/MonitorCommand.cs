using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle monitor</c>: what the monitors found, now and in rows of the past.</summary>
internal static class MonitorCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var name = Verb.TextOption("--name", "NAME", "Only this deployment (default: all).");
        var now = new Option<bool>("--now")
        {
            Description = "Judge windows that are over at once, as the server does every minute, and show the running one so far.",
        };
        var file = Verb.TextOption(
            "--file", "FILE", "Judge the rows of a file instead: CSV, Parquet or JSON lines; labels in the target column count.");
        var model = ServeCommand.ModelOption();
        var (cores, memory) = (Machine.CoresOption(), Machine.MemoryOption());
        var command = new Verb(
            "monitor", "Show what the monitors found in each window of a deployment, and when the running window ends.",
            "trestle monitor examples/churn", "trestle monitor examples/churn --now", "trestle monitor examples/churn --file past.csv")
        {
            project, name, now, file, model, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var machine = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var task = parse.GetValue(file) is { } past
                ? FileAsync(terminal, open, machine, parse.GetRequiredValue(model), past, parse.GetValue(json), cancellation)
                : WatchAsync(terminal, open, machine, parse.GetValue(name), parse.GetValue(now), parse.GetValue(json), cancellation);
            await task;
            open.Project.ClearTempFolders();
        });
        return command;
    }

    private static async Task FileAsync(
        Terminal terminal, OpenProject open, Resources machine, string model, string file, bool json, CancellationToken cancellation)
    {
        var report = await new FileMonitor(open.Project, open.Records, machine, terminal.Clock).JudgeAsync(model, file, cancellation);
        if (json)
        {
            terminal.Json(report);
        }
        else
        {
            terminal.Show(MonitorView.Show(report));
        }
    }

    private static async Task WatchAsync(
        Terminal terminal, OpenProject open, Resources machine, string? name, bool now, bool json, CancellationToken cancellation)
    {
        var all = await DeployCommand.Open(open, terminal.Clock).ListAsync(cancellation);
        var chosen = all.Where(one => (name is null || one.Name == name) && DeploymentLog.Of(open.Project, one) is not null)
            .ToArray();
        if (name is not null && chosen.Length == 0)
        {
            throw new TrestleException(CliErrors.NotUnderstood(
                $"nothing answers under the name '{name}'", "trestle monitor", Nearest.Advice(name, [.. all.Select(one => one.Name)])));
        }

        var stage = new MonitorStage(open.Project, open.Records, machine, terminal.Clock);
        var found = new List<WatchedDeployment>();
        foreach (var deployment in chosen)
        {
            found.Add(await LookAsync(open, stage, deployment, now, cancellation));
        }

        if (json)
        {
            terminal.Json(found);
        }
        else
        {
            terminal.Show(MonitorView.Show(found, open.Project.Settings.Monitor.Window, terminal.Clock));
            terminal.Show(
                found.Count == 0
                    ? [Page.Line("Nothing answers, so nothing is watched. Deploy a version:"), Page.Command(open.Type("deploy"))]
                    : now ? [] : [Page.Line("Judge what there is:", Styles.Quiet), Page.Command(open.Type("monitor", "--now"))]);
        }
    }

    private static async Task<WatchedDeployment> LookAsync(
        OpenProject open, MonitorStage stage, Deployment deployment, bool now, CancellationToken cancellation)
    {
        var (version, since) = (deployment.Live!.Value, deployment.LiveSince ?? deployment.ChangedAt);
        var log = new PredictionLog(DeploymentNames.Folder(open.Project, deployment.Name));
        var made = now ? await stage.AdvanceAsync(deployment.Name, log, version, since, cancellation) : [];
        var running = await stage.RunningAsync(deployment.Name, version, since, cancellation);
        var preview = now ? await stage.PreviewAsync(deployment.Name, log, version, since, cancellation) : null;
        var reports = await stage.ReportsAsync(deployment.Name, version, cancellation);
        return new WatchedDeployment(deployment.Name, version, running, made.Count, reports, preview);
    }
}
