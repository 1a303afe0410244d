using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Health;
using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Deploy;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Storage.Records;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle status</c>: the status of a project.</summary>
internal static class StatusCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var json = Verb.JsonOption();
        var command = new Verb(
            "status", "Show the status of a project: its last run, stage by stage, and the model that answers. "
                + "Exits with 1 when a deployment should answer and does not.",
            "trestle status examples/churn") { project, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            await open.SettleAsync(cancellation);
            var last = await open.LastAsync(cancellation);
            var units = last is null ? [] : await open.Records.UnitsAsync(last.Id, cancellation);
            var name = open.Project.Settings.Name;
            var status = await DeployCommand.Open(open, terminal.Clock).ChampionAsync(cancellation);
            var alerts = await AlertChecks.UnresolvedAsync(open, terminal.Clock, cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(new
                {
                    Project = name,
                    open.Project.Folder,
                    status.Champion,
                    status.Answers,
                    status.Difference,
                    Alerts = alerts,
                    status.Unregistered,
                    LastRun = last is null ? null : RunDocument.Of(last),
                    Units = units.Select(RunDocument.Of),
                });
            }
            else
            {
                terminal.Show(Show(terminal, open, last, units, status, alerts));
            }

            return (int)(status.IsDown ? ExitCode.Mistake : ExitCode.Done);
        });
        return command;
    }

    private static IEnumerable<IRenderable> Show(
        Terminal terminal, OpenProject open, RunRecord? last, IReadOnlyList<UnitRecord> units, ChampionStatus status,
        IReadOnlyList<Alert> alerts)
    {
        var settings = open.Project.Settings;
        yield return Page.Facts(
            ("project", settings.Name),
            ("folder", open.Project.Folder),
            ("source", settings.MainSource.Name()),
            ("target", settings.Table.Target),
            ("champion", status.Champion is { } version ? $"version {version}" : "none yet"),
            ("answers", Answers(terminal, status)),
            ("alerts", alerts.Count == 0 ? null : AlertChecks.Words(alerts)));
        foreach (var answer in status.Answers.Where(answer => answer.Trouble is not null))
        {
            yield return Page.Line(
                $"version {answer.Version} does not answer: {answer.Trouble}", answer.Stopped ? Styles.Attention : Styles.Bad);
        }

        if (status.Difference is { } difference)
        {
            yield return Page.Line(difference, Styles.Attention);
        }

        if (status.Lost is { } lost)
        {
            yield return Page.Line(lost, Styles.Attention);
        }

        if (last is null)
        {
            yield return Page.Heading("There are no runs yet. Start one:");
            yield return Page.Command(open.Type("run"));
            yield break;
        }

        yield return Page.Heading(
            $"Run {last.Id}: {last.Status.ToString().ToLowerInvariant()}, {Format.When(last.StartedAt, terminal.Clock)}");
        yield return RunPage.Units(units);
        foreach (var unit in units.Where(unit => unit.Error is not null))
        {
            yield return Page.Gap();
            foreach (var line in unit.Error!.Split('\n'))
            {
                yield return Page.Line(line, Styles.Bad);
            }
        }

        yield return Page.Heading("Next");
        yield return Page.Command(last.Status == RunStatus.Finished ? open.Type("show", "last") : open.Type("run"));
        yield return Page.Command(
            status.Champion is null ? open.Type("doctor")
            : status.Answers.FirstOrDefault(answer => answer.Trouble is not null) is { } silent
                ? open.Type("start", silent.Deployment == status.Model ? "" : $"--name {silent.Deployment}")
            : status.Answers.Count == 0 ? open.Type("deploy")
            : open.Type("up"));
    }

    private static string Answers(Terminal terminal, ChampionStatus status) => status.Answers.Count == 0
        ? "nothing is deployed"
        : string.Join("; ", status.Answers.Select(answer => (answer.Trouble is null
                ? $"version {answer.Version} since {Format.When(answer.Since, terminal.Clock)}"
                : $"nothing; version {answer.Version} should")
            + (answer.Deployment == status.Model ? "" : $" (deployment {answer.Deployment})")));
}
