using System.Text.Json;

namespace Trestle.Core.Lifecycle;

/// <summary>One stage of the lifecycle. Its name is the same everywhere: command, route, folder, page.</summary>
/// <param name="Number">Place in the lifecycle, from 1.</param>
/// <param name="Name">The name in code: "ValidateData".</param>
/// <param name="Question">What the stage does, in one plain sentence.</param>
/// <param name="Reads">The artifacts that it reads, in kebab-case; empty for the first, which reads the user's sources.</param>
/// <param name="Writes">The artifacts that it writes, in kebab-case.</param>
public sealed partial record Stage(int Number, string Name, string Question, IReadOnlyList<string> Reads, IReadOnlyList<string> Writes)
{
    /// <summary>The name in commands, routes and files: "validate-data".</summary>
    public string Slug { get; } = JsonNamingPolicy.KebabCaseLower.ConvertName(Name);

    /// <summary>The name for people: "Validate data".</summary>
    public string Title => $"{Name[0]}{Slug[1..].Replace('-', ' ')}";

    /// <summary>
    /// Artifacts of this or a later stage that it reads in a further round: a loop of the lifecycle. When one has been written, the
    /// stage is asked again whether there is work.
    /// </summary>
    public IReadOnlyList<string> Again { get; init; } = [];

    /// <summary>The sections of the configuration that it reads; what they hold is part of the key of its units.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Whether the stage may read an artifact, in its first round or in a further one.</summary>
    public bool MayRead(string artifact) => Reads.Contains(artifact) || Again.Contains(artifact);

    /// <inheritdoc/>
    public override string ToString() => Slug;
}
