using System.Text.Json.Nodes;

using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Cli.Rendering;

/// <summary>A run with what it wrote.</summary>
internal sealed record ComparedRun(RunRecord Record, ArtifactReader Artifacts);

/// <summary>A difference between two runs; null where a run does not have the item.</summary>
internal sealed record Changed(string What, string? First, string? Second);

/// <summary>A metric of two runs; null where a run does not have it.</summary>
internal sealed record ComparedFigure(string Candidate, string Metric, string Rows, double? First, double? Second)
{
    public double? Difference => Second - First;
}

/// <summary>Two runs side by side: the differences and the metrics.</summary>
internal sealed class Comparison(string folder, ComparedRun first, ComparedRun second)
{
    /// <summary>The page for people.</summary>
    public IEnumerable<IRenderable> Page()
    {
        yield return Output.Page.Line($"Run {first.Record.Id} and run {second.Record.Id}", Styles.Strong);
        foreach (var (title, changes) in Changes())
        {
            yield return Output.Page.Heading(title);
            yield return changes.Count == 0 ? Output.Page.Line("no difference", Styles.Quiet) : Table(changes);
        }

        yield return Output.Page.Heading("Metrics");
        var figures = Output.Page.Table(
            "candidate", "metric", "rows", $">run {first.Record.Id}", $">run {second.Record.Id}", ">difference");
        foreach (var figure in Figures())
        {
            figures.Row(
                figure.Candidate, figure.Metric, figure.Rows, Text(figure.First), Text(figure.Second),
                figure.Difference is { } difference ? Format.Difference(difference) : "");
        }

        yield return figures;
    }

    /// <summary>The same for <c>--json</c>.</summary>
    public object Document() =>
        new
        {
            Runs = new[] { RunDocument.Of(first.Record), RunDocument.Of(second.Record) },
            Changes = Changes().ToDictionary(
            part => part.Title, part => part.Changes),
            Figures = Figures()
        };

    private static string Text(double? figure) => figure is { } value ? Format.Figure(value) : "";

    private Table Table(IReadOnlyList<Changed> changes)
    {
        var table = Output.Page.Table("", $"run {first.Record.Id}", $"run {second.Record.Id}");
        foreach (var change in changes)
        {
            table.Row(change.What, change.First ?? "", change.Second ?? "");
        }

        return table;
    }

    private IEnumerable<(string Title, IReadOnlyList<Changed> Changes)> Changes()
    {
        yield return ("Configuration", Differences(Settings(first.Record), Settings(second.Record)));
        yield return ("Data, code and machine", Differences(Environment(first), Environment(second)));
        yield return ("Features", Differences(Features(first), Features(second)));
        yield return ("Selected model", Differences(Chosen(first), Chosen(second)));
    }

    private static List<Changed> Differences(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        [.. a.Keys.Union(b.Keys)
            .Where(key => a.GetValueOrDefault(key) != b.GetValueOrDefault(key))
            .Select(key => new Changed(key, a.GetValueOrDefault(key), b.GetValueOrDefault(key)))];

    /// <summary>Every setting by its path, including defaults.</summary>
    private Dictionary<string, string> Settings(RunRecord run)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var project = Project.Parse(folder, $"the configuration of run {run.Id}", run.Run.Configuration);
        Flatten("", JsonNode.Parse(CanonicalConfiguration.Write(project.Settings, ProjectBinder.Model)));
        return settings;

        void Flatten(string path, JsonNode? node)
        {
            if (node is not JsonObject { Count: > 0 } section)
            {
                settings[path] = node?.ToJsonString(Documents.Compact).Trim('"') ?? "null";
                return;
            }

            foreach (var (key, value) in section)
            {
                Flatten(path.Length == 0 ? key : $"{path}.{key}", value);
            }
        }
    }

    private static Dictionary<string, string> Environment(ComparedRun run)
    {
        var facts = new Dictionary<string, string> { ["code"] = run.Record.Run.CodeVersion, ["machine"] = run.Record.Run.Machine };
        if (run.Artifacts.Has(Artifact.RawTable))
        {
            var table = run.Artifacts.Read(Artifact.RawTable);
            foreach (var file in table.Files)
            {
                facts[file.Path] = $"{Format.Bytes(file.Bytes)}, SHA-256 {Format.Short(file.Hash)}";
            }

            facts["rows"] = Format.Count(table.Rows);
        }

        return facts;
    }

    private static Dictionary<string, string> Features(ComparedRun run) => run.Artifacts.Has(Artifact.FeatureList)
        ? run.Artifacts.Read(Artifact.FeatureList).Features.ToDictionary(
            feature => feature.Feature, feature => feature.Kept ? "kept" : $"dropped: {feature.Reason}")
        : [];

    private static Dictionary<string, string> Chosen(ComparedRun run)
    {
        var facts = new Dictionary<string, string>();
        if (run.Artifacts.Has(Artifact.SelectedModel))
        {
            var choice = run.Artifacts.Read(Artifact.SelectedModel);
            facts["candidate"] = choice.Candidate;
            facts["threshold"] = choice.Threshold is { } threshold ? $"{Format.Figure(threshold)}: {choice.ThresholdReason}" : "none";
        }

        if (run.Artifacts.Has(Artifact.RegistryEntry))
        {
            facts["version"] = $"{run.Artifacts.Read(Artifact.RegistryEntry).Version}";
        }

        return facts;
    }

    /// <summary>The objective of every candidate, and all metrics of the two selected ones.</summary>
    private ComparedFigure[] Figures()
    {
        var (a, b) = (Measured(first), Measured(second));
        return [
            .. a.Keys.Union(b.Keys).Select(key => new ComparedFigure(key.Candidate, key.Metric, key.Rows, Value(a, key), Value(b, key)))];
    }

    private static double? Value(Dictionary<(string, string, string), double> figures, (string, string, string) key) =>
        figures.TryGetValue(key, out var value) ? value : null;

    private static Dictionary<(string Candidate, string Metric, string Rows), double> Measured(ComparedRun run)
    {
        var figures = new Dictionary<(string, string, string), double>();
        if (!run.Artifacts.Has(Artifact.Scorecard))
        {
            return figures;
        }

        var card = run.Artifacts.Read(Artifact.Scorecard);
        foreach (var candidate in card.Candidates)
        {
            figures[(candidate.Candidate, card.Metric, "out of fold, as chosen")] = EvaluateView.Objective(card, candidate.OutOfFold).Value;
            if (candidate.Corrected is { } corrected)
            {
                figures[(candidate.Candidate, card.Metric, "out of fold, corrected")] = corrected.Value;
            }

            figures[(candidate.Candidate, card.Metric, "test")] = EvaluateView.Objective(card, candidate.Test).Value;
        }

        if (run.Artifacts.Has(Artifact.SelectedModel))
        {
            var chosen = run.Artifacts.Read(Artifact.SelectedModel).Candidate;
            foreach (var metric in card.Candidates.Single(candidate => candidate.Candidate == chosen).Test)
            {
                figures[("selected", metric.Metric, "test")] = metric.Value;
            }
        }

        return figures;
    }
}
