using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle runs</c>: the runs of a project.</summary>
internal static class RunsCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var limit = new Option<int>("--last")
        {
            HelpName = "N",
            Description = "Maximum entries to list (default: 20).",
            DefaultValueFactory = _ => 20,
        };
        var json = Verb.JsonOption();
        var command = new Verb("runs", "List the runs of a project, newest first.", "trestle runs examples/churn") { project, limit, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            await open.SettleAsync(cancellation);
            var runs = await open.Records.RunsAsync(Math.Max(1, parse.GetValue(limit)), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(runs.Select(RunDocument.Of));
                return;
            }

            if (runs.Count == 0)
            {
                terminal.Show(Page.Line("There are no runs yet. Start one:"), Page.Command(open.Type("run")));
                return;
            }

            var table = Page.Table(">run", "=", "=started", ">took", "command");
            foreach (var run in runs)
            {
                table.Row(
                    $"{run.Id}", RunPage.Look(run.Status), Format.When(run.StartedAt, terminal.Clock),
                    RunPage.Took(run.StartedAt, run.EndedAt), run.Run.Command);
            }

            terminal.Show(table);
        });
        return command;
    }
}
