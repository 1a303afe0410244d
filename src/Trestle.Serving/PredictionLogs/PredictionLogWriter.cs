using Trestle.Core.Routing;
using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving.Requests;
using Trestle.Serving.Routes;

namespace Trestle.Serving.PredictionLogs;

/// <summary>Limits of a prediction log.</summary>
/// <param name="MostPending">
/// Bytes that may wait to be written; the rest is dropped and counted, so that a slow disk never slows an answer.
/// </param>
/// <param name="SegmentBytes">Size in bytes at which a segment is closed.</param>
/// <param name="SegmentAge">Age at which a segment with records is closed.</param>
/// <param name="Gather">
/// How long records are gathered before they are written together, unless somebody waits for them. A wake-up and the calls of a write
/// cost as much processor time as hundreds of records.
/// </param>
internal sealed record PredictionLogLimits(int MostPending, long SegmentBytes, TimeSpan SegmentAge, TimeSpan Gather)
{
    private const int LeastSegments = 8;

    public static PredictionLogLimits Default { get; } = new(16 << 20, 64 << 20, TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(50));

    /// <summary>Most bytes of all segments in the folder; beyond it the oldest are removed.</summary>
    public long KeepBytes { get; init; } = 20L << 30;

    /// <summary>Age at which a closed segment is removed.</summary>
    public TimeSpan KeepAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The same with other limits of what is kept; segments are small enough that some fit.</summary>
    public PredictionLogLimits Keeping(long bytes, TimeSpan age) =>
        this with { KeepBytes = bytes, KeepAge = age, SegmentBytes = Math.Min(SegmentBytes, bytes / LeastSegments) };
}

/// <summary>The state of a prediction log.</summary>
/// <param name="Written">Records handed to the operating system: they outlive the process, however it ends.</param>
/// <param name="Pending">Records waiting to be written.</param>
/// <param name="Dropped">Records dropped because the queue was full.</param>
/// <param name="Failure">Why writing currently fails; null when it does not.</param>
internal sealed record PredictionLogStatus(long Written, long Pending, long Dropped, string? Failure)
{
    /// <summary>Labels taken.</summary>
    public long Labels { get; init; }

    /// <summary>Labels refused, each on its own.</summary>
    public long RefusedLabels { get; init; }

    /// <summary>Segments removed to keep the log within its limits, although nobody had archived them.</summary>
    public long RemovedSegments { get; init; }
}

