using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Stages.Deploy;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle models recover</c>: registers packages again whose records were lost.</summary>
internal static class RecoverCommand
{
    public static Verb Create(Terminal terminal, Argument<string> parent)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var reason = DeployCommand.ReasonOption(required: false);
        var command = new Verb(
            "recover",
            "Register the packages in the project's folder again after the record database was lost or damaged. A damaged SQLite file is "
                + "set aside first. No package is changed, and versions on record stay as they are. Stop the server before.",
            "trestle models recover examples/churn") { project, reason, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var folder = parse.GetRequiredValue(parse.GetResult(parent) is { Tokens.Count: > 0 } ? parent : project);
            var aside = await SetAsideAsync(folder, terminal.Clock, cancellation);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var why = parse.GetRequiredValue(reason);
            var packages = await new Recovery(open.Project, open.Records).RunAsync(Environment.UserName, why, cancellation);
            var champion = await ChampionAsync(open, why, cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(new { Database = aside, Packages = packages, Champion = champion });
            }
            else
            {
                terminal.Show(Show(open, aside, packages, champion));
            }

            return (int)(packages.Any(package => package.Left is not null) ? ExitCode.Refused : ExitCode.Done);
        });
        return command;
    }

    /// <summary>Sets a damaged database file aside; nothing to do with PostgreSQL, which is repaired by its own means.</summary>
    private static Task<string?> SetAsideAsync(string folder, TimeProvider clock, CancellationToken cancellation)
    {
        var project = Project.Open(folder);
        return project.Settings.Database is null
            ? DamagedRecords.SetAsideAsync(project.DatabaseFile, clock, cancellation)
            : Task.FromResult<string?>(null);
    }

    /// <summary>
    /// The champion. When the alias was lost, too, it is the version that the deployment of the model served last, or the only one.
    /// </summary>
    private static async Task<int?> ChampionAsync(OpenProject open, string reason, CancellationToken cancellation)
    {
        var (model, registry) = (open.Project.Settings.Name, new ModelRegistry(open.Project, open.Records));
        var versions = (await open.Records.VersionsAsync(model, cancellation)).Select(version => version.Version).ToArray();
        if (await registry.ResolveAsync(model, ModelRegistry.Champion, cancellation) is { } known)
        {
            return known;
        }

        var (last, only) = (LastRoutes.LiveVersion(open.Project, model), versions is [var one] ? one : (int?)null);
        if (last is not null && versions.Contains(last.Value))
        {
            await registry.PromoteAsync(
                model, last.Value, Environment.UserName, $"{reason}; the deployment served it last", cancellation);
            return last;
        }

        if (only is not null)
        {
            await registry.PromoteAsync(model, only.Value, Environment.UserName, $"{reason}; the only version", cancellation);
        }

        return only;
    }

    private static IEnumerable<IRenderable> Show(
        OpenProject open, string? aside, IReadOnlyList<RecoveredPackage> packages, int? champion)
    {
        if (aside is not null)
        {
            yield return Page.Line($"The damaged database is kept as {Path.GetRelativePath(open.Project.Folder, aside)}.");
        }

        if (packages.Count == 0)
        {
            yield return Page.Line("Every package of the project is on record.");
        }
        else
        {
            var table = Page.Table(">version", "package", "");
            foreach (var package in packages)
            {
                table.Row(
                    $"{package.Version}", package.File,
                    package.Left is null
                        ? new Cell($"registered again; its run is run {package.Run}", Styles.Good)
                        : new Cell($"left alone: {package.Left}", Styles.Bad));
            }

            yield return table;
        }

        if (champion is not null)
        {
            yield return Page.Line($"The champion is version {champion}.");
        }
        else if (packages.Any(package => package.Left is null))
        {
            yield return Page.Heading("Which version was the champion is not known. Name it:");
            yield return Page.Command(open.Type("models promote", "VERSION --reason TEXT"));
        }
    }
}
