using System.Text;

using Trestle.Cli.Init;
using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;
using Trestle.Stages.Ingest.Snapshots;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Lifecycle.Profiles;
using Trestle.Stages.SelectFeatures;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary>The part of <c>trestle validate</c> that says what a table looks like: <c>--profile</c>, and what goes with it.</summary>
internal sealed class ProfileOptions
{
    private readonly Option<bool> profile = new("--profile")
    {
        Description = "Say what the table looks like: readings, meanings, missing values, distributions, keys, dependencies, associations, "
            + "leaks. Without a file: the latest snapshot of the project.",
    };

    private readonly Option<string?> target = Verb.TextOption(
        "--target", "COLUMN", "With --profile: the column to predict, to look for leaks (default: that of the project).");

    private readonly Option<string?> time = Verb.TextOption(
        "--time", "COLUMN", "With --profile: the column with the time of a row, to look for dates that are known only later.");

    private readonly Option<string[]> secret = new("--private")
    {
        HelpName = "COLUMN",
        Description = "With --profile: a column whose values are not shown, besides those of the project.",
    };

    private readonly (Setting Setting, Option<string?> Option)[] reading =
        [.. InitCommand.ReadingOptions().Where(option => option.Setting.Key != "format")];

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [profile, target, time, secret, .. reading.Select(option => option.Option)];

    /// <summary>Whether a profile is asked for; an error where its options are given without it.</summary>
    public bool IsAsked(ParseResult parse)
    {
        var given = All.FirstOrDefault(option => option != profile && parse.GetResult(option) is { Implicit: false });
        return parse.GetValue(profile) || (given is null ? false : throw new TrestleException(CliErrors.NotUnderstood(
            $"{given.Name} is given without --profile", "trestle validate", "add --profile, or leave the option out")));
    }

    /// <summary>The profile of files, or of the snapshot of a project.</summary>
    /// <param name="terminal">For notices.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="files">The files; none for the project's data.</param>
    /// <param name="against">The project; null for the current folder, if it is one.</param>
    /// <param name="machine">What may be used.</param>
    /// <param name="temporary">A folder for temporary files.</param>
    /// <param name="tables">Reads the rows.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public async Task<TableProfile> RunAsync(
        Terminal terminal, ParseResult parse, string[] files, string? against, Resources machine, string temporary, TableEngine tables,
        CancellationToken cancellation)
    {
        var open = against is not null || files.Length == 0 || OpenProject.IsProject(".")
            ? await OpenProject.AtAsync(against ?? ".", terminal, cancellation) : null;
        var given = InitCommand.Given(reading, parse);
        var known = Known(open, parse);
        var leaks = open?.Project.For(Stage.SelectFeatures).Read(SelectFeaturesSettings.Section) ?? new SelectFeaturesSettings();
        if (files.Length == 0 && given.Length == 0 && await SnapshotAsync(open!, machine, cancellation) is { } snapshot)
        {
            var table = tables.Open(open!.Project.Store.PathOf(snapshot.Table), cancellation);
            return Run(
                terminal, parse,
                new ProfiledTable($"snapshot {Format.Short(snapshot.Table)}", table)
                {
                    Settings = known,
                    Delimiter = snapshot.Content.Delimiter,
                    UnreadableRows = snapshot.Content.UnreadableRows,
                    Notes = snapshot.Content.Notes,
                    Leaks = leaks,
                },
                cancellation);
        }

        var (source, folder) = Source(open, files, given);
        using var read = SourceReader.Read(new SourceRequest(source, folder, tables, temporary, "the command line"), cancellation);
        return Run(
            terminal, parse,
            new ProfiledTable(Format.Some([.. read.Files.Select(file => Path.GetFileName(file.Path))], 3), read.Import.Table)
            {
                Settings = known,
                Delimiter = read.Import.Delimiter,
                UnreadableRows = read.Import.RejectedCount,
                Notes = read.Import.Notes,
                Leaks = leaks,
            },
            cancellation);
    }

    /// <summary>The report in a form; null for the terminal.</summary>
    public static string? Write(TableProfile profile, string form) => form switch
    {
        "html" => ProfilePage.Write(profile),
        "json" => Encoding.UTF8.GetString(Documents.WriteReadable(profile)) + "\n",
        "junit" => throw new TrestleException(CliErrors.NotUnderstood(
            "a profile has no checks, which JUnit needs", "trestle validate --profile", "choose --format terminal, html or json")),
        _ => null,
    };

    private TableProfile Run(Terminal terminal, ParseResult parse, ProfiledTable table, CancellationToken cancellation)
    {
        string[] names = [.. table.Table.Schema.Columns.Select(column => column.Name)];
        string?[] typed = [parse.GetValue(target), parse.GetValue(time), .. parse.GetValue(secret) ?? []];
        if (typed.FirstOrDefault(name => name is not null && !names.Contains(name)) is { } unknown)
        {
            throw new TrestleException(CliErrors.NoColumn(unknown, names, table.Name));
        }

        // A file of a project need not have its target.
        var known = table.Settings with
        {
            Target = names.Contains(table.Settings.Target) ? table.Settings.Target : "",
            Time = names.Contains(table.Settings.Time) ? table.Settings.Time : null,
        };
        return new TableProfiler(terminal.Clock).Run(table with { Settings = known }, cancellation);
    }

    private TableSettings Known(OpenProject? open, ParseResult parse)
    {
        var own = open?.Project.For(Stage.Ingest).Read(Section.Table) ?? new TableSettings { Target = "" };
        return own with
        {
            Target = parse.GetValue(target) ?? own.Target,
            Time = parse.GetValue(time) ?? own.Time,
            Private = [.. own.Private, .. parse.GetValue(secret) ?? []],
        };
    }

    private static async Task<DataSnapshot?> SnapshotAsync(OpenProject open, Resources machine, CancellationToken cancellation)
    {
        var all = await new SnapshotHistory(open.Project, open.Records, machine).ListAsync(cancellation);
        if (all.Count == 0)
        {
            return null;
        }

        var last = SnapshotHistory.Find(all, SnapshotHistory.Last);
        await open.Project.Store.FetchAsync([last.Table], cancellation);
        return last;
    }

    private static (SourceSettings Source, string Folder) Source(
        OpenProject? open, string[] files, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        if (files.Length == 0)
        {
            return (open!.Project.For(Stage.Ingest).Read(SourceSettings.Section), open.Project.Folder);
        }

        var here = Directory.GetCurrentDirectory();
        if (open is null || given.Count > 0 || !File.Exists(files[0]))
        {
            var named = new SourceChoice(files[0], given).Settings();
            return (files.Length == 1 ? named : named with { Path = files }, here);
        }

        var own = open.Project.For(Stage.Ingest).Read(SourceSettings.Section);
        return ((own.IsLocal ? own : new SourceSettings()) with { Path = files, Format = null }, here);
    }
}
