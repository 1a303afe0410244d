using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Access;

namespace Trestle.Cli.Commands.Admin;

/// <summary><c>trestle audit accept</c>: goes on with a log that lost entries.</summary>
internal static class AuditAcceptCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var reason = DeployCommand.ReasonOption(required: true);
        var command = new Verb(
            "accept",
            "Go on with the audit log as it is, such as after a backup was put back: an entry says who accepted what, and the checkpoint "
                + "and the triggers begin again.",
            "trestle audit accept examples/churn --reason \"Monday's backup is back\"")
        {
            project, reason,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var before = await AuditCheck.RunAsync(open.Project, open.Records, null, cancellation);
            var entry = await open.Records.Audit.AcceptAsync(
                Environment.UserName, Reasons.Require(parse.GetRequiredValue(reason)), before.Faults, cancellation);
            var after = await AuditCheck.RunAsync(open.Project, open.Records, null, cancellation);
            terminal.Show(Page.Line($"Entry {entry.Number} accepts {Format.Count(before.Faults.Count, "fault")}."));
            terminal.Show(after.Faults.Select(fault => Page.Line($"still: {fault}", Styles.Attention)));
        });
        return command;
    }
}
