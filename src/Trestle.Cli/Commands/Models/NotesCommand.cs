using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Register;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle models note</c>, <c>approve</c> and <c>alias</c>: what people say of a version.</summary>
internal static class NotesCommand
{
    /// <summary>Environment variable with the key of the person who approves.</summary>
    private const string KeyVariable = "TRESTLE_KEY";

    /// <summary>Describes, tags and comments on a version, or shows what is said of it.</summary>
    public static Verb Note(Terminal terminal, Argument<string> project)
    {
        var (places, json) = (Places(), Verb.JsonOption());
        var description = Verb.TextOption("--description", "TEXT", "What the version is; an empty text removes the description.");
        var tags = new Option<string[]>("--tag") { HelpName = "NAME=VALUE", Description = "Give it a tag; may be repeated." };
        var untag = new Option<string[]>("--untag") { HelpName = "NAME", Description = "Take a tag away; may be repeated." };
        var comment = Verb.TextOption("--comment", "TEXT", "Add a comment.");
        var command = new Verb(
            "note", "Describe, tag and comment on a version. Without options, show what is said of it.",
            "trestle models note examples/churn 2 --description \"without call data\"",
            "trestle models note 2 --tag team=retention --comment \"weak in May\"")
        {
            places, description, tags, untag, comment, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (open, version) = await OpenAsync(parse, places, project, terminal, cancellation);
            var (notes, model, who) = (Notes(open, terminal), open.Project.Settings.Name, Environment.UserName);
            if (parse.GetValue(description) is { } text)
            {
                await notes.DescribeAsync(model, version, text, who, cancellation);
            }

            foreach (var tag in parse.GetValue(tags) ?? [])
            {
                await (tag.Split('=', 2) is [var key, var value]
                    ? notes.TagAsync(model, version, key, value, who, cancellation)
                    : throw new TrestleException(
                        CliErrors.NotUnderstood($"the tag '{tag}'", "trestle models note", "write it as NAME=VALUE")));
            }

            foreach (var key in parse.GetValue(untag) ?? [])
            {
                await notes.UntagAsync(model, version, key, who, cancellation);
            }

            if (parse.GetValue(comment) is { } said)
            {
                await notes.CommentAsync(model, version, said, who, cancellation);
            }

            await ShowAsync(terminal, open, version, parse.GetValue(json), cancellation);
        });
        return command;
    }

    /// <summary>Approves a version, as the person whose key is in the environment.</summary>
    public static Verb Approve(Terminal terminal, Argument<string> project)
    {
        var (places, reason, json) = (Places(), DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var command = new Verb(
            "approve",
            $"Approve a version, as the owner of the key in {KeyVariable}. How many approvals a version needs before it may answer is "
                + "configured by register.requires.",
            "trestle models approve examples/churn 2 --reason \"checked\"")
        {
            places, reason, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (open, version) = await OpenAsync(parse, places, project, terminal, cancellation);
            var key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } token
                ? await new AccessKeys(open.Records, terminal.Clock).VerifyAsync(token, cancellation)
                : null;
            if (key is null)
            {
                throw new TrestleException(CliErrors.NoKey(KeyVariable));
            }

            await Notes(open, terminal).ApproveAsync(
                open.Project.Settings.Name, version, key.Name, key.Role, parse.GetRequiredValue(reason), cancellation);
            await ShowAsync(terminal, open, version, parse.GetValue(json), cancellation);
        });
        return command;
    }

    /// <summary>Points an alias other than champion at a version.</summary>
    public static Verb Alias(Terminal terminal, Argument<string> project)
    {
        var places = Verb.PlacesArgument("ALIAS VERSION", "Project folder (optional), then the alias and a version number.", 2);
        var (reason, json) = (DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var command = new Verb(
            "alias", "Point an alias at a version, for predict, serve and deploy. The champion is moved by promote.",
            "trestle models alias examples/churn pilot 2 --reason \"for the pilot\"")
        {
            places, reason, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 2);
            folder = parse.GetResult(project) is { Tokens.Count: > 0 } ? parse.GetRequiredValue(project) : folder;
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var (model, registry) = (open.Project.Settings.Name, new ModelRegistry(open.Project, open.Records));
            if (rest is not [var alias, var asked] || AliasName.Same(alias, ModelRegistry.Champion))
            {
                throw new TrestleException(
                    CliErrors.NotUnderstood(
                        "the alias", "trestle models alias", "name an alias and a version; champion: trestle models promote"));
            }

            var version = await registry.VersionAsync(model, asked, cancellation);
            var before = await registry.PromoteAsync(
                model, version, Environment.UserName, parse.GetRequiredValue(reason), cancellation, alias);
            if (parse.GetValue(json))
            {
                terminal.Json(new { Model = model, Alias = alias, Before = before, Version = version });
            }
            else
            {
                terminal.Show(Page.Line($"{alias} is version {version} of {model}."));
            }
        });
        return command;
    }

    /// <summary>What people say of versions.</summary>
    public static RegistryNotes Notes(OpenProject open, Terminal terminal) => new(open.Project, open.Records, terminal.Clock);

    private static Argument<string[]> Places() =>
        Verb.PlacesArgument("VERSION", "Project folder (optional), then a version number or alias.", required: 1);

    private static async Task<(OpenProject Open, int Version)> OpenAsync(
        ParseResult parse, Argument<string[]> places, Argument<string> project, Terminal terminal, CancellationToken cancellation)
    {
        var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
        folder = parse.GetResult(project) is { Tokens.Count: > 0 } ? parse.GetRequiredValue(project) : folder;
        var open = await OpenProject.AtAsync(folder, terminal, cancellation);
        return (
            open,
            await new ModelRegistry(open.Project, open.Records)
                .VersionAsync(open.Project.Settings.Name, rest is [var asked] ? asked : "", cancellation));
    }

    private static async Task ShowAsync(Terminal terminal, OpenProject open, int version, bool json, CancellationToken cancellation)
    {
        var notes = await Notes(open, terminal).FindAsync(open.Project.Settings.Name, version, cancellation);
        if (json)
        {
            terminal.Json(notes);
            return;
        }

        terminal.Show(Page.Line($"{open.Project.Settings.Name} version {version}", Styles.Strong));
        (string, string?)[] facts =
        [
            ("description", notes.Description.Length > 0 ? notes.Description : "none"),
            ("tags", notes.Tags.Count > 0 ? string.Join(", ", notes.Tags.Select(tag => $"{tag.Key}={tag.Value}")) : "none"),
            ("needs", open.Project.Settings.Register.Rule?.ToString() ?? "no approval"),
            .. notes.Approvals.Select(approval => (
                "approved",
                $"by {approval.Who} ({approval.Role.ToString().ToLowerInvariant()}), {Format.When(approval.At, terminal.Clock)}: "
                    + approval.Reason)),
            .. notes.Comments.Select(comment => ("comment", $"{comment.Who}, {Format.When(comment.At, terminal.Clock)}: {comment.Text}")),
        ];
        terminal.Show(Page.Facts(facts));
    }
}
