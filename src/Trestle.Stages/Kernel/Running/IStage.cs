using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// One stage on the path from data to a model. It works on one shard at a time, from artifacts to artifacts, and keeps no state between
/// calls, so that any process can execute a unit of work.
/// </summary>
public interface IStage
{
    /// <summary>Which of the 22 stages this is; declares the artifacts and settings it reads, and what it writes.</summary>
    Stage Stage { get; }

    /// <summary>
    /// What the result depends on besides artifacts and settings, such as the content of the sources. Part of a unit's key.
    /// </summary>
    string Fingerprint(Project project, CancellationToken cancellation) => "";

    /// <summary>
    /// Whether its shards run one after another, in their order and each with all cores: for a stage that divides its work itself.
    /// </summary>
    bool TakesTurns => false;

    /// <summary>
    /// The parts of the work that can run in parallel; known once the inputs of the stage are available. Called again when a further
    /// round has been opened: returns the shards of the earlier rounds and the new ones.
    /// </summary>
    IReadOnlyList<string> Shards(ArtifactReader artifacts) => [Unit.Whole];

    /// <summary>Does the work of one shard. Throws <see cref="TrestleException"/> for what the user can fix or a gate refuses.</summary>
    Task RunAsync(UnitContext context, CancellationToken cancellation);
}

/// <summary>The name of a unit of work.</summary>
/// <param name="Run">Number of the run.</param>
/// <param name="Stage">Slug of the stage.</param>
/// <param name="Shard">The part; <see cref="Whole"/> when there is only one.</param>
public sealed record Unit(int Run, string Stage, string Shard)
{
    /// <summary>The shard of a stage that is not divided.</summary>
    public const string Whole = "all";

    /// <summary><c>7/train/lightgbm</c>, or <c>7/ingest</c> when the stage is not divided.</summary>
    public override string ToString() => Shard == Whole ? $"{Run}/{Stage}" : $"{Run}/{Stage}/{Shard}";

    /// <summary>Reads a name as <see cref="ToString"/> prints it; null when it is none.</summary>
    public static Unit? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length is 2 or 3 && int.TryParse(parts[0], out var run) && run > 0
            ? new Unit(run, parts[1], parts.Length == 3 ? parts[2] : Whole)
            : null;
    }
}
