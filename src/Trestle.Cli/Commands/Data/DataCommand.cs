using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Ingest.Snapshots;

namespace Trestle.Cli.Commands.Data;

/// <summary><c>trestle data</c>: the snapshots of the source that a project keeps.</summary>
internal static class DataCommand
{
    private const string SnapshotHelp =
        "Project folder (optional), then a snapshot: 'last', the number of a run, or the start of its hash.";

    public static Verb Create(Terminal terminal)
    {
        var command = new Verb(
            "data", "List, show, compare, search and write out the snapshots of the data that runs were made from.",
            "trestle data log", "trestle data diff 1 last", "trestle data checkout last --output rows.csv")
        {
            Log(terminal), Show(terminal), Diff(terminal), CheckOut(terminal), Search(terminal),
        };
        return command;
    }

    private static Verb Log(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var command = new Verb("log", "List the snapshots, the newest first.", "trestle data log examples/churn") { project, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            List(terminal, await History(open).ListAsync(cancellation), parse.GetValue(json), "There are no snapshots yet. Make one:",
                open.Type("run", "--to ingest"));
        });
        return command;
    }

    private static Verb Show(Terminal terminal)
    {
        var (places, json) = (Verb.PlacesArgument("SNAPSHOT", SnapshotHelp, required: 1), Verb.JsonOption());
        var command = new Verb(
            "show", "Show a snapshot: its files, columns, rows and runs.", "trestle data show last", "trestle data show 3f2a91c0")
        {
            places, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, names) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var snapshot = await History(open).FindAsync(names is [var name] ? name : SnapshotHistory.Last, cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(SnapshotView.Document(snapshot));
            }
            else
            {
                terminal.Show(SnapshotView.Page(snapshot, terminal.Clock));
            }
        });
        return command;
    }

    private static Verb Diff(Terminal terminal)
    {
        var places = Verb.PlacesArgument(
            "SNAPSHOT SNAPSHOT", "Project folder (optional), then two snapshots: 'last', the number of a run, or the start of a hash.",
            required: 2);
        var (cores, memory, json) = (Machine.CoresOption(), Machine.MemoryOption(), Verb.JsonOption());
        var command = new Verb(
            "diff", "Compare two snapshots: rows added, removed and changed by the project's key, columns, and distributions.",
            "trestle data diff 1 last", "trestle data diff examples/churn 3f2a91c0 last")
        {
            places, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, names) = OpenProject.Split(parse.GetRequiredValue(places), 2);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var history = new SnapshotHistory(open.Project, open.Records, Machine.Of(parse.GetValue(cores), parse.GetValue(memory)));
            var all = await history.ListAsync(cancellation);
            var (before, after) = (SnapshotHistory.Find(all, names[0]), SnapshotHistory.Find(all, names[1]));
            var comparison = await history.CompareAsync(before, after, cancellation);
            open.Project.ClearTempFolders();
            if (parse.GetValue(json))
            {
                terminal.Json(new { Before = before.Table.ToString(), After = after.Table.ToString(), Comparison = comparison });
            }
            else
            {
                terminal.Show(SnapshotView.Page(before, after, comparison));
            }
        });
        return command;
    }

    private static Verb CheckOut(Terminal terminal)
    {
        var places = Verb.PlacesArgument("SNAPSHOT", SnapshotHelp, required: 1);
        var output = new Option<string>("--output")
        {
            HelpName = "FILE",
            Description = "File to write, which ends in .csv, .parquet or .jsonl.",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists." };
        var command = new Verb(
            "checkout", "Write the rows of a snapshot to a file, as they were read.",
            "trestle data checkout last --output rows.csv", "trestle data checkout examples/churn 3f2a91c0 --output rows.parquet")
        {
            places, output, force,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, names) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var (open, file) = (await OpenProject.AtAsync(folder, terminal, cancellation), parse.GetRequiredValue(output));
            if (File.Exists(file) && !parse.GetValue(force))
            {
                throw new TrestleException(CliErrors.AlreadyThere(file));
            }

            var history = History(open);
            var snapshot = await history.FindAsync(names is [var name] ? name : SnapshotHistory.Last, cancellation);
            await history.CheckOutAsync(snapshot, file, cancellation);
            open.Project.ClearTempFolders();
            terminal.Show(Page.Line($"{Format.Count(snapshot.Content.Rows, "row")} of {Format.Short(snapshot.Table)} in {file}"));
        });
        return command;
    }

    private static Verb Search(Terminal terminal)
    {
        var (places, json) = (
            Verb.PlacesArgument(
                "TEXT", "Project folder (optional), then a text in the name of a file or column, or in a note.", required: 1),
            Verb.JsonOption());
        var command = new Verb("search", "List the snapshots that a text occurs in.", "trestle data search tenure") { places, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, names) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var text = names is [var name] ? name : "";
            var found = (await History(open).ListAsync(cancellation)).Where(snapshot => snapshot.Mentions(text)).ToArray();
            List(terminal, found, parse.GetValue(json), $"No snapshot mentions '{text}'. All of them:", open.Type("data log"));
        });
        return command;
    }

    private static void List(Terminal terminal, IReadOnlyList<DataSnapshot> snapshots, bool json, string none, string next)
    {
        if (json)
        {
            terminal.Json(snapshots.Reverse().Select(SnapshotView.Document));
        }
        else if (snapshots.Count == 0)
        {
            terminal.Show(Page.Line(none), Page.Command(next));
        }
        else
        {
            terminal.Show(SnapshotView.List(snapshots, terminal.Clock));
        }
    }

    private static SnapshotHistory History(OpenProject open) => new(open.Project, open.Records, Machine.Of(null, null));
}
