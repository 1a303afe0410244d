namespace Trestle.Learners.LightGbm;

/// <summary>
/// LightGBM keeps its number of threads in a process-wide variable and sizes buffers by it, so trainings run in parallel only while
/// they use the same number; one with another number waits here.
/// </summary>
internal static class NativeThreads
{
    private static readonly object Gate = new();
    private static int threads;
    private static int users;

    /// <summary>Waits until this number of threads may be used; it is kept until the answer is disposed of.</summary>
    public static IDisposable Use(int wanted, CancellationToken cancellation)
    {
        using var wake = cancellation.Register(() => Change(0));
        lock (Gate)
        {
            while (users > 0 && threads != wanted)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(Gate);
            }

            threads = wanted;
            users++;
        }

        return new Lease();
    }

    private static void Change(int by)
    {
        lock (Gate)
        {
            users += by;
            Monitor.PulseAll(Gate);
        }
    }

    private sealed class Lease : IDisposable
    {
        private int open = 1;

        public void Dispose() => Change(-Interlocked.Exchange(ref open, 0));
    }
}
