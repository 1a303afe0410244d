using System.Text.Json.Nodes;

using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle.Charts;
using Trestle.Storage.Records;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle show</c>: a run, or what one of its stages wrote.</summary>
internal static class ShowCommand
{
    public static Verb Create(Terminal terminal)
    {
        var places = Verb.PlacesArgument(
            "[RUN][/STAGE[/SHARD]]",
            "Project folder (optional), then a run number or 'last' (default), optionally with a stage (and a shard).",
            required: 0,
            most: 2);
        var json = Verb.JsonOption();
        var html = Verb.TextOption("--html", "FILE", "With RUN/evaluate: write the evaluation with its charts as one HTML file.");
        var command = new Verb(
            "show",
            "Show a run, or what one of its stages wrote: the split, the contract, the features with reasons, the trials, the metrics.",
            "trestle show",
            "trestle show validate-data",
            "trestle show examples/churn last/evaluate",
            "trestle show examples/churn last/evaluate --html evaluation.html",
            "trestle show examples/churn 3/train/lightgbm --json")
        {
            places, json, html,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetValue(places) ?? [], 1);
            var parts = Parts(rest is [var named] ? named : "last");
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            await open.SettleAsync(cancellation);
            var run = await open.RunAsync(parts[0], cancellation);
            var artifacts = await open.ArtifactsAsync(run.Id, cancellation);
            if (parse.GetValue(html) is { } file)
            {
                Write(terminal, open, run, artifacts, parts, file);
            }
            else if (parts.Length == 1)
            {
                await RunAsync(terminal, open, run, artifacts, parse.GetValue(json), cancellation);
            }
            else
            {
                ShowStage(terminal, open, run, artifacts, Stage.Find(parts[1]), parts.Length == 3 ? parts[2] : null, parse.GetValue(json));
            }
        });
        return command;
    }

    /// <summary>The run, the stage and the shard that are named; a stage alone is that of the last run.</summary>
    private static string[] Parts(string named) => Stage.All.Any(stage => stage.Slug == named.Split('/')[0])
        ? ["last", .. named.Split('/', 2)]
        : named.Split('/', 3);

    /// <summary>The evaluation as one file.</summary>
    private static void Write(
        Terminal terminal, OpenProject open, RunRecord run, ArtifactReader artifacts, string[] parts, string file)
    {
        if (parts.Length != 2 || Stage.Find(parts[1]) != Stage.Evaluate)
        {
            throw new TrestleException(CliErrors.NotUnderstood(
                $"--html with {string.Join('/', parts)}", "trestle show", "name the stage: trestle show RUN/evaluate --html FILE"));
        }

        if (!artifacts.Has(Artifact.Scorecard))
        {
            throw new TrestleException(CliErrors.NothingToShow(
                Stage.Evaluate.Slug, run.Id, [.. artifacts.Places.Select(place => place.Stage).Distinct()]));
        }

        ReportFile.Save(file, EvaluationPage.Write(open.Project.Sections.Whole<ProjectSettings>().Name, run.Id, artifacts));
        terminal.Show(Page.Line($"written: {file}", Styles.Quiet));
    }

    private static async Task RunAsync(
        Terminal terminal, OpenProject open, RunRecord run, ArtifactReader artifacts, bool json, CancellationToken cancellation)
    {
        var units = await open.Records.UnitsAsync(run.Id, cancellation);
        if (json)
        {
            terminal.Json(new
            {
                Run = RunDocument.Of(run),
                run.Run.Configuration,
                Units = units.Select(RunDocument.Of),
                Summary = StageViews.Lines(artifacts).ToDictionary(entry => entry.Stage.Slug, entry => entry.Line),
                Artifacts = artifacts.Places,
            });
            return;
        }

        terminal.Show(RunPage.Of(run, units, artifacts, terminal.Clock));
    }

    private static void ShowStage(
        Terminal terminal, OpenProject open, RunRecord run, ArtifactReader artifacts, Stage stage, string? shard, bool json)
    {
        var documents = StageViews.Documents(stage, artifacts, shard).ToArray();
        if (documents.Length == 0 || StageViews.Find(stage) is not { } view)
        {
            var known = artifacts.Places.Where(place => shard is null || place.Stage == stage.Slug)
                .Select(place => shard is null ? place.Stage : $"{place.Stage}/{place.Shard}").Distinct().ToArray();
            throw new TrestleException(CliErrors.NothingToShow(shard is null ? stage.Slug : $"{stage.Slug}/{shard}", run.Id, known));
        }

        if (json)
        {
            terminal.Json(documents.GroupBy(place => place.Shard).ToDictionary(
                group => group.Key,
                group => group.ToDictionary(place => place.Name, place => JsonNode.Parse(open.Project.Store.Get(place.Hash)))));
            return;
        }

        var title = $"Run {run.Id}, stage {stage.Number}: {stage.Title}{(shard is null or Unit.Whole ? "" : $", {shard}")}";
        var whole = stage.Writes.All(name => documents.Any(place => place.Name == name));
        var written = string.Join(", ", documents.Select(place => place.Name));
        terminal.Show([
            Page.Line(title, Styles.Strong),
            Page.Line(stage.Question, Styles.Quiet),
            Page.Gap(),
            .. whole ? view.Show(artifacts, shard) : [Page.Line($"The stage ended early and wrote only {written}. Use --json to see it.")],
        ]);
    }
}
