using System.Buffers;
using System.Threading.Channels;

using Trestle.Serving.Codecs;
using Trestle.Serving.Metrics;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Requests;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Shadows;

/// <summary>
/// Requests that shadows score after they were answered: the same body, read against the shadow's own contract. They are scored one
/// after the other; when the queue is full, further ones are skipped and counted. However a shadow fails, only its counters show it.
/// </summary>
internal sealed class ShadowQueue : IAsyncDisposable
{
    private const int MostRequests = 512;
    private const long MostBytes = 8 << 20;

    private readonly Channel<Work> waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(MostRequests) { SingleReader = true });
    private readonly CancellationTokenSource ended = new();
    private readonly PredictionLogWriter? predictionLog;
    private readonly TimeProvider clock;
    private readonly Task scoring;
    private long bytes;

    public ShadowQueue(PredictionLogWriter? predictionLog, TimeProvider clock)
    {
        (this.predictionLog, this.clock) = (predictionLog, clock);
        scoring = Task.Run(ScoreAsync);
    }

    /// <summary>Lets a shadow also score a request, some time later; the body is copied.</summary>
    /// <param name="shadow">The shadow.</param>
    /// <param name="decoder">Reads the body.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="sequence">The number of the request in the prediction log.</param>
    public void Offer(ServedRoute shadow, IBodyDecoder decoder, ReadOnlySpan<byte> body, long sequence)
    {
        if (Interlocked.Add(ref bytes, body.Length) <= MostBytes)
        {
            var copy = ArrayPool<byte>.Shared.Rent(body.Length);
            body.CopyTo(copy);
            if (waiting.Writer.TryWrite(new Work(shadow, decoder, copy, body.Length, sequence)))
            {
                return;
            }

            ArrayPool<byte>.Shared.Return(copy);
        }

        Interlocked.Add(ref bytes, -body.Length);
        shadow.Counts.Skip();
    }

    /// <summary>Skips what is still queued.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        waiting.Writer.Complete();
        await scoring;
        ended.Dispose();
    }

    private async Task ScoreAsync()
    {
        await foreach (var work in waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (ended.IsCancellationRequested)
            {
                work.Shadow.Counts.Skip();
            }
            else
            {
                Score(work);
            }

            Interlocked.Add(ref bytes, -work.Length);
            ArrayPool<byte>.Shared.Return(work.Body);
        }
    }

    private void Score(Work work)
    {
        try
        {
            var began = clock.GetTimestamp();
            using var scored = work.Shadow.Model.Workspace.Score(work.Decoder, work.Body.AsSpan(0, work.Length));
            var microseconds = clock.MicrosecondsSince(began);
            work.Shadow.Counts.Answered(scored, microseconds);
            predictionLog?.AddAnswer(clock.GetUtcNow().UtcTicks, work.Sequence, work.Shadow, microseconds, scored);
        }
        catch (Exception failed)
        {
            work.Shadow.Counts.Refuse(Reasons.Of(failed)[0]);
            work.Shadow.Counts.Refuse((failed as RefusedException)?.Rows ?? []);
        }
    }

    private readonly record struct Work(ServedRoute Shadow, IBodyDecoder Decoder, byte[] Body, int Length, long Sequence);
}
