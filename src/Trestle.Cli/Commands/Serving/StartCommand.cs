using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle start</c>: starts a stopped deployment, or one whose host is gone.</summary>
internal static class StartCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, name, reason, json) = (
            Verb.ProjectArgument(), DeployCommand.NameOption(), DeployCommand.ReasonOption(required: false), Verb.JsonOption());
        var command = new Verb(
            "start",
            "Start a deployment that was stopped, or whose host is gone (after a reboot, for example), and wait until it answers.",
            "trestle start examples/churn")
        {
            project, name, reason, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var deployment = await DeployCommand.Open(open, terminal.Clock).StartAsync(
                parse.GetValue(name) ?? open.Project.Settings.Name, Environment.UserName, parse.GetRequiredValue(reason), cancellation);
            DeploymentView.Write(terminal, deployment, parse.GetValue(json));
        });
        return command;
    }
}
