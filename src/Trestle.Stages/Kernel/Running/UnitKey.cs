using System.Text.Json;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// Everything that a unit's result depends on. Two units with the same key have the same result, so the second is not run.
/// </summary>
public sealed record UnitKey
{
    /// <summary>The name under which a key itself is kept, beside what its unit wrote.</summary>
    public const string ArtifactName = "unit-key";

    public required string Stage { get; init; }
    public required string Shard { get; init; }

    /// <summary>Hash of the code; see <see cref="CodeVersion"/>.</summary>
    public required string Code { get; init; }
    public required string Settings { get; init; }
    public required string Fingerprint { get; init; }

    /// <summary>What is read: <c>shard:name=hash</c>, ordered.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The key as a hash of all that.</summary>
    public string Hash() => ContentHash.Of(JsonSerializer.SerializeToUtf8Bytes(this, Documents.Compact)).ToString();

    /// <summary>The key of a unit whose inputs have been written.</summary>
    public static UnitKey Of(IStage stage, string shard, Project project, ArtifactReader artifacts, CancellationToken cancellation) => new()
    {
        Stage = stage.Stage.Slug,
        Shard = shard,
        Code = CodeVersion.Current,
        Settings = string.Join('\n', stage.Settings(project.Settings).Select(Text)),
        Fingerprint = stage.Fingerprint(project, cancellation),
        Inputs = [.. artifacts.Places
            .Where(place => stage.Stage.MayRead(place.Name))
            .Select(place => $"{place.Shard}:{place.Name}={place.Hash}")
            .Order(StringComparer.Ordinal)],
    };

    private static string Text(object? setting) => setting switch
    {
        null or string or bool or int or double or Enum or IEnumerable<string> => JsonSerializer.Serialize(setting, Documents.Compact),
        _ => CanonicalConfiguration.Write(setting, ProjectBinder.Model),
    };

    /// <summary>In words, what is different from an earlier key of the same unit.</summary>
    public string DifferenceFrom(UnitKey earlier)
    {
        var changes = new List<string>();
        if (Fingerprint != earlier.Fingerprint)
        {
            changes.Add("the source");
        }

        if (Settings != earlier.Settings)
        {
            changes.Add("the settings");
        }

        changes.AddRange(Inputs.Except(earlier.Inputs).Select(input => input.Split(':', '=')[1]).Distinct());
        if (Code != earlier.Code)
        {
            changes.Add("the code");
        }

        return changes.Count == 0 ? "an input is gone" : $"changed: {string.Join(", ", changes)}";
    }
}
