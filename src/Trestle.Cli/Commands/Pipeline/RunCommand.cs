using Trestle.Cli.Output;
using Trestle.Cli.Progress;
using Trestle.Cli.Rendering;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle.Lineage;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle run</c>: from data to a registered model.</summary>
internal static class RunCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var plan = new Option<bool>("--plan") { Description = "Show what would run and what would be reused, without running it." };
        var from = Verb.TextOption("--from", "STAGE", "First stage to run, by name or number; earlier ones are reused.");
        var to = Verb.TextOption("--to", "STAGE", "Last stage to run.");
        var only = Verb.TextOption("--only", "STAGE", "Run only this stage.");
        var force = new Option<bool>("--force") { Description = "Run the selected stages even if nothing changed." };
        var (cores, memory, json) = (Machine.CoresOption(), Machine.MemoryOption(), Verb.JsonOption());
        var command = new Verb(
            "run",
            "Run the stages from data to a registered model. Unchanged results are reused; a stopped run resumes where it was.",
            "trestle run examples/churn",
            "trestle run examples/churn --plan",
            "trestle run --from train --cores 2 --memory 4GB")
        {
            project, plan, from, to, only, force, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var selection = new RunSelection(
                Find(parse.GetValue(from)), Find(parse.GetValue(to)), Find(parse.GetValue(only)), parse.GetValue(force));
            var resources = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var work = new RunWork(terminal, open, resources, parse.GetValue(json));
            await (
                parse.GetValue(plan) ? work.PlanAsync(selection, cancellation) : work.RunAsync(
                    selection, $"trestle {string.Join(' ', parse.Tokens.Select(token => token.Value))}", cancellation));
        });
        return command;
    }

    private static Stage? Find(string? word) => word is null ? null : Stage.Find(word);
}

/// <summary>Runs or plans, and shows the result.</summary>
internal sealed class RunWork(Terminal terminal, OpenProject open, Resources resources, bool json)
{
    private readonly IReadOnlyList<IStage> stages = StageCatalog.All(
        Machine.Host(terminal.Clock, open.Project.Settings.Serve.StartLimit), terminal.Clock);

    /// <summary>Whether the result is shown, or left to the caller.</summary>
    public bool Shows { get; init; } = true;

    /// <summary>Runs the selected stages.</summary>
    public async Task<RunResult> RunAsync(RunSelection selection, string command, CancellationToken cancellation)
    {
        using var lineage = RunLineage.Of(open.Project, open.Records, terminal.Clock);
        try
        {
            return await WatchAsync(observer => new RunEngine(open.Project, open.Records, stages, observer, resources, terminal.Clock)
            {
                Started = lineage is null ? null : lineage.StartedAsync,
                Ended = lineage is null ? null : lineage.EndedAsync,
            }.RunAsync(selection, command, cancellation));
        }
        finally
        {
            terminal.Notice(lineage?.Undelivered ?? []);
        }
    }

    /// <summary>Runs one unit of an existing run.</summary>
    public Task ExecuteAsync(Unit unit, CancellationToken cancellation) =>
        WatchAsync(
            observer => new RunEngine(
                open.Project, open.Records, stages, observer, resources, terminal.Clock).ExecuteAsync(unit, cancellation));

    /// <summary>Shows the plan of a run.</summary>
    public async Task PlanAsync(RunSelection selection, CancellationToken cancellation)
    {
        var units = await new RunPlanner(open.Project, open.Records, stages).PlanAsync(selection, cancellation);
        open.Project.ClearTempFolders();
        if (json)
        {
            terminal.Json(units.Select(unit => new { Stage = unit.Stage.Slug, unit.Stage.Number, unit.Shard, unit.Outcome, unit.Reason }));
            return;
        }

        var table = Page.Table(">", "=unit", "=", "why");
        foreach (var unit in units)
        {
            table.Row(
                $"{unit.Stage.Number}", unit.Shard == Unit.Whole ? unit.Stage.Slug : $"{unit.Stage.Slug}/{unit.Shard}", Look(unit.Outcome),
                unit.Reason);
        }

        terminal.Show(table);
    }

