using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Access;

namespace Trestle.Cli.Commands.Admin;

/// <summary><c>trestle keys sessions</c>: who is signed in on the pages of the server.</summary>
internal static class SessionsCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var json = Verb.JsonOption();
        var command = new Verb(
            "sessions", "List the open sessions of people on the pages of the server, and end them.",
            "trestle keys sessions examples/churn", "trestle keys sessions end 4f1c09a2d37be865")
        {
            project, json, End(terminal),
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var sessions = await (await SessionsAsync(terminal, parse.GetRequiredValue(project), cancellation)).ListAsync(cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(sessions);
            }
            else if (sessions.Count == 0)
            {
                terminal.Show(Page.Line("Nobody is signed in."));
            }
            else
            {
                Show(terminal, sessions);
            }
        });
        return command;
    }

    /// <summary>A table of sessions; nothing when there are none.</summary>
    public static void Show(Terminal terminal, IReadOnlyList<AccessSession> sessions)
    {
        if (sessions.Count == 0)
        {
            return;
        }

        var table = Page.Table("=session", "=who", "=role", "=used", "=ends");
        foreach (var session in sessions)
        {
            table.Row(
                session.Id, session.Who, session.Role.ToString().ToLowerInvariant(), Format.When(session.UsedAt, terminal.Clock),
                Format.When(session.EndsAt, terminal.Clock));
        }

        terminal.Show(table);
    }

    private static Verb End(Terminal terminal)
    {
        var places = Verb.PlacesArgument("SESSION", "Project folder (optional), then the id of a session.", required: 1);
        var command = new Verb(
            "end", "End a session: its cookie is worth nothing from then on.", "trestle keys sessions end 4f1c09a2d37be865") { places };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var id = rest is [var given] ? given : "";
            await (await SessionsAsync(terminal, folder, cancellation)).EndAsync(id, Environment.UserName, cancellation);
            terminal.Show(Page.Line($"Session {id} has ended."));
        });
        return command;
    }

    private static async Task<AccessSessions> SessionsAsync(Terminal terminal, string folder, CancellationToken cancellation) =>
        new((await OpenProject.AtAsync(folder, terminal, cancellation)).Records, terminal.Clock);
}
