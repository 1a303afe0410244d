using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle stop</c>: stops a deployment.</summary>
internal static class StopCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, name, reason, json) = (
            Verb.ProjectArgument(), DeployCommand.NameOption(), DeployCommand.ReasonOption(required: false), Verb.JsonOption());
        var command = new Verb(
            "stop",
            "Stop a deployment: requests in progress are answered, then nothing answers until it is started or deployed to.",
            "trestle stop examples/churn --reason \"maintenance\"")
        {
            project, name, reason, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var deployment = await DeployCommand.Open(open, terminal.Clock).StopAsync(
                parse.GetValue(name) ?? open.Project.Settings.Name, Environment.UserName, parse.GetRequiredValue(reason), cancellation);
            DeploymentView.Write(terminal, deployment, parse.GetValue(json));
            if (!parse.GetValue(json))
            {
                terminal.Show(Page.Heading("Start it again"), Page.Command(open.Type("start", DeployCommand.Named(deployment))));
            }
        });
        return command;
    }
}
