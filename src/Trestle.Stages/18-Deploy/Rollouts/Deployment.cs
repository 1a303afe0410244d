using System.Text.Json.Serialization;

using Trestle.Core.Routing;

namespace Trestle.Stages.Deploy.Rollouts;

/// <summary>The state of a deployment.</summary>
public enum DeploymentState
{
    /// <summary>A change is recorded and not yet in force.</summary>
    Changing,

    /// <summary>Its routes are in force, and nothing else is under way.</summary>
    Serving,

    /// <summary>A new version comes into service step by step.</summary>
    RollingOut,

    /// <summary>It never came into service.</summary>
    Failed,

    /// <summary>Every request is answered with 410.</summary>
    Retired,

    /// <summary>Somebody stopped it: nothing answers until it is started.</summary>
    Stopped,
}

/// <summary>
/// A model in service, as kept in the record store. The intention is written first (<see cref="Routes"/> with <see cref="Pending"/>),
/// then carried out, then recorded as done (<see cref="Good"/>): whoever reads it after a crash knows what to do.
/// </summary>
public sealed record Deployment
{
    /// <summary>The kind of its documents.</summary>
    public const string Kind = "deployment";

    /// <summary>Its name: letters, digits, '-' and '_'; the model's unless another was given.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Where it runs, such as <c>process</c>.</summary>
    public required string Target { get; init; }

    /// <summary>When anything in it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Grows by one with every change of the routes; 0 before the first.</summary>
    public long Generation { get; init; }

    /// <summary>The routes that are to be in force.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>Why it is out of service, and its successor; null while it is in service.</summary>
    public Retirement? Retired { get; init; }

    /// <summary>The change that is not known to be in force yet; null when all are.</summary>
    public Change? Pending { get; init; }

    /// <summary>The last routes known to have been in force.</summary>
    public IReadOnlyList<Route> Good { get; init; } = [];

    /// <summary>The earlier live versions, the latest first: the targets of a rollback.</summary>
    public IReadOnlyList<int> Before { get; init; } = [];

    /// <summary>Versions that are retired: they cannot be deployed until somebody restores them.</summary>
    public IReadOnlyList<ArchivedVersion> Archived { get; init; } = [];

    /// <summary>The rollout of a new version; null when there is none.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>Where it answers, <c>http://127.0.0.1:8080/</c>; null when nothing listens.</summary>
    public string? Address { get; init; }

    /// <summary>Why the last change failed; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Since when the current version answers; null when none does.</summary>
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>Who stopped it, and why; null while it should answer.</summary>
    public Stoppage? Stopped { get; init; }

    /// <summary>
    /// Whether something should answer for it now. A retired one without an address was stopped before stops were recorded.
    /// </summary>
    [JsonIgnore]
    public bool ShouldAnswer => Stopped is null && (Good.Count > 0 || this is { Retired: not null, Address: not null });

    /// <summary>The version that answers; null when none does.</summary>
    public int? Live => Good.FirstOrDefault(route => route.Role == RouteRole.Live)?.Version;

    /// <summary>Its state.</summary>
    public DeploymentState State => this switch
    {
        { Pending: not null } => DeploymentState.Changing,
        { Retired: not null } => DeploymentState.Retired,
        { Stopped: not null } => DeploymentState.Stopped,
        { Rollout: not null } => DeploymentState.RollingOut,
        { Good.Count: 0 } => DeploymentState.Failed,
        _ => DeploymentState.Serving,
    };

    /// <summary>What a host is to serve.</summary>
    public RouteTable Table => new() { Deployment = Name, Model = Model, Generation = Generation, Routes = Routes, Retired = Retired };
}

/// <summary>A decided change of the routes.</summary>
/// <param name="Action">Its name in the audit log: <c>deploy.step</c>.</param>
/// <param name="Who">Who wants it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Version">The version that it is about: removed again if the change fails; null for a retirement.</param>
/// <param name="Back">Whether it reverts a failed change.</param>
public sealed record Change(string Action, string Who, string Reason, int? Version, bool Back = false);

/// <summary>That a deployment was stopped on purpose.</summary>
public sealed record Stoppage(DateTimeOffset At, string Who, string Reason);

/// <summary>A version that must not come into service again, unless it is restored.</summary>
public sealed record ArchivedVersion(int Version, DateTimeOffset At, string Who, string Reason, string? Successor);

/// <summary>Who decides that a new version takes over.</summary>
public enum Promotion
{
    /// <summary>The strategy, by its evidence.</summary>
    Automatic,

    /// <summary>Whoever asks for it; the strategy only takes the new version out again.</summary>
    OnRequest,
}

/// <summary>The rollout of a new version. The steps and limits are those of the time at which it began.</summary>
public sealed record Rollout
{
    /// <summary>Name of the strategy.</summary>
    public required string Strategy { get; init; }

    /// <summary>The version that was live when it began.</summary>
    public required int From { get; init; }

    /// <summary>The new version.</summary>
    public required int To { get; init; }

    /// <summary>Who decides that it takes over.</summary>
    public required Promotion Promotion { get; init; }

    /// <summary>Who began it.</summary>
    public required string Who { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>All steps; the last one makes the new version live.</summary>
    public required IReadOnlyList<RolloutStep> Steps { get; init; }

    /// <summary>What the new version must keep to.</summary>
    public required CanarySettings Limits { get; init; }

    /// <summary>The current step, from 0.</summary>
    public int Step { get; init; }

    /// <summary>When the step was first in force; null until that is known.</summary>
    public DateTimeOffset? StepBeganAt { get; init; }

    /// <summary>How often the evidence of this step was looked at.</summary>
    public int Looks { get; init; }

    /// <summary>How many of those looks could have ended the step.</summary>
    public int Tries { get; init; }

    /// <summary>When it was last looked at; null before the first time.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>Requests of the new version in this step at that time.</summary>
    public long LookedRequests { get; init; }

    /// <summary>What that look found and what the step waits for, in words; null before the first.</summary>
    public string? Found { get; init; }

    /// <summary>The counts when the step began; the evidence is what came since.</summary>
    public IReadOnlyList<VersionCounts> Baseline { get; init; } = [];

    /// <summary>The current step.</summary>
    public RolloutStep Current => Steps[Step];
}

/// <summary>What must hold before the next step is taken.</summary>
public enum StepGate
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The new version answers the package's sample rows as the training did.</summary>
    Proof,

    /// <summary>The time of the step is over, and the evidence from it does not speak against the version.</summary>
    Evidence,

    /// <summary>Somebody asks for it.</summary>
    Request,
}

/// <summary>A step of a rollout.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Routes">The routes in force during the step.</param>
/// <param name="Gate">What must hold before the next step.</param>
/// <param name="Hold">How long the step lasts at least.</param>
public sealed record RolloutStep(string Name, IReadOnlyList<Route> Routes, StepGate Gate, TimeSpan Hold);

/// <summary>The counts of a version since its host was started.</summary>
/// <param name="Version">The version.</param>
/// <param name="Requests">Requests that it answered or failed to answer.</param>
/// <param name="Errors">Failures that were not the request's fault.</param>
/// <param name="Latency">Latencies: a histogram whose last bound is infinite.</param>
public sealed record VersionCounts(int Version, long Requests, long Errors, IReadOnlyList<LatencyBucket> Latency);

/// <summary>Answers that took at most this bound, and longer than the one before.</summary>
/// <param name="Bound">Seconds, inclusive.</param>
/// <param name="Count">Number of answers.</param>
public sealed record LatencyBucket(double Bound, long Count);
