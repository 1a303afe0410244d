namespace Trestle.Stages.Kernel.Running;

/// <summary>Work that another core does meanwhile. It has ended when this object is disposed of.</summary>
internal sealed class Meanwhile<T> : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly Task<T> work;

    /// <summary>Begins; the work gets a token that ends it when nobody waits for its result.</summary>
    public Meanwhile(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        this.work = Task.Run(() => work(stop.Token), CancellationToken.None);
    }

    /// <summary>What came of it, once it has ended; throws what it failed with.</summary>
    public T Result => work.GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        Task.WaitAny(work);
        stop.Dispose();
    }
}
