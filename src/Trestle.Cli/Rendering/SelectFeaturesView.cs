using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 7: which features were kept and dropped, and why.</summary>
internal sealed class SelectFeaturesView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.SelectFeatures;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var list = artifacts.Read(Artifact.FeatureList);
        var features = list.Features;
        var alone = list.Alone.ToDictionary(figure => figure.Column, StringComparer.Ordinal);
        var table = Page.Table("=", "feature", "from", "=kind", ">alone", ">in folds", "why");

        // What is dropped comes first, unless there is so much of it that what is kept would not be seen.
        foreach (var feature in features.OrderBy(feature => feature.Kept == features.Count <= Page.MostRows))
        {
            table.Row(
                feature.Kept ? new Cell("kept", Styles.Good) : new Cell("dropped", Styles.Attention),
                feature.Feature,
                feature.Source == feature.Feature ? "" : feature.Source,
                feature.Kind.ToString().ToLowerInvariant(),
                feature.Kept && (alone.GetValueOrDefault(feature.Feature) ?? alone.GetValueOrDefault(feature.Source)) is { } figure
                    ? $"{figure.Measure} {Format.Figure(figure.Value)}" : "",
                feature.Stability is { } share ? Format.Share(share) : "",
                feature.Reason);
        }

        var shown = list.Tried is { } tried ? [table, Page.Heading("Tried"), TriedTable(tried)] : new List<IRenderable> { table };
        return list.Leaks.Count == 0 ? shown
            : [.. shown, Page.Heading("Suspected leaks"), .. list.Leaks.Select(leak => Page.Item(leak.Line(), Styles.Attention))];
    }

    private static Table TriedTable(IReadOnlyList<TriedStep> tried)
    {
        var table = Page.Table("=", "what", ">features", ">without", ">with", ">p");
        foreach (var step in tried)
        {
            table.Row(
                step.Kept ? new Cell("pays", Styles.Good) : new Cell("left out", Styles.Quiet),
                step.What,
                $"{step.Features}",
                $"{step.Loss} {Format.Figure(step.Without)}",
                Format.Figure(step.With),
                Format.Figure(step.PValue));
        }

        return table;
    }
}
