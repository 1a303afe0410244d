using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle retire</c>: a version, or the whole model, leaves service for good.</summary>
internal static class RetireCommand
{
    private const string All = "all";

    public static Verb Create(Terminal terminal)
    {
        var places = Verb.PlacesArgument("VERSION", "The project's folder, which may be left out; then the version that is not to answer again, or all.", required: 1);
        var (name, reason, json) = (DeployCommand.NameOption(), DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var successor = Verb.TextOption("--successor", "PLACE", "Where to go instead; whoever still asks is told.");
        var stop = new Option<bool>("--stop") { Description = "With all: end the host too, so that nothing answers any more." };
        var command = new Verb(
            "retire",
            "Take a version out of service for good, or the whole model: requests that have begun are answered, later ones get 410 with the reason.",
            "trestle retire 2 --reason \"replaced by 3\"",
            "trestle retire examples/churn all --reason \"contract ended\"")
        {
            places, name, reason, successor, stop, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Divide(parse.GetRequiredValue(places), 1);
            var asked = rest is [var word] ? word : "";
            int? version = asked == All ? null : int.TryParse(asked, out var number) ? number : throw new TrestleException(CliErrors.NotUnderstood($"'{asked}' is no version", "trestle retire", "name a version by its number, or all for the whole model"));
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var deployments = DeployCommand.Open(open, terminal.Clock);
            var deployment = parse.GetValue(name) ?? open.Project.Settings.Name;
            var (why, stopping) = (parse.GetRequiredValue(reason), version is null && parse.GetValue(stop));
            if (!stopping || await deployments.FindAsync(deployment, cancellation) is not { Retired: not null })
            {
                await deployments.RetireAsync(deployment, version, Environment.UserName, why, parse.GetValue(successor), cancellation);
            }

            if (stopping)
            {
                await deployments.StopAsync(deployment, Environment.UserName, why, cancellation);
            }

            DeploymentView.Tell(terminal, (await deployments.FindAsync(deployment, cancellation))!, parse.GetValue(json));
        });
        return command;
    }
}
