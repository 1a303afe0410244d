using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle retire</c>: retires a version, or the whole model, permanently.</summary>
internal static class RetireCommand
{
    private const string All = "all";

    public static Verb Create(Terminal terminal)
    {
        var places = Verb.PlacesArgument("VERSION", "Project folder (optional), then the version to retire, or 'all'.", required: 1);
        var (name, reason, json) = (DeployCommand.NameOption(), DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var successor = Verb.TextOption("--successor", "PLACE", "Replacement, named in the answer to later requests.");
        var stop = new Option<bool>("--stop") { Description = "With 'all': also stop the host, so that nothing answers." };
        var command = new Verb(
            "retire",
            "Retire a version or the whole model: requests in progress are answered, later ones get 410 with the reason.",
            "trestle retire 2 --reason \"replaced by 3\"",
            "trestle retire examples/churn all --reason \"contract ended\"")
        {
            places, name, reason, successor, stop, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var asked = rest is [var word] ? word : "";
            int? version = asked == All
                ? null
                : int.TryParse(asked, out var number)
                ? number
                : throw new TrestleException(
                    CliErrors.NotUnderstood(
                        $"'{asked}' is not a valid version", "trestle retire", "give a version number, or 'all' for the whole model"));
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

            DeploymentView.Write(terminal, (await deployments.FindAsync(deployment, cancellation))!, parse.GetValue(json));
        });
        return command;
    }
}
