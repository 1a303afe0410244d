using Trestle.Cli.Output;
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
        var json = Verb.JsonOption();
        var command = new Verb(
            "create", "Create a key. Its token is shown once and not stored.",
            "trestle keys create examples/churn ci --role editor") { places, role, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var granted = RoleOf(parse.GetRequiredValue(role));
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var keys = await KeysAsync(terminal, folder, cancellation);
            var issued = await keys.CreateAsync(
                rest is [var name] ? name : "", granted, Environment.UserName, cancellation);
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

    private static async Task<AccessKeys> KeysAsync(Terminal terminal, string folder, CancellationToken cancellation) =>
        new((await OpenProject.AtAsync(folder, terminal, cancellation)).Records, terminal.Clock);

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

        var table = Page.Table("=key", "=role", "=created", "by", "=");
        foreach (var key in keys)
        {
            table.Row(
                key.Name, Lower(key.Role), Format.When(key.CreatedAt, terminal.Clock), key.CreatedBy,
                key.RevokedAt is { } revoked ? new Cell($"revoked {Format.When(revoked, terminal.Clock)}", Styles.Attention) : "");
        }

        terminal.Show(table);
    }

    private static string Lower(Role role) => role.ToString().ToLowerInvariant();
}
