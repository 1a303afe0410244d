using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Shows what one stage wrote. One class and one line in <see cref="RoomViews"/> for each stage.</summary>
internal interface IRoomView
{
    /// <summary>The stage.</summary>
    Room Room { get; }

    /// <summary>What came out, in one line.</summary>
    string Line(ArtifactReader artifacts);

    /// <summary>All that was written, for people to read.</summary>
    /// <param name="artifacts">What the run wrote.</param>
    /// <param name="shard">The one shard to show, or null for all.</param>
    IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard);
}

/// <summary>All views: one line each.</summary>
internal static class RoomViews
{
    /// <summary>The views in the order of the stages.</summary>
    public static IReadOnlyList<IRoomView> All { get; } =
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
    public static IRoomView? Find(Room room) => All.FirstOrDefault(view => view.Room == room);

    /// <summary>The lines of the stages whose documents are all there.</summary>
    public static IEnumerable<(Room Room, string Line)> Lines(ArtifactReader artifacts) => All
        .Where(view => view.Room.Writes.All(name => artifacts.Places.Any(place => place.Name == name)))
        .Select(view => (view.Room, view.Line(artifacts)));

    /// <summary>The documents of a shard as they are stored, by artifact.</summary>
    public static IEnumerable<ArtifactPlace> Documents(Room room, ArtifactReader artifacts, string? shard) => artifacts.Places
        .Where(place => place.Stage == room.Slug && room.Writes.Contains(place.Name) && (shard is null || place.Shard == shard));
}
