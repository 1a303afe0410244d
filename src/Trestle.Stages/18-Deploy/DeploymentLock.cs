using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy;

/// <summary>One process at a time works on a deployment.</summary>
internal static class DeploymentLock
{
    private const string LockFile = "lock";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Waits for the lock of a deployment's folder; error TR1815 when it is held for five minutes.</summary>
    public static async Task<FileLock> TakeAsync(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, LockFile);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            return await FileLock.TakeAsync(path, TimeProvider.System, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TrestleException(DeployErrors.LockHeld(path));
        }
    }
}
