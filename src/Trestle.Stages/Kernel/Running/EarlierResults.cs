using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Running;

/// <summary>Finds what an earlier run wrote for the same inputs, settings and code.</summary>
internal sealed class EarlierResults(Project project, RecordStore records)
{
    /// <summary>The name under which a unit's key itself is kept, so that a later run can say what has changed.</summary>
    public const string KeyName = UnitKey.ArtifactName;

    /// <summary>The earlier result with this key if it is intact, and otherwise why there is none.</summary>
    public async Task<(IReadOnlyList<ArtifactPlace>? Places, string Why)> FindAsync(
        string hash, UnitKey key, CancellationToken cancellation)
    {
        if (await records.FindArtifactsAsync(hash, cancellation) is { Count: > 0 } found)
        {
            var places = found.Select(artifact => new ArtifactPlace(key.Stage, key.Shard, artifact.Name, artifact.Hash, artifact.Bytes))
                .ToArray();
            await project.Store.FetchAsync(places.Select(place => place.Hash), cancellation);
            var damaged = places.FirstOrDefault(place => !project.Store.IsWhole(place.Hash));
            return damaged is null ? (places, "") : (null, $"its artifact '{damaged.Name}' is damaged or missing");
        }

        if (await records.LastKeyAsync(key.Stage, key.Shard, cancellation) is not { } last)
        {
            return (null, "first time");
        }

        var keyBlob = (await records.FindArtifactsAsync(last, cancellation)).FirstOrDefault(artifact => artifact.Name == KeyName);
        await project.Store.FetchAsync(keyBlob is null ? [] : [keyBlob.Hash], cancellation);
        return keyBlob is not null && project.Store.IsWhole(keyBlob.Hash)
            ? (null, key.DifferenceFrom(Documents.Read<UnitKey>(project.Store.Get(keyBlob.Hash))))
            : (null, "not finished before");
    }
}
