using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle alerts</c>: what needs attention, who is notified of it, and what is done about it.</summary>
internal static class AlertsCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var all = new Option<bool>("--all") { Description = "Also show resolved alerts." };
        var command = new Verb(
            "alerts", "List the alerts of a project, silences, and the state of the channels that announce them.",
            "trestle alerts examples/churn",
            "trestle alerts acknowledge churn/feature-drift/tenure --reason \"looking\"",
            "trestle alerts silence 'churn/*' --for 7d --reason \"a campaign\"")
        {
            project, all, json, Change(terminal, resolve: false), Change(terminal, resolve: true), Silence(terminal), Unsilence(terminal),
            Test(terminal),
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var alerts = (await Store(open, terminal).ListAsync(cancellation))
                .Where(alert => parse.GetValue(all) || alert.State != AlertState.Resolved).ToArray();
            var silences = await Silences(open, terminal).ListAsync(cancellation);
            var channels = await UseAsync(open, terminal, outbox => outbox.StatusAsync(cancellation));
            if (parse.GetValue(json))
            {
                terminal.Json(new { Alerts = alerts, Silences = silences, Channels = channels });
            }
            else
            {
                terminal.Show(AlertView.Show(alerts, silences, channels, terminal.Clock));
            }
        });
        return command;
    }

    private static Verb Change(Terminal terminal, bool resolve)
    {
        var word = resolve ? "resolve" : "acknowledge";
        var places = Verb.PlacesArgument("CAUSE", "Project folder (optional), then the alert's cause.", required: 1);
        var (reason, json) = (DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var command = new Verb(
            word,
            resolve ? "Resolve an alert; it opens again when its cause is seen again." : "Acknowledge an alert: somebody is looking at it.",
            $"trestle alerts {word} churn/feature-drift/tenure --reason \"{(resolve ? "mended" : "looking")}\"") { places, reason, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var (open, cause) = await OpenAsync(parse.GetRequiredValue(places), terminal, cancellation);
            var (store, why) = (Store(open, terminal), Reasons.Require(parse.GetRequiredValue(reason)));
            var changed = await (resolve
                ? store.ResolveAsync(cause, Environment.UserName, why, cancellation)
                : store.AcknowledgeAsync(cause, Environment.UserName, why, cancellation));
            var alert = changed ?? throw await store.MissingAsync(cause, cancellation);
            Tell(terminal, parse.GetValue(json), alert, $"{alert.Cause} is {alert.State.ToString().ToLowerInvariant()}.");
        });
        return command;
    }

    private static Verb Silence(Terminal terminal)
    {
        var places = Verb.PlacesArgument("PATTERN", "Project folder (optional), then a cause; '*' stands for any characters.", required: 1);
        var time = new Option<string>("--for")
        {
            HelpName = "TIME",
            Description = "How long, such as 2h or 7d; at most 365d.",
            Required = true,
        };
        var (reason, json) = (DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var command = new Verb(
            "silence", "Notify nobody of some alerts for a while; they are recorded and listed as always.",
            "trestle alerts silence 'churn/*' --for 7d --reason \"a campaign\"") { places, time, reason, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var length = Duration.Parse(parse.GetRequiredValue(time)) ?? throw new TrestleException(
                CliErrors.NotUnderstood(
                    $"--for {parse.GetRequiredValue(time)} is not a time", "trestle alerts silence", "write it like 30m, 2h or 7d"));
            var (open, pattern) = await OpenAsync(parse.GetRequiredValue(places), terminal, cancellation);
            var silence = await Silences(open, terminal).AddAsync(
                pattern, length, Environment.UserName, Reasons.Require(parse.GetRequiredValue(reason)), cancellation);
            Tell(
                terminal, parse.GetValue(json), silence,
                $"{silence.Pattern} is silenced until {Format.When(silence.Until, terminal.Clock)}.");
        });
        return command;
    }

    private static Verb Unsilence(Terminal terminal)
    {
        var places = Verb.PlacesArgument("PATTERN", "Project folder (optional), then the pattern of a silence.", required: 1);
        var reason = DeployCommand.ReasonOption(required: true);
        var command = new Verb(
            "unsilence", "End a silence early.", "trestle alerts unsilence 'churn/*' --reason \"it is over\"")
        {
            places, reason,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (open, pattern) = await OpenAsync(parse.GetRequiredValue(places), terminal, cancellation);
            await Silences(open, terminal).EndAsync(
                pattern, Environment.UserName, Reasons.Require(parse.GetRequiredValue(reason)), cancellation);
            terminal.Show(Page.Line($"{pattern} is no longer silenced."));
        });
        return command;
    }

    private static Verb Test(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var channel = Verb.TextOption("--channel", "NAME", "Only this channel, as 'trestle alerts' names it (default: all).");
        var command = new Verb(
            "test", "Send a test notification to the channels; exit code 1 if one does not accept it.",
            "trestle alerts test examples/churn",
            "trestle alerts test --channel slack:hooks.slack.com") { project, channel };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            string[] names = parse.GetValue(channel) is { } only ? [only]
                : [.. open.Project.Settings.Alerts.Named().Select(one => one.Name)];
            var failed = new List<Problem>();
            foreach (var name in names)
            {
                try
                {
                    await UseAsync(open, terminal, async outbox =>
                    {
                        await outbox.TestAsync(name, Environment.UserName, cancellation);
                        return true;
                    });
                    terminal.Show(Page.Line($"{name} accepted a test notification.", Styles.Good));
                }
                catch (TrestleException problem)
                {
                    failed.AddRange(problem.Problems);
                }
            }

            if (failed.Count > 0)
            {
                throw new TrestleException(failed);
            }

            if (names.Length == 0)
            {
                terminal.Show(Page.Line("No channels are configured: see alerts.channels in docs/configuration.md.", Styles.Attention));
            }
        });
        return command;
    }

    private static async Task<(OpenProject Open, string Name)> OpenAsync(
        string[] places, Terminal terminal, CancellationToken cancellation)
    {
        var (folder, rest) = OpenProject.Split(places, 1);
        return (await OpenProject.AtAsync(folder, terminal, cancellation), rest is [var name] ? name : "");
    }

    private static AlertStore Store(OpenProject open, Terminal terminal) =>
        new(open.Records, open.Project.Settings.Alerts, terminal.Clock);

    private static SilenceStore Silences(OpenProject open, Terminal terminal) => new(open.Records, terminal.Clock);

    private static async Task<T> UseAsync<T>(OpenProject open, Terminal terminal, Func<Outbox, Task<T>> use)
    {
        var settings = open.Project.Settings.Alerts;
        using var connections = new ChannelConnections(settings, terminal.Clock);
        return await use(new Outbox(open.Records, settings, connections, AttemptLimits.Usual));
    }

    private static void Tell<T>(Terminal terminal, bool json, T document, string line)
    {
        if (json)
        {
            terminal.Json(document);
        }
        else
        {
            terminal.Show(Page.Line(line));
        }
    }
}