    private static Cell Look(PlannedOutcome outcome) => outcome switch
    {
        PlannedOutcome.Reuse => new Cell("reuse", Styles.Known),
        PlannedOutcome.Run => new Cell("run", Styles.Good),
        PlannedOutcome.Depends => new Cell("depends", Styles.Attention),
        _ => new Cell("missing", Styles.Bad),
    };

    private async Task<RunResult> WatchAsync(Func<IRunObserver, Task<RunResult>> start)
    {
        var board = new RunBoard(terminal.Clock);
        var began = terminal.Clock.GetTimestamp();
        RunResult result;
        if (terminal.IsLive && !json)
        {
            var work = start(board);
            await LiveProgress.WatchAsync(terminal.Output, board, work);
            result = await work;
        }
        else
        {
            result = await start(new LogProgress((json ? terminal.Errors : terminal.Output).Profile.Out.Writer, board, terminal.Clock));
        }

        if (!Shows)
        {
            return result;
        }

        var (took, outlook) = (terminal.Clock.GetElapsedTime(began), await RunOutlook.OfAsync(open, result.Artifacts, terminal.Clock));
        if (json)
        {
            terminal.Json(Report(result, board, took, outlook));
        }
        else
        {
            terminal.Show(Summary(result, board, took, outlook));
        }

        return result;
    }

    private static IEnumerable<IRenderable> Summary(RunResult result, RunBoard board, TimeSpan took, RunOutlook outlook)
    {
        yield return Page.Heading(
            $"Run {result.Run} finished in {Format.Took(took)}: {Format.Count(result.Ran, "unit")} run, {result.Reused} reused.");
        var shown = board.Ended().Select(unit => unit.Stage).ToHashSet();
        var table = Page.Table("=", "");
        foreach (var (stage, line) in StageViews.Lines(result.Artifacts).Where(entry => shown.Contains(entry.Stage)))
        {
            table.Row(stage.Slug, line);
        }

        yield return table;
        foreach (var line in Told(result.Artifacts))
        {
            yield return line;
        }

        if (outlook.Retired is { } retired)
        {
            yield return Page.Heading("Retired");
            yield return Page.Item(retired, Styles.Attention);
        }

        yield return Page.Heading("Next");
        foreach (var next in outlook.Next)
        {
            yield return Page.Command(next);
        }
    }

    /// <summary>What a person must know of a run: its warnings, and what was not used.</summary>
    public static IEnumerable<IRenderable> Told(ArtifactReader artifacts) => [.. Warned(artifacts), .. Lost(artifacts)];

    private static IEnumerable<IRenderable> Warned(ArtifactReader artifacts)
    {
        var warnings = RunWarnings.Of(artifacts);
        return warnings.Count == 0
            ? [] : warnings.Select(warning => Page.Item(warning, Styles.Attention)).Prepend(Page.Heading("Warnings"));
    }

    private static IEnumerable<IRenderable> Lost(ArtifactReader artifacts)
    {
        var losses = RunLosses.Of(artifacts);
        return losses.Count == 0 ? [] : losses.Select(loss => Page.Item(loss)).Prepend(Page.Heading("Not used from the source"));
    }

    private static object Report(RunResult result, RunBoard board, TimeSpan took, RunOutlook outlook) => new
    {
        result.Run,
        Seconds = took.TotalSeconds,
        result.Ran,
        result.Reused,
        Units = board.Ended()
            .Select(unit => new { Stage = unit.Stage.Slug, unit.Shard, unit.Outcome, unit.Reason, Seconds = unit.Took.TotalSeconds }),
        Summary = StageViews.Lines(result.Artifacts).ToDictionary(entry => entry.Stage.Slug, entry => entry.Line),
        Warnings = RunWarnings.Of(result.Artifacts),
        Losses = RunLosses.Of(result.Artifacts),
        Artifacts = result.Artifacts.Places,
        outlook.Retired,
        outlook.Next,
    };
}
