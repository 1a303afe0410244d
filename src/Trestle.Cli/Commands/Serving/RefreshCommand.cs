using Trestle.Cli.Commands.Pipeline;
using Trestle.Cli.Output;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle refresh</c>: reads the sources again, and brings the tables that rows look up into service.</summary>
internal static class RefreshCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, name, json) = (Verb.ProjectArgument(), DeployCommand.NameOption(), Verb.JsonOption());
        var (cores, memory) = (Machine.CoresOption(), Machine.MemoryOption());
        var command = new Verb(
            "refresh",
            "Read the sources again, and bring the tables that rows in service look up to their present state. The model stays as it is.",
            "trestle refresh examples/flights")
        {
            project, name, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var refreshes = DeployStage.Refreshes(open.Project, open.Records, DeployPrograms.In(AppContext.BaseDirectory));
            var deployment = await refreshes.FindAsync(parse.GetValue(name) ?? open.Project.Settings.Name, cancellation);
            var resources = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var run = await new RunWork(terminal, open, resources, parse.GetValue(json)) { Shows = false }
                .RunAsync(new RunSelection(null, Stage.Curate, null, false), "trestle refresh", cancellation);
            var tables = await refreshes.BringAsync(deployment.Name, run.Run, run.Artifacts, Environment.UserName, cancellation);
            Write(terminal, deployment.Name, run, tables, parse.GetValue(json));
        });
        return command;
    }

    private static void Write(Terminal terminal, string deployment, RunResult run, IReadOnlyList<RefreshedTable> tables, bool json)
    {
        if (json)
        {
            terminal.Json(new
            {
                Deployment = deployment,
                run.Run,
                Tables = tables,
                Warnings = RunWarnings.Of(run.Artifacts),
                Losses = RunLosses.Of(run.Artifacts),
            });
            return;
        }

        terminal.Show(RunWork.Told(run.Artifacts));
        if (tables.Count == 0)
        {
            terminal.Show(Page.Line($"no version of {deployment} in service looks up a table: nothing to refresh"));
            return;
        }

        var table = Page.Table("=version", "=table", ">rows", ">before", "");
        foreach (var one in tables)
        {
            table.Row(
                $"{one.Version}", one.Table, Format.Count(one.Rows), Format.Count(one.Before), one.Changed ? "refreshed" : "unchanged");
        }

        terminal.Show(Page.Heading($"{deployment} answers with the tables of run {run.Run}"), table);
    }
}