/// <summary>
/// Logs the answers of the host. Records are encoded where they arise and written by one task, many at a time; only callers that ask
/// for it wait until they are written.
/// </summary>
internal sealed class PredictionLogWriter : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a folder may be gone unnoticed while nothing is written.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly PredictionLogEncoder encoder;
    private readonly PredictionLogFile file;
    private readonly SegmentKeeper keeper;
    private readonly string folder;
    private readonly PredictionLogLimits limits;
    private readonly TimeProvider clock;
    private readonly AutoResetEvent arrived = new(false);
    private readonly CancellationTokenSource ended = new();
    private readonly Task writing;
    private TaskCompletionSource batch = NewBatch();
    private TaskCompletionSource failing = NewBatch();
    private Task inFlight = Task.CompletedTask;
    private long sequence;
    private long added;
    private long taken;
    private long written;
    private long dropped;
    private long labels;
    private long refused;
    private string? failure;
    private volatile bool awaited;

    /// <summary>Starts a prediction log in a folder, which is made if it does not exist.</summary>
    public PredictionLogWriter(string folder, ulong host, PredictionLogLimits limits, TimeProvider clock)
    {
        Host = host;
        this.folder = folder;
        this.limits = limits;
        this.clock = clock;
        encoder = new PredictionLogEncoder(host);
        encoder.BeginSegment();
        file = new PredictionLogFile(folder, host);
        keeper = new SegmentKeeper(folder, limits.KeepBytes, limits.KeepAge, clock);
        writing = Task.Factory.StartNew(WriteUntilEnded, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The number in the ids of this host's predictions.</summary>
    public ulong Host { get; }

    /// <summary>The state of the prediction log.</summary>
    public PredictionLogStatus Status
    {
        get
        {
            lock (gate)
            {
                return new PredictionLogStatus(written, added - written, dropped, failure)
                {
                    Labels = labels,
                    RefusedLabels = refused,
                    RemovedSegments = keeper.Removed,
                };
            }
        }
    }

    /// <summary>Bytes of the segments in the folder, and most bytes that are kept.</summary>
    public (long Bytes, long Limit) Size => (keeper.Bytes, limits.KeepBytes);

    /// <summary>Its disk; null when the folder is gone.</summary>
    public LogDisk? Disk => LogDisk.Of(folder);

    /// <summary>Completes once writing fails; a new one when it works again.</summary>
    public Task Failing
    {
        get
        {
            lock (gate)
            {
                return failing.Task;
            }
        }
    }

    /// <summary>The number of the last request.</summary>
    public long LastSequence => Interlocked.Read(ref sequence);

    /// <summary>A number for the next request.</summary>
    public long NextSequence() => Interlocked.Increment(ref sequence);

    /// <summary>
    /// Adds the answer of a version, or of a shadow, with the rows that it refuses. False when it had to be dropped. What a shadow
    /// would have refused is not logged.
    /// </summary>
    public bool AddAnswer(long at, long sequence, ServedRoute route, int microseconds, Scored scored) => AddPrediction(
        at, sequence, route.Version, (int)route.Role, microseconds, scored.Inputs, scored.Scores.Values, scored.Scores.Outputs,
        scored.Sound, scored.Asked.Faults.Rows > 0 && route.Role != RouteRole.Shadow ? scored.Asked.Faults.Reasons : []);

    /// <summary>Adds an answer. False when it had to be dropped.</summary>
    public bool AddPrediction(
        long at, long sequence, int version, int role, int microseconds, RowBlock inputs, ReadOnlySpan<double> scores, int outputs,
        ReadOnlySpan<int> numbers = default, IReadOnlyList<RefusedRows>? refused = null)
    {
        lock (gate)
        {
            if (!HasSpace())
            {
                return false;
            }

            encoder.AddPrediction(at, sequence, version, role, microseconds, inputs, scores, outputs, numbers);
            Added();
            Add(at, StatusCodes.Status200OK, refused ?? [], answered: true);
            return true;
        }
    }

    /// <summary>Adds the rows of a refused request. False when they had to be dropped.</summary>
    public bool AddRefusals(long at, int status, IReadOnlyList<RefusedRows> rows)
    {
        lock (gate)
        {
            if (!HasSpace())
            {
                return false;
            }

            Add(at, status, rows, answered: false);
            return true;
        }
    }

    /// <summary>Adds labels, all or none. False when they had to be dropped.</summary>
    public bool AddLabels(long at, IReadOnlyList<Label> labels)
    {
        lock (gate)
        {
            if (!HasSpace())
            {
                return false;
            }

            foreach (var label in labels)
            {
                encoder.AddLabel(at, label.Id, label.Text, label.Number);
                Added();
            }

            this.labels += labels.Count;
            return true;
        }
    }

    /// <summary>Counts labels that could not be used.</summary>
    public void Refused(int labels)
    {
        lock (gate)
        {
            refused += labels;
        }
    }

    /// <summary>Waits until everything added so far is written, so that killing the process does not lose it.</summary>
    public Task WrittenAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (added != taken)
            {
                awaited = true;
                arrived.Set();
            }

            var last = added == written ? Task.CompletedTask : added == taken ? inFlight : batch.Task;
            return last.WaitAsync(cancellation);
        }
    }

    /// <summary>Writes what is queued, and closes the segment.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        arrived.Set();
        await writing;
        file.Dispose();
        arrived.Dispose();
        ended.Dispose();
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first record of a refused request stands for it, the others for further reasons.</summary>
    private void Add(long at, int status, IReadOnlyList<RefusedRows> reasons, bool answered)
    {
        for (var i = 0; i < reasons.Count; i++)
        {
            encoder.AddRefusal(at, status, reasons[i].Code, reasons[i].Column, reasons[i].Rows, request: !answered && i == 0);
            Added();
        }
    }

    private bool HasSpace()
    {
        if (encoder.Pending.Length < limits.MostPending)
        {
            return true;
        }

        dropped++;
        return false;
    }

    private void Added()
    {
        // One signal per batch is enough.
        if (added++ == taken)
        {
            arrived.Set();
        }
    }

    private void WriteUntilEnded()
    {
        var opened = clock.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            if (arrived.WaitOne(limits.SegmentAge < Look ? limits.SegmentAge : Look) && !awaited && !ended.IsCancellationRequested)
            {
                arrived.WaitOne(limits.Gather);
            }

            var closed = WriteBatch(close: clock.GetElapsedTime(opened) >= limits.SegmentAge);
            keeper.Keep(closed);
            if (closed)
            {
                opened = clock.GetTimestamp();
            }
        }

        WriteBatch(close: true);
    }

    /// <summary>Writes what is queued; returns whether a new segment was started.</summary>
    private bool WriteBatch(bool close)
    {
        var (bytes, next, done, upTo) = Take(close);
        if (Insist(() => file.Append(bytes.Span)) is { } lost)
        {
            done.SetException(lost);
            return false;
        }

        if (next)
        {
            // At the end whatever is written stays written, under either name.
            Insist(file.Close);
        }

        lock (gate)
        {
            written = upTo;
        }

        done.SetResult();
        return next;
    }

    private (ReadOnlyMemory<byte> Bytes, bool Next, TaskCompletionSource Done, long UpTo) Take(bool close)
    {
        lock (gate)
        {
            // A segment's header waits for its first record.
            var bytes = file.Length + encoder.Pending.Length > PredictionLogFile.Empty ? encoder.Take() : default;
            var length = file.Length + bytes.Length;
            var next = length > 0 && (close || length >= limits.SegmentBytes);
            if (next)
            {
                encoder.BeginSegment();
            }

            (taken, awaited) = (added, false);
            var done = batch;
            inFlight = done.Task;
            batch = NewBatch();
            return (bytes, next, done, taken);
        }
    }

    /// <summary>
    /// Retries until the file is as it should be: a disk that is full now may have space later. Gives up, with the reason, only when
    /// the process ends.
    /// </summary>
    private Exception? Insist(Action change)
    {
        while (true)
        {
            try
            {
                change();
                Tell(null);
                return null;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                Tell(failed.Message);
                if (ended.IsCancellationRequested)
                {
                    Console.Error.WriteLine($"the end of the prediction log could not be written: {failed.Message}");
                    return failed;
                }

                ended.Token.WaitHandle.WaitOne(RetryAfter);
            }
        }
    }

    /// <summary>The state of writing; a change is logged once.</summary>
    private void Tell(string? what)
    {
        var (before, lost) = (failure, 0L);
        lock (gate)
        {
            (failure, lost) = (what, dropped);
            if (what is not null)
            {
                failing.TrySetResult();
            }
            else if (failing.Task.IsCompleted)
            {
                failing = NewBatch();
            }
        }

        if (before is null != what is null)
        {
            Console.Error.WriteLine(what is null
                ? FormattableString.Invariant($"the prediction log works again; {lost} records have been lost so far")
                : $"the prediction log cannot be written; retrying while requests are answered: {what}");
        }
    }
}
