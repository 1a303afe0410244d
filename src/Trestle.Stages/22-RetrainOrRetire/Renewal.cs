namespace Trestle.Stages.RetrainOrRetire;

/// <summary>The phase of a model's renewal.</summary>
public enum RenewalStage
{
    /// <summary>The champion answers, and the policy is evaluated regularly.</summary>
    Watching,

    /// <summary>A new model is being trained.</summary>
    Training,

    /// <summary>A challenger scores the same requests and is compared on the labels received.</summary>
    Shadow,

    /// <summary>The challenger has won and waits for the approvals without which it may not answer.</summary>
    Approval,

    /// <summary>The challenger has won and answers a share of the requests.</summary>
    Canary,

    /// <summary>The challenger has been promoted; the previous version is kept ready.</summary>
    Probation,
}

/// <summary>A request for a new model.</summary>
/// <param name="Number">Counts the requests of a deployment, from 1.</param>
/// <param name="Deployment">The deployment.</param>
/// <param name="Trigger">The trigger that fired.</param>
/// <param name="Reason">Why, with the figures.</param>
/// <param name="Parent">The run of the champion.</param>
/// <param name="At">When it was made.</param>
public sealed record RunRequest(int Number, string Deployment, string Trigger, string Reason, int Parent, DateTimeOffset At);

/// <summary>The recorded renewal of a deployment's model: the next call continues from here.</summary>
public sealed record Renewal
{
    /// <summary>Its phase.</summary>
    public required RenewalStage Stage { get; init; }

    /// <summary>Since when it is in this phase.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the policy was last evaluated.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When a training was last asked for; null when none was.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The last request; null when there was none.</summary>
    public RunRequest? Request { get; init; }

    /// <summary>The live version when the request was made and, on probation, the one that is kept ready.</summary>
    public int? Champion { get; init; }

    /// <summary>The version that competes, or was promoted.</summary>
    public int? Challenger { get; init; }

    /// <summary>The comparisons of both so far.</summary>
    public IReadOnlyList<ChallengeResult> Looks { get; init; } = [];

    /// <summary>The last reason not to act, so that the audit log has it only once.</summary>
    public string Hold { get; init; } = "";
}
