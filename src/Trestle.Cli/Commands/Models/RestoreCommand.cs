using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Stages.Deploy;
using Trestle.Stages.Register;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle models restore</c>: brings a retired version back.</summary>
internal static class RestoreCommand
{
    public static Verb Create(Terminal terminal, Argument<string> project)
    {
        var places = Verb.PlacesArgument("VERSION", "Project folder (optional), then a version number.", required: 1);
        var (name, reason, json) = (DeployCommand.NameOption(), DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var command = new Verb(
            "restore",
            "Bring a retired version back, so that it can be deployed again. Nothing is deployed.",
            "trestle models restore examples/churn 2 --reason \"retired by mistake\"")
        {
            places, name, reason, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            folder = parse.GetResult(project) is { Tokens.Count: > 0 } ? parse.GetRequiredValue(project) : folder;
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var model = open.Project.Settings.Name;
            var version = await new ModelRegistry(open.Project, open.Records)
                .VersionAsync(model, rest is [var asked] ? asked : "", cancellation);
            var deployments = DeployCommand.Open(open, terminal.Clock);
            var deployment = await deployments.RestoreAsync(
                parse.GetValue(name) ?? await RetiredInAsync(deployments, model, version, cancellation), version, Environment.UserName,
                parse.GetRequiredValue(reason), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(deployment);
                return;
            }

            terminal.Show(
                Page.Line($"Version {version} can be deployed again in {deployment.Name}."),
                Page.Heading("Next"),
                Page.Command(open.Type("deploy", $"{version} {DeployCommand.Named(deployment)}".TrimEnd())));
        });
        return command;
    }

    /// <summary>The deployment in which a version is retired: the model's if it is, else the first that has it.</summary>
    private static async Task<string> RetiredInAsync(
        Deployments deployments, string model, int version, CancellationToken cancellation) =>
        (await deployments.ListAsync(cancellation))
            .Where(deployment => deployment.Archived.Any(archived => archived.Version == version))
            .OrderByDescending(deployment => deployment.Name == model)
            .Select(deployment => deployment.Name)
            .FirstOrDefault() ?? model;
}
