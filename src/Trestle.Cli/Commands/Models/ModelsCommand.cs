using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle models</c>: registered versions and their aliases.</summary>
internal static class ModelsCommand
{
    private const int ShownChanges = 5;

    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var json = Verb.JsonOption();
        var all = new Option<bool>("--all") { Description = "List the versions of all projects that share the database." };
        var command = new Verb(
            "models", "List the registered versions of a project's model: aliases, metrics and the run of each.",
            "trestle models examples/churn", "trestle models promote 2 --reason \"better on the new data\"")
        {
            project, json, Promote(terminal, project), RestoreCommand.Create(terminal, project),
            RecoverCommand.Create(terminal, project), NotesCommand.Note(terminal, project), NotesCommand.Approve(terminal, project),
            NotesCommand.Alias(terminal, project), all,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            await (parse.GetValue(all)
                ? ListAllAsync(terminal, open, parse.GetValue(json), cancellation)
                : ListAsync(terminal, open, parse.GetValue(json), cancellation));
        });
        return command;
    }

    private static Verb Promote(Terminal terminal, Argument<string> project)
    {
        var places = Verb.PlacesArgument("VERSION", "Project folder (optional), then a version number.", required: 1);
        var (reason, json) = (DeployCommand.ReasonOption(required: true), Verb.JsonOption());
        var deploy = new Option<bool>("--deploy")
        {
            Description = "Deploy it as well, with the configured strategy; it becomes the champion once it answers.",
        };
        var command = new Verb(
            "promote",
            "Make a version the champion: the one used by serve and predict unless another is named. "
                + "Refused while another version answers, unless --deploy is given.",
            "trestle models promote examples/churn 2 --reason \"better on the new data\"",
            "trestle models promote 2 --reason \"better on the new data\" --deploy")
        {
            places, reason, deploy, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            folder = parse.GetResult(project) is { Tokens.Count: > 0 } ? parse.GetRequiredValue(project) : folder;
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var (model, registry) = (open.Project.Settings.Name, new ModelRegistry(open.Project, open.Records));
            var version = await registry.VersionAsync(model, rest is [var asked] ? asked : "", cancellation);
            var before = await registry.ResolveAsync(model, ModelRegistry.Champion, cancellation);
            var deployment = await DeployCommand.Open(open, terminal.Clock)
                .MakeChampionAsync(version, Environment.UserName, parse.GetRequiredValue(reason), parse.GetValue(deploy), cancellation);
            var champion = await registry.ResolveAsync(model, ModelRegistry.Champion, cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(new
                {
                    Model = model,
                    Alias = ModelRegistry.Champion,
                    Before = before,
                    Version = version,
                    Champion = champion,
                    Deployment = deployment,
                });
                return;
            }

            terminal.Show(Page.Line(Promoted(model, version, before, champion)));
            if (deployment is not null)
            {
                DeploymentView.Write(terminal, deployment, json: false);
            }
        });
        return command;
    }

    private static string Promoted(string model, int version, int? before, int? champion) =>
        champion != version ? $"{model} version {version} is the champion once it answers."
        : before == version ? $"{model} version {version} is the champion already."
        : $"{model} version {version} is the champion now{(before is null ? "" : $"; it was version {before}")}.";

    private static async Task ListAllAsync(Terminal terminal, OpenProject open, bool json, CancellationToken cancellation)
    {
        var versions = await open.Records.AllVersionsAsync(cancellation);
        var notes = await NotesCommand.Notes(open, terminal).AllAsync(cancellation);
        var aliases = new Dictionary<string, ILookup<int, string>>();
        foreach (var model in versions.Select(version => version.Model).Distinct())
        {
            aliases[model] = (await open.Records.AliasesAsync(model, cancellation)).ToLookup(alias => alias.Version, alias => alias.Alias);
        }

        var listed = versions.Select(version => (
            Version: version, Aliases: aliases[version.Model][version.Version],
            Notes: notes.GetValueOrDefault($"{version.Model}/{version.Version}") ?? new VersionNotes())).ToArray();
        if (json)
        {
            terminal.Json(listed.Select(entry => new
            {
                entry.Version.Model,
                entry.Version.Version,
                entry.Aliases,
                entry.Version.CreatedAt,
                entry.Version.Package,
                entry.Notes,
            }));
            return;
        }

        var table = Page.Table("=model", ">version", "aliases", "description", "tags", "=created");
        foreach (var (version, names, said) in listed)
        {
            table.Row(
                version.Model, $"{version.Version}", new Cell(string.Join(", ", names), Styles.Good), said.Description,
                string.Join(", ", said.Tags.Select(tag => $"{tag.Key}={tag.Value}")), Format.When(version.CreatedAt, terminal.Clock));
        }

        terminal.Show(table);
    }

    private static async Task ListAsync(Terminal terminal, OpenProject open, bool json, CancellationToken cancellation)
    {
        var model = open.Project.Settings.Name;
        var versions = await open.Records.VersionsAsync(model, cancellation);
        var aliases = (await open.Records.AliasesAsync(model, cancellation)).ToLookup(alias => alias.Version, alias => alias.Alias);
        var changes = await open.Records.AliasChangesAsync(model, cancellation);
        var unregistered = await new ModelRegistry(open.Project, open.Records).UnregisteredAsync(model, cancellation);
        var retired = (await DeployCommand.Open(open, terminal.Clock).ListAsync(cancellation))
            .SelectMany(deployment => deployment.Archived).ToLookup(archived => archived.Version);
        var choices = new Dictionary<int, SelectedModel?>();
        foreach (var version in versions)
        {
            var artifacts = await open.ArtifactsAsync(version.Run, cancellation);
            choices[version.Version] = artifacts.Has(Artifact.SelectedModel) ? artifacts.Read(Artifact.SelectedModel) : null;
        }

        if (json)
        {
            terminal.Json(new
            {
                Model = model,
                Versions = versions.Select(
                    version => new
                    {
                        version.Version,
                        Aliases = aliases[version.Version],
                        version.Run,
                        version.CreatedAt,
                        Retired = retired[version.Version].FirstOrDefault()?.Reason,
                        version.Package,
                        SelectedModel = choices[version.Version],
                    }),
                Changes = changes,
                Unregistered = unregistered,
            });
            return;
        }

        if (unregistered.Count > 0)
        {
            terminal.Show(Page.Line(new ChampionStatus(model, null, []) { Unregistered = unregistered }.Lost!, Styles.Attention));
        }

        if (versions.Count == 0)
        {
            if (unregistered.Count == 0)
            {
                terminal.Show(Page.Line($"No version of {model} is registered yet. Create one:"), Page.Command(open.Type("run")));
            }

            return;
        }

        terminal.Show(Versions(terminal, versions, aliases, choices, retired));
        terminal.Show(Changes(terminal, changes));
    }

    private static Table Versions(
        Terminal terminal, IReadOnlyList<ModelVersion> versions, ILookup<int, string> aliases, Dictionary<int, SelectedModel?> choices,
        ILookup<int, ArchivedVersion> retired)
    {
        var table = Page.Table(">version", "aliases", "candidate", "=metric", ">out of fold", ">test", ">run", "=created");
        foreach (var version in versions)
        {
            var choice = choices[version.Version];
            table.Row(
                $"{version.Version}",
                new Cell(
                    string.Join(", ", aliases[version.Version].Concat(retired[version.Version].Take(1).Select(_ => "retired"))),
                    retired[version.Version].Any() ? Styles.Attention : Styles.Good),
                choice?.Candidate ?? "",
                choice?.Metric ?? "",
                choice is null ? "" : Format.Figure(choice.Reported().Value),
                choice is null ? "" : Format.Figure(choice.Test.Value),
                $"{version.Run}",
                Format.When(version.CreatedAt, terminal.Clock));
        }

        return table;
    }

    private static IEnumerable<IRenderable> Changes(Terminal terminal, IReadOnlyList<AliasChange> changes)
    {
        yield return Page.Heading("Changes");
        var table = Page.Table("=when", "=alias", "=", "=who", "why");
        foreach (var change in changes.Take(ShownChanges))
        {
            table.Row(
                Format.When(change.At, terminal.Clock), change.Alias,
                change.From is null ? $"to {change.To}" : $"{change.From} to {change.To}", change.Who, change.Reason);
        }

        yield return table;
    }
}
