using Trestle.Stages.Kernel.PredictionLogs;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>What of a deployment matters here.</summary>
/// <param name="Live">The version that answers.</param>
/// <param name="Since">Since when.</param>
/// <param name="Log">What its hosts wrote down.</param>
public sealed record Served(int Live, DateTimeOffset Since, PredictionLog Log);

/// <summary>How far a trial on a share of the requests is.</summary>
public enum TrialProgress
{
    Running,
    Promoted,
    RolledBack,
}

/// <summary>
/// What stage 22 asks of a deployment. Every call can be made again after a kill: what is so already stays so.
/// </summary>
public interface IServedModel
{
    /// <summary>What is served; null when the deployment does not answer.</summary>
    Task<Served?> FindAsync(CancellationToken cancellation);

    /// <summary>Lets a version score the same requests as a shadow.</summary>
    Task ShadowAsync(int version, string reason, CancellationToken cancellation);

    /// <summary>Begins to promote a version step by step.</summary>
    Task TryAsync(int version, string reason, CancellationToken cancellation);

    /// <summary>Goes on with that.</summary>
    Task<TrialProgress> AdvanceAsync(int version, CancellationToken cancellation);

    /// <summary>Makes a version that answers the champion, if the deployment of the model's name does not answer with another.</summary>
    Task PromoteAsync(int version, string reason, CancellationToken cancellation);

    /// <summary>Takes a version that is no longer wanted out, so that <paramref name="live"/> alone answers.</summary>
    Task DropAsync(int version, int live, string reason, CancellationToken cancellation);

    /// <summary>Takes a version out of the deployment for good and archives it.</summary>
    Task RetireAsync(int version, string reason, CancellationToken cancellation);
}
