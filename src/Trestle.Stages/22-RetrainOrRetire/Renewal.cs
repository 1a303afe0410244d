namespace Trestle.Stages.RetrainOrRetire;

/// <summary>Where the renewal of a model stands.</summary>
public enum RenewalStage
{
    /// <summary>The champion answers, and the policy is asked now and then.</summary>
    Watching,

    /// <summary>A new model is being trained.</summary>
    Training,

    /// <summary>A challenger scores the same requests, and is compared where labels have come in.</summary>
    Shadow,

    /// <summary>The challenger has won and answers a share of the requests.</summary>
    Canary,

    /// <summary>The challenger has been promoted; the version before it is kept ready.</summary>
    Probation,
}

/// <summary>That a new model is wanted.</summary>
/// <param name="Number">Counts the requests of a deployment, from 1.</param>
/// <param name="Deployment">The deployment.</param>
/// <param name="Trigger">What asked.</param>
/// <param name="Reason">Why, with the figures.</param>
/// <param name="Parent">The run that the champion is from.</param>
/// <param name="At">When it was asked for.</param>
public sealed record RunRequest(int Number, string Deployment, string Trigger, string Reason, int Parent, DateTimeOffset At);

/// <summary>The renewal of a deployment's model, on record: whoever goes on with it begins here.</summary>
public sealed record Renewal
{
    /// <summary>Where it stands.</summary>
    public required RenewalStage Stage { get; init; }

    /// <summary>Since when it stands there.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the policy was asked last.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When a training was asked for last; null when none was.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The last request; null when there was none.</summary>
    public RunRequest? Request { get; init; }

    /// <summary>The version that answered when the request was made, and, on probation, the one that is kept ready.</summary>
    public int? Champion { get; init; }

    /// <summary>The version that competes, or was promoted.</summary>
    public int? Challenger { get; init; }

    /// <summary>The looks at both so far.</summary>
    public IReadOnlyList<ChallengeResult> Looks { get; init; } = [];

    /// <summary>The last reason not to act, so that the audit log tells it once.</summary>
    public string Hold { get; init; } = "";
}
