using Trestle.Cli.Output;

namespace Trestle.Cli.Commands.Admin;

/// <summary><c>trestle audit</c>: who did what, when and why, and whether the log is intact.</summary>
internal static class AuditCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var limit = new Option<int>("--last")
        {
            HelpName = "N",
            Description = "Maximum entries to list (default: 20).",
            DefaultValueFactory = _ => 20,
        };
        var subject = Verb.TextOption("--about", "SUBJECT", "Only entries about this subject, such as churn/2.");
        var json = Verb.JsonOption();
        var command = new Verb(
            "audit", "List what was done to models and deployments: by whom, when and why.", "trestle audit examples/churn",
            "trestle audit verify examples/churn")
        {
            project, limit, subject, json, Verify(terminal), AuditAcceptCommand.Create(terminal),
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var entries = await open.Records.Audit.LastAsync(Math.Max(1, parse.GetValue(limit)), parse.GetValue(subject), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(entries);
                return;
            }

            if (entries.Count == 0)
            {
                terminal.Show(Page.Line("The audit log is empty."));
                return;
            }

            var table = Page.Table(">", "=when", "=who", "=action", "subject", "why");
            foreach (var entry in entries)
            {
                table.Row(
                    $"{entry.Number}", Format.When(entry.At, terminal.Clock), entry.Note.Who, entry.Note.Action, entry.Note.Subject,
                    entry.Note.Reason);
            }

            terminal.Show(table);
        });
        return command;
    }

    private static Verb Verify(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var kept = Verb.TextOption("--kept", "NUMBER:HASH", "An entry that this command printed earlier; the log must still contain it.");
        var json = Verb.JsonOption();
        var command = new Verb(
            "verify",
            "Verify the audit log: its hashes, its checkpoint, and every version, alias, key and deployment; exit code 2 if anything is "
                + "changed, missing or without an entry.",
            "trestle audit verify", "trestle audit verify --kept 17:9f86d0…")
        {
            project, kept, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var verdict = await AuditCheck.RunAsync(open.Project, open.Records, Kept(parse.GetValue(kept)), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(verdict);
            }
            else if (verdict.Fault is null)
            {
                terminal.Show(
                    Page.Line($"The log is intact: {Format.Count(verdict.Entries)} entries."),
                    Page.Line("Store this elsewhere: with it, a log that was rewritten as a whole is detected too:"),
                    Page.Command($"{verdict.Entries}:{verdict.Head}"));
            }

            if (verdict.Faults.Count > 0)
            {
                throw new TrestleException(CliErrors.AuditBroken(verdict.Faults), ExitCode.Refused);
            }
        });
        return command;
    }

    private static (long Number, string Hash)? Kept(string? text) =>
        text is null ? null
        : text.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, out var parsed) ? (parsed, hash)
        : throw new TrestleException(CliErrors.WrongKept(text));
}
