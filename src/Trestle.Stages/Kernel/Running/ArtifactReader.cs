using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Blobs;

namespace Trestle.Stages.Kernel.Running;

/// <summary>The location of one written artifact: stage, shard, name, hash.</summary>
public sealed record ArtifactPlace(string Stage, string Shard, string Name, ContentHash Hash, long Bytes);

/// <summary>Reads the artifacts that the stages of a run have written so far.</summary>
public sealed class ArtifactReader(ContentStore store, IReadOnlyCollection<ArtifactPlace> places)
{
    /// <summary>All artifacts.</summary>
    public IReadOnlyCollection<ArtifactPlace> Places { get; } = places;

    /// <summary>Reads a document that one shard wrote; without a shard, the one that the last round of an undivided stage wrote.</summary>
    public T Read<T>(Artifact<T> artifact, string? shard = null) => Documents.Read<T>(store.Get(Find(artifact.Name, shard).Hash));

    /// <summary>Reads a document if it has been written.</summary>
    public bool Has<T>(Artifact<T> artifact) => Places.Any(place => place.Name == artifact.Name);

    /// <summary>Reads a document from every shard that wrote one, in the order of the rounds and the shards' names.</summary>
    public IReadOnlyDictionary<string, T> ReadAll<T>(Artifact<T> artifact) => Places
        .Where(place => place.Name == artifact.Name)
        .OrderBy(place => RoundName.Round(place.Shard))
        .ThenBy(place => place.Shard, StringComparer.Ordinal)
        .ToDictionary(place => place.Shard, place => Documents.Read<T>(store.Get(place.Hash)), StringComparer.Ordinal);

    private ArtifactPlace Find(string name, string? shard) => Places
        .Where(place => place.Name == name && (shard is null ? RoundName.IsWhole(place.Shard) : place.Shard == shard))
        .MaxBy(place => RoundName.Round(place.Shard))
        ?? throw new TrestleException(RunnerErrors.NotWritten(name, shard ?? Unit.Whole));
}
