using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Shows the output of one stage. One class and one line in <see cref="StageViews"/> for each stage.</summary>
internal interface IStageView
{
    /// <summary>The stage.</summary>
    Stage Stage { get; }

    /// <summary>The result in one line.</summary>
    string Line(ArtifactReader artifacts);

    /// <summary>The whole output, for people.</summary>
    /// <param name="artifacts">What the run wrote.</param>
    /// <param name="shard">The one shard to show, or null for all.</param>
    IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard);
}

/// <summary>All views: one line each.</summary>
internal static class StageViews
{
    /// <summary>The views in the order of the stages.</summary>
    public static IReadOnlyList<IStageView> All { get; } =
    [
        new IngestView(),
        new ValidateDataView(),
        new CleanView(),
        new StandardiseView(),
        new CurateView(),
        new ExtractFeaturesView(),
        new SelectFeaturesView(),
        new ProposeCandidatesView(),
        new TrainView(),
        new ValidateModelView(),
        new EvaluateView(),
        new RevisitCandidatesView(),
        new SelectBestView(),
        new PackageView(),
        new RegisterView(),
    ];

    /// <summary>The view of a stage.</summary>
    public static IStageView? Find(Stage stage) => All.FirstOrDefault(view => view.Stage == stage);

    /// <summary>The lines of the stages whose documents are complete.</summary>
    public static IEnumerable<(Stage Stage, string Line)> Lines(ArtifactReader artifacts) => All
        .Where(view => view.Stage.Writes.All(name => artifacts.Places.Any(place => place.Name == name)))
        .Select(view => (view.Stage, view.Line(artifacts)));

    /// <summary>The documents of a shard as they are stored, by artifact.</summary>
    public static IEnumerable<ArtifactPlace> Documents(Stage stage, ArtifactReader artifacts, string? shard) => artifacts.Places
        .Where(place => place.Stage == stage.Slug && stage.Writes.Contains(place.Name) && (shard is null || place.Shard == shard));
}
