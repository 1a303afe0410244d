using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle deployments</c>: deployments, as configured and as they are.</summary>
internal static class DeploymentsCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var command = new Verb(
            "deployments", "Show deployments: versions and their traffic shares, rollouts in progress, and the state of the hosts. "
                + "Exits with 1 when one should answer and does not.",
            "trestle deployments examples/churn") { project, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var all = await DeployCommand.Open(open, terminal.Clock).StatusAsync(cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(all);
            }
            else if (all.Count == 0)
            {
                terminal.Show(Page.Line("Nothing is deployed yet. Deploy a version:"), Page.Command(open.Type("deploy")));
            }
            else
            {
                var monitor = new MonitorStage(open.Project, open.Records, Resources.OfMachine, terminal.Clock);
                foreach (var status in all)
                {
                    var reports = status.Deployment.Live is { } live
                        ? await monitor.ReportsAsync(status.Deployment.Name, live, cancellation)
                        : [];
                    terminal.Show(DeploymentView.Show(status, reports.MaxBy(report => report.To), terminal.Clock));
                    if (status.Down is not null)
                    {
                        terminal.Show(
                            Page.Heading("Start it again"), Page.Command(open.Type("start", DeployCommand.Named(status.Deployment))));
                    }
                }
            }

            return (int)(all.Any(status => status.Down is not null) ? ExitCode.Mistake : ExitCode.Done);
        });
        return command;
    }
}
