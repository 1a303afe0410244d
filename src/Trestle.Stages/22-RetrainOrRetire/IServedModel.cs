using Trestle.Stages.Kernel.PredictionLogs;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>What stage 22 needs to know about a deployment.</summary>
/// <param name="Live">The version that answers.</param>
/// <param name="Since">Since when.</param>
/// <param name="Log">The prediction log of its hosts.</param>
public sealed record Served(int Live, DateTimeOffset Since, PredictionLog Log);

/// <summary>How far a canary trial is.</summary>
public enum TrialProgress
{
    Running,
    Promoted,
    RolledBack,
}

/// <summary>
/// What stage 22 does with a deployment. Every call can be repeated after a crash: what is already done stays done.
/// </summary>
public interface IServedModel
{
    /// <summary>What is served; null when the deployment does not answer.</summary>
    Task<Served?> FindAsync(CancellationToken cancellation);

    /// <summary>Lets a version score the same requests as a shadow.</summary>
    Task ShadowAsync(int version, string reason, CancellationToken cancellation);

    /// <summary>Begins to promote a version step by step.</summary>
    /// <returns>Null; or, when nothing has begun because it lacks an approval, what is missing, in words.</returns>
    Task<string?> TryAsync(int version, string reason, CancellationToken cancellation);

    /// <summary>Advances that promotion.</summary>
    Task<TrialProgress> AdvanceAsync(int version, CancellationToken cancellation);

    /// <summary>Makes a version that answers the champion, if the deployment of the model's name does not answer with another.</summary>
    Task PromoteAsync(int version, string reason, CancellationToken cancellation);

    /// <summary>Takes a version that is no longer wanted out, so that <paramref name="live"/> alone answers.</summary>
    Task DropAsync(int version, int live, string reason, CancellationToken cancellation);

    /// <summary>Takes a version out of the deployment for good and archives it.</summary>
    Task RetireAsync(int version, string reason, CancellationToken cancellation);
}
