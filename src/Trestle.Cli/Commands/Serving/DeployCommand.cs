using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Register;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle deploy</c>: deploys a version.</summary>
internal static class DeployCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The deployments of a project, run by the programs installed next to this one.</summary>
    public static Deployments Open(OpenProject open, TimeProvider clock) =>
        DeployStage.Open(open.Project, open.Records, DeployPrograms.In(AppContext.BaseDirectory), clock);

    /// <summary>The option that names the deployment.</summary>
    public static Option<string?> NameOption() => Verb.TextOption("--name", "NAME", "Deployment (default: the model's name).");

    /// <summary>The option that names a deployment in a command to type; empty when it has the model's name.</summary>
    public static string Named(Deployment deployment) => deployment.Name == deployment.Model ? "" : $"--name {deployment.Name}";

    /// <summary>The option that gives the reason.</summary>
    public static Option<string> ReasonOption(bool required) => new("--reason")
    {
        HelpName = "TEXT",
        Description = required ? "Reason, kept in the audit log." : "Reason, kept in the audit log (default: requested).",
        Required = required,
        DefaultValueFactory = required ? null : _ => "requested",
    };

    public static Verb Create(Terminal terminal)
    {
        var places = Verb.PlacesArgument(
            "[VERSION]", "Project folder (optional), then the version number or alias (default: champion).", required: 0, most: 2);
        var strategy = Verb.TextOption(
            "--strategy", "NAME", "direct, blue-green, canary or shadow (default: from the configuration, blue-green).");
        var target = Verb.TextOption("--target", "NAME", "process, container or kubernetes (default: from the configuration, process).");
        var (name, reason, json) = (NameOption(), ReasonOption(required: false), Verb.JsonOption());
        var plan = new Option<bool>("--plan") { Description = "Show the plan without doing anything." };
        var watch = new Option<bool>("--watch") { Description = "Wait until the new version has taken over or was rolled back." };
        var command = new Verb(
            "deploy",
            "Deploy a version, step by step according to the strategy. The previous one answers "
                + "until the new one does; failures are rolled back.",
            "trestle deploy examples/churn",
            "trestle deploy 3 --strategy canary --watch",
            "trestle deploy 3 --plan")
        {
            places, strategy, target, name, reason, plan, watch, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var deployments = Open(open, terminal.Clock);
            var request = new DeployRequest(rest is [var asked] ? asked : ModelRegistry.Champion)
            {
                Name = parse.GetValue(name),
                Strategy = parse.GetValue(strategy),
                Target = parse.GetValue(target),
                Reason = parse.GetRequiredValue(reason),
            };
            var (planned, document) = (await deployments.PlanAsync(request, cancellation), parse.GetValue(json));
            if (parse.GetValue(plan))
            {
                DeploymentView.Write(terminal, planned, document);
                return (int)ExitCode.Done;
            }

            terminal.Notice(Exposure.Of(open.Project.Settings.Deploy.Host, open.Project.Settings.Security.RequireKeys));
            if (!document)
            {
                terminal.Show(DeploymentView.Show(planned));
            }

            var deployment = await deployments.ApplyAsync(request, Environment.UserName, cancellation);
            if (parse.GetValue(watch))
            {
                deployment = await WatchAsync(terminal, open, deployments, deployment, cancellation);
            }

            DeploymentView.Write(terminal, deployment, document);
            if (!document && deployment.Rollout is null)
            {
                terminal.Show(
                    [
                        Page.Heading("Next: the pages, with the monitor"), Page.Command(open.Type("up")),
                        .. AnswersView.Show(open, deployment),
                    ]);
            }

            return (int)(parse.GetValue(watch) && deployment.Live != planned.To ? ExitCode.Refused : ExitCode.Done);
        });
        return command;
    }

    /// <summary>Advances the rollout until it has ended, and prints each decision.</summary>
    private static async Task<Deployment> WatchAsync(
        Terminal terminal, OpenProject open, Deployments deployments, Deployment deployment, CancellationToken cancellation)
    {
        var seen = (await open.Records.Audit.LastAsync(1, null, cancellation)).Select(entry => entry.Number).FirstOrDefault();
        while (deployment.Rollout is not null)
        {
            await Task.Delay(Pause, terminal.Clock, cancellation);
            deployment = await deployments.AdvanceAsync(deployment.Name, cancellation);
            foreach (var entry in (await open.Records.Audit.LastAsync(20, null, cancellation))
                .Where(entry => entry.Number > seen).Reverse())
            {
                terminal.Errors.WriteLine(
                    Format.Plain($"{Format.When(entry.At, terminal.Clock)}  {entry.Note.Action}  {entry.Note.Reason}"));
                seen = entry.Number;
            }
        }

        return deployment;
    }
}
