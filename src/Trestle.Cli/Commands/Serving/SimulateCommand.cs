using System.Globalization;

using Trestle.Cli.Output;
using Trestle.Cli.Simulations;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Files;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle simulate</c>: replays historical rows as traffic to show how a model would have been operated.</summary>
internal static class SimulateCommand
{
    public static Verb Create(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var from = Verb.TextOption("--from", "DAY", "First day to replay, such as 2014-01-01 (default: the middle of the rows).");
        var days = new Option<int?>("--days") { HelpName = "N", Description = "Maximum days to replay (default: all)." };
        var stationary = new Option<bool>("--stationary")
        {
            Description = "Draw each day's rows from those before the first day: a world without drift.",
        };
        var (cores, memory) = (Machine.CoresOption(), Machine.MemoryOption());
        var command = new Verb(
            "simulate",
            "Replay the days after a training as traffic, with delayed labels: the model is deployed, monitored, retrained, promoted and "
                + "retired as configured. Works on a copy of the project; the project itself does not change.",
            "trestle simulate examples/ridership",
            "trestle simulate examples/ridership --stationary",
            "trestle simulate --from 2014-01-01 --days 365")
        {
            project, from, days, stationary, cores, memory, json,
        };
        command.Aliases.Add("life");
        command.SetAction(async (parse, cancellation) =>
        {
            var typed = parse.GetRequiredValue(project);
            var opened = Project.Open(typed);
            terminal.Notice(opened.Notices);
            if (opened.Settings.RetrainOrRetire.When is { Schedule: null, NewRows: null, DriftWindows: null, PerformanceWindows: null })
            {
                throw new TrestleException(SimulationErrors.NoTrigger());
            }

            var resources = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var past = HistoricalRows.Read(opened, Day(parse.GetValue(from)), resources, cancellation);
            var folder = SimulationProject.FolderOf(opened);
            using var own = FileLock.TryTake($"{folder}.lock") ?? throw new TrestleException(SimulationErrors.UnderWay(folder));
            await ClearAsync(folder, terminal.Clock, cancellation);
            SimulationProject.Create(opened, folder);
            opened.ClearTempFolders();

            var fixedWorld = parse.GetValue(stationary);
            var all = fixedWorld ? past.Stationary(parse.GetValue(days), opened.Settings.Seed) : past.Days(parse.GetValue(days));
            var work = new SimulationWork(terminal, typed, folder, opened, parse.GetValue(json));
            await work.RunAsync(past, all, fixedWorld, resources, cancellation);
        });
        return command;
    }

    private static DateOnly? Day(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new TrestleException(SimulationErrors.WrongDay(text));

    /// <summary>Deletes the previous simulation; hosts that a killed one left running are stopped first.</summary>
    private static async Task ClearAsync(string folder, TimeProvider clock, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (File.Exists(Path.Combine(folder, Project.FileName)))
        {
            var before = await OpenProject.AtAsync(folder, clock, cancellation);
            await Simulation.EndAsync(
                DeployStage.Open(before.Project, before.Records, DeployPrograms.In(AppContext.BaseDirectory), clock), cancellation);
            before.Records.Close();
        }

        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Runs the simulation and shows the result.</summary>
internal sealed class SimulationWork(Terminal terminal, string typed, string folder, Project project, bool json)
{
    /// <summary>Simulates the days.</summary>
    public async Task RunAsync(
        HistoricalRows past, IReadOnlyList<Day> days, bool stationary, Resources resources, CancellationToken cancellation)
    {
        var began = terminal.Clock.GetTimestamp();
        var output = json ? terminal.Errors : terminal.Output;
        output.Write(Page.Heading(Introduction(past, days, stationary)));
        output.WriteLine("\n");
        var progress = new SimulationProgress(terminal, output, terminal.IsLive && !json);
        var stages = StageCatalog.All(Machine.Host(terminal.Clock, project.Settings.Serve.StartLimit), terminal.Clock);
        var simulation = new Simulation(
            past, folder, resources, DeployPrograms.In(AppContext.BaseDirectory), stages, progress);
        var result = await simulation.RunAsync(days, grows: !stationary, cancellation);
        if (terminal.IsLive && !json)
        {
            output.Write(new ControlCode("\r\u001b[2K"));
        }

        if (json)
        {
            terminal.Json(result);
        }
        else
        {
            terminal.Show(Summary(result, progress.Holds, terminal.Clock.GetElapsedTime(began)));
        }
    }

    private string Introduction(HistoricalRows past, IReadOnlyList<Day> days, bool stationary)
    {
        var (name, delay) = (project.Settings.Name, Format.Took(project.Settings.Monitor.LabelDelay));
        var world = stationary ? " in a world without drift" : "";
        return $"{name} is trained on the {Format.Count(past.Start)} rows before {days[0].At:yyyy-MM-dd} and simulated until "
            + $"{days[^1].At:yyyy-MM-dd}{world}; labels arrive after {delay}.";
    }

    private IEnumerable<IRenderable> Summary(SimulationResult result, int holds, TimeSpan took)
    {
        var actions = result.Events.GroupBy(entry => entry.Note.Action).ToDictionary(group => group.Key, group => group.Count());
        int Count(string action) => actions.GetValueOrDefault(action);
        yield return Page.Heading($"{Format.Count(result.Days, "day")} in {Format.Took(took)}");
        yield return Page.Facts(
            ("predicted", Format.Count(result.Predicted, "row")),
            ("labelled", Format.Count(result.Labelled, "row")),
            (
                "monitored",
                $"{Format.Count(result.Windows, "window")}; "
                    + $"{Format.Count(Count("alert.opened"), "alert")} opened, {Count("alert.resolved")} resolved"),
            (
                "trained",
                $"{Format.Count(result.Versions, "version")}; {Count("renewal.promote")} promoted, {Count("renewal.drop")} dropped, "
                    + $"{Count("renewal.rollback")} rolled back, {Count("renewal.retire")} retired"),
            ("held", $"{Format.Count(holds, "time")}, each with its reason in the audit log"),
            ("live now", $"version {result.Live}"));
        if (result.Failed > 0)
        {
            yield return Page.Line($"{Format.Count(result.Failed, "request")} failed, the first with {result.FirstFailure}", Styles.Bad);
        }

        var place = folder.StartsWith(Path.GetFullPath(typed), StringComparison.Ordinal)
            ? Path.Combine(typed, ".trestle", SimulationProject.FolderName)
            : folder;
        yield return Page.Heading("Next");
        yield return Page.Command(OpenProject.Type(place, "audit", "--last 100"));
        yield return Page.Command(OpenProject.Type(place, "audit verify"));
        yield return Page.Command(OpenProject.Type(place, "up", "--still"));
    }
}
