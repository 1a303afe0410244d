using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle rollback</c>: restores the previous version.</summary>
internal static class RollbackCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, name, reason, json) = (
            Verb.ProjectArgument(), DeployCommand.NameOption(), DeployCommand.ReasonOption(required: false), Verb.JsonOption());
        var command = new Verb(
            "rollback",
            "Roll back: cancel the rollout in progress, or restore the previous version.",
            "trestle rollback examples/churn --reason \"complaints about the new scores\"")
        {
            project, name, reason, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var deployments = DeployCommand.Open(open, terminal.Clock);
            var deployment = await deployments.RollbackAsync(
                parse.GetValue(name) ?? open.Project.Settings.Name, Environment.UserName, parse.GetRequiredValue(reason), cancellation);
            DeploymentView.Write(terminal, deployment, parse.GetValue(json));
        });
        return command;
    }
}
