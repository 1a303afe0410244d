using Trestle.Cli.Output;
using Trestle.Core.Security;
using Trestle.Stages.Kernel.Access;

namespace Trestle.Cli.Commands.Admin;

/// <summary><c>trestle keys</c>: who may use the server.</summary>
internal static class KeysCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var json = Verb.JsonOption();
        var command = new Verb(
            "keys", "List, create and revoke the API keys of a project's server, and the sessions of people.",
            "trestle keys examples/churn", "trestle keys create ci --role editor")
        {
            project, json, CreateKey(terminal), ChangeRole(terminal), Revoke(terminal), SessionsCommand.Create(terminal),
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var records = (await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation)).Records;
            Show(terminal, await new AccessKeys(records, terminal.Clock).ListAsync(cancellation), parse.GetValue(json));
            if (!parse.GetValue(json))
            {
                SessionsCommand.Show(terminal, await new AccessSessions(records, terminal.Clock).ListAsync(cancellation));
            }
        });
        return command;
    }

    private static Verb CreateKey(Terminal terminal)
    {
        var places = Verb.PlacesArgument("NAME", "Project folder (optional), then a name for the key.", required: 1);
        var role = RoleOption();
        var deployments = new Option<string[]>("--deployment")
        {
            HelpName = "NAME",
            Description = "Deployment whose predictions the key may request, and nothing else (repeat for several).",
        };
        var perSecond = new Option<int?>("--per-second") { HelpName = "N", Description = "Maximum number of requests a second." };
        var perDay = new Option<long?>("--per-day") { HelpName = "N", Description = "Maximum number of requests a day." };
        var json = Verb.JsonOption();
        var command = new Verb(
            "create", "Create a key. Its token is shown once and not stored.",
            "trestle keys create examples/churn ci --role editor",
            "trestle keys create shop --role viewer --deployment churn --per-second 50")
        {
            places, role, deployments, perSecond, perDay, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var granted = RoleOf(parse.GetRequiredValue(role));
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var keys = await KeysAsync(terminal, folder, cancellation);
            var issued = await keys.CreateAsync(
                rest is [var name] ? name : "", granted,
                LimitsOf(parse.GetValue(deployments) ?? [], parse.GetValue(perSecond), parse.GetValue(perDay)),
                Environment.UserName, cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(new { issued.Key.Name, issued.Key.Role, issued.Token });
                return;
            }

            terminal.Show(
                Page.Line($"Key {issued.Key.Name}, {Lower(issued.Key.Role)}. It is shown only once:", Styles.Strong),
                Page.Command(issued.Token),
                Page.Line("Send it in the header Authorization: Bearer TOKEN, or paste it on the sign-in page.", Styles.Quiet));
        });
        return command;
    }

    private static Verb ChangeRole(Terminal terminal)
    {
        var places = Verb.PlacesArgument("NAME", "Project folder (optional), then the name of a key.", required: 1);
        var role = RoleOption();
        var command = new Verb(
            "role", "Give a key another role; its sessions end.", "trestle keys role examples/churn ci --role viewer") { places, role };
        command.SetAction(async (parse, cancellation) =>
        {
            var granted = RoleOf(parse.GetRequiredValue(role));
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var key = await (await KeysAsync(terminal, folder, cancellation))
                .ChangeRoleAsync(rest is [var name] ? name : "", granted, Environment.UserName, cancellation);
            terminal.Show(Page.Line($"Key {key.Name} is now {Lower(key.Role)}. Its sessions have ended."));
        });
        return command;
    }

    private static KeyLimits? LimitsOf(string[] deployments, int? perSecond, long? perDay) =>
        deployments.Length == 0 && perSecond is null && perDay is null
            ? null
            : new KeyLimits { Deployments = deployments, PerSecond = perSecond, PerDay = perDay };

    private static string Words(KeyLimits? limits) => limits is null ? "" : string.Join(", ", new[]
    {
        limits.Deployments.Count > 0 ? $"only {string.Join(", ", limits.Deployments)}" : null,
        limits.PerSecond is { } second ? $"{second} a second" : null,
        limits.PerDay is { } day ? $"{day} a day" : null,
    }.OfType<string>());

    private static Option<string> RoleOption() => new("--role")
    {
        HelpName = "ROLE",
        Description = "viewer (look, predict), editor (run), approver (promote, deploy) or admin (keys).",
        Required = true,
    };

    private static Role RoleOf(string word) =>
        Enum.GetValues<Role>().Where(role => role.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)).ToArray() is [var role]
            ? role
            : throw new TrestleException(CliErrors.NoRole(word));

    private static Verb Revoke(Terminal terminal)
    {
        var places = Verb.PlacesArgument("NAME", "Project folder (optional), then the name of a key.", required: 1);
        var command = new Verb(
            "revoke", "Revoke a key permanently; its sessions end.", "trestle keys revoke examples/churn ci") { places };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var key = await (await KeysAsync(terminal, folder, cancellation))
                .RevokeAsync(rest is [var name] ? name : "", Environment.UserName, cancellation);
            terminal.Show(Page.Line($"Key {key.Name} is revoked. Its sessions have ended."));
        });
        return command;
    }

    private static async Task<AccessKeys> KeysAsync(Terminal terminal, string folder, CancellationToken cancellation)
    {
        var open = await OpenProject.AtAsync(folder, terminal, cancellation);
        return new AccessKeys(open.Records, terminal.Clock)
        {
            Changed = (keys, stop) => HostAccess.PublishAsync(open.Project, keys, stop),
        };
    }

    private static void Show(Terminal terminal, IReadOnlyList<AccessKey> keys, bool json)
    {
        if (json)
        {
            terminal.Json(keys);
            return;
        }

        if (keys.Count == 0)
        {
            terminal.Show(Page.Line("There are no keys yet. Create one:"), Page.Command("trestle keys create NAME --role viewer"));
            return;
        }

        var table = Page.Table("=key", "=role", "=created", "by", "limits", "=");
        foreach (var key in keys)
        {
            table.Row(
                key.Name, Lower(key.Role), Format.When(key.CreatedAt, terminal.Clock), key.CreatedBy, Words(key.Limits),
                key.RevokedAt is { } revoked ? new Cell($"revoked {Format.When(revoked, terminal.Clock)}", Styles.Attention) : "");
        }

        terminal.Show(table);
    }

    private static string Lower(Role role) => role.ToString().ToLowerInvariant();
}
