using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 10: the trials with their scores on each fold, and the feature importance of the best trial of each candidate.</summary>
internal sealed class TrainView : IStageView
{
    private const int ShownFeatures = 10;
    private const int ShownTrials = 5;

    /// <inheritdoc/>
    public Stage Stage => Stage.Train;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var models = artifacts.ReadAll(Artifact.FittedModels);
        foreach (var (name, trials) in artifacts.ReadAll(Artifact.Trials).Where(entry => shard is null || entry.Key == shard))
        {
            yield return Page.Heading($"{trials.Candidate}: {Format.Count(trials.Ran.Count, "trial")} by {trials.Metric}, best first");
            yield return Page.Line(trials.StoppedBecause, Styles.Quiet);
            yield return Ran(trials);
            if (trials.Stopped.Count > 0)
            {
                yield return Page.Heading("Trials that did not run to their end");
                yield return Stopped(trials);
            }

            if (trials.Ran is [{ Parameters.Count: > 0 }, ..])
            {
                yield return Page.Heading($"Parameters of the best {Math.Min(ShownTrials, trials.Ran.Count)}");
                yield return Parameters([.. trials.Ran.Take(ShownTrials)]);
            }

            if (models.TryGetValue(name, out var model) && model.Importance.Count > 0)
            {
                yield return Page.Heading($"Feature importance of the best trial of {trials.Candidate}");
                yield return Importance(model.Importance);
            }
        }
    }

    /// <summary>The most important features, with bars.</summary>
    public static Table Importance(IReadOnlyList<FeatureWeight> weights)
    {
        var shown = weights.Where(weight => weight.Weight > 0).Take(ShownFeatures).ToArray();
        var most = shown.Length == 0 ? 1 : shown[0].Weight;
        var table = Page.Table("feature", ">", "=");
        foreach (var weight in shown)
        {
            table.Row(weight.Feature, Format.Share(weight.Weight), new Cell(TextPlot.Bar(weight.Weight / most, 24), Styles.Known));
        }

        return table;
    }

    private static Table Ran(Trials trials)
    {
        var table = Page.Table(">trial", $">{trials.Metric}", ">spread", ">rounds", "each fold");
        foreach (var trial in trials.Ran)
        {
            table.Row(
                $"{trial.Number}", Format.Figure(trial.Score), Format.Figure(trial.Spread), Format.Count(trial.Rounds),
                string.Join("  ", trial.FoldScores.Select(Format.Figure)));
        }

        return table;
    }

    private static Table Stopped(Trials trials)
    {
        var table = Page.Table(">trial", "ended", "why");
        foreach (var trial in trials.Stopped)
        {
            table.Row(
                $"{trial.Number}",
                trial.End switch { TrialEnd.Lost => "lost", TrialEnd.Failed => "failed", _ => "out of time" },
                trial.Reason);
        }

        return table;
    }

    private static Table Parameters(IReadOnlyList<Trial> trials)
    {
        var table = Page.Table(["", .. trials.Select(trial => $">trial {trial.Number}")]);
        foreach (var name in trials[0].Parameters.Keys)
        {
            table.Row([name, .. trials.Select(trial => new Cell(Format.Short(trial.Parameters[name])))]);
        }

        return table;
    }
}
