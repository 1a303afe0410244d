using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Register;
using Trestle.Stages.Deploy.Targets;

namespace Trestle.Stages.Deploy;

/// <summary>A version that should answer, and whether it does.</summary>
/// <param name="Deployment">The deployment in which it is live.</param>
/// <param name="Version">The version.</param>
/// <param name="Since">Since when it is the one to answer.</param>
/// <param name="Address">Where; null when the target has no address on this machine.</param>
public sealed record LiveVersion(string Deployment, int Version, DateTimeOffset Since, string? Address)
{
    /// <summary>Why it does not answer; null when it does, or when nobody can tell.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether somebody stopped it.</summary>
    public bool Stopped { get; init; }

    /// <summary>The version that answers in a deployment, and whether it does now; null when there is none.</summary>
    internal static LiveVersion? Of(DeploymentStatus status) => Of(status.Deployment) is { } live
        ? live with
        {
            Trouble = status.Deployment.Stopped is { } stopped ? $"it is stopped: {stopped.Reason}" : status.Down,
            Stopped = status.Deployment.Stopped is not null,
        }
        : null;

    /// <summary>The version that answers in a deployment, as the records have it; null when none does.</summary>
    internal static LiveVersion? Of(Deployment deployment) => deployment.Live is { } live
        ? new LiveVersion(deployment.Name, live, deployment.LiveSince ?? deployment.ChangedAt, deployment.Address)
        : null;
}

/// <summary>The champion of a model, and the versions that answer.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Champion">The version that the alias champion points at; null when there is none.</param>
/// <param name="Answers">The live version of each deployment in service, by the deployment's name.</param>
public sealed record ChampionStatus(string Model, int? Champion, IReadOnlyList<LiveVersion> Answers)
{
    /// <summary>Versions whose package files lie in the project but are not on record; empty unless records were lost.</summary>
    public IReadOnlyList<int> Unregistered { get; init; } = [];

    /// <summary>What to do about packages that are not on record; null when there are none.</summary>
    public string? Lost => Unregistered.Count == 0
        ? null
        : $"{RegistryErrors.Words(Unregistered)} but not on record: trestle models recover registers them again";

    /// <summary>What the deployment of the model's name answers with: what the champion should be; null when nothing does.</summary>
    public LiveVersion? Live => Answers.FirstOrDefault(answer => answer.Deployment == Model);

    /// <summary>Whether something should answer and does not.</summary>
    public bool IsDown => Answers.Any(answer => answer is { Trouble: not null, Stopped: false });

    /// <summary>How the champion and the version that answers differ, and how to end that; null when they do not.</summary>
    public string? Difference => Live is not { } live || live.Version == Champion ? null
        : Champion is null ? $"version {live.Version} answers, and there is no champion: {Promote(live)}"
        : $"the champion is version {Champion}, but version {live.Version} {(live.Trouble is null ? "answers" : "is live")}: "
            + $"trestle deploy {Champion}, or {Promote(live)}";

    private static string Promote(LiveVersion live) => $"trestle models promote {live.Version} --reason TEXT";
}
