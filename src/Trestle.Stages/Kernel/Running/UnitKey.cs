using System.Text.Json;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// Everything that a unit's result depends on. Two units with the same key have the same result, so the second is not run.
/// </summary>
public sealed record UnitKey
{
    /// <summary>The name under which a key itself is stored next to what its unit wrote.</summary>
    public const string ArtifactName = "unit-key";

    public required string Stage { get; init; }
    public required string Shard { get; init; }

    /// <summary>Hash of the code; see <see cref="CodeVersion"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The canonical text of each section of the configuration that the stage declares.</summary>
    public IReadOnlyDictionary<string, string> Sections { get; init; } = new Dictionary<string, string>();
    public required string Fingerprint { get; init; }

    /// <summary>The inputs: <c>shard:name=hash</c>, ordered.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The key as a hash of all that.</summary>
    public string Hash() => ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(this, Documents.Compact)).ToString();

    /// <summary>The key of a unit whose inputs have been written.</summary>
    public static UnitKey Of(IStage stage, string shard, Project project, ArtifactReader artifacts, CancellationToken cancellation) => new()
    {
        Stage = stage.Stage.Slug,
        Shard = shard,
        Code = CodeVersion.Current,
        Sections = new SortedDictionary<string, string>(
            stage.Stage.Settings.ToDictionary(name => name, project.Sections.TextOf), StringComparer.Ordinal),
        Fingerprint = stage.Fingerprint(project, cancellation),
        Inputs = [.. artifacts.Places
            .Where(place => stage.Stage.MayRead(place.Name))
            .Select(place => $"{place.Shard}:{place.Name}={place.Hash}")
            .Order(StringComparer.Ordinal)],
    };

    /// <summary>The differences from an earlier key of the same unit, in words.</summary>
    public string DifferenceFrom(UnitKey earlier)
    {
        var changes = new List<string>();
        if (Fingerprint != earlier.Fingerprint)
        {
            changes.Add(UnknownVersion.Is(Fingerprint) ? "perhaps the source, which does not say when it changes" : "the source");
        }

        changes.AddRange(
            Sections.Where(
                section => earlier.Sections.GetValueOrDefault(section.Key) != section.Value).Select(
                    section => $"the settings '{section.Key}'"));
        changes.AddRange(Inputs.Except(earlier.Inputs).Select(input => input.Split(':', '=')[1]).Distinct());
        if (Code != earlier.Code)
        {
            changes.Add("the code");
        }

        return changes.Count == 0 ? "an input is gone" : $"changed: {string.Join(", ", changes)}";
    }
}
