using System.Collections.Concurrent;

using Trestle.Core.Routing;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Metrics;

/// <summary>The counts of one version in one role since the host started.</summary>
internal sealed class RouteCounts(int version, RouteRole? role)
{
    /// <summary>Upper ends of the latency buckets, in microseconds.</summary>
    public static IReadOnlyList<int> Bounds => MicrosecondBounds;

    private static readonly int[] MicrosecondBounds =
    [
        50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
    ];

    private const int RowCell = 0;
    private const int MicrosecondCell = 1;
    private const int BucketCell = 2;

    private readonly StripedCounters answered = new(BucketCell + MicrosecondBounds.Length + 1);
    private readonly ConcurrentDictionary<(int Status, string Code), long> refused = [];
    private readonly ConcurrentDictionary<(string Code, string Column), long> refusedRows = [];
    private readonly ConcurrentDictionary<(string Column, string Flag), long> flagged = [];
    private long skipped;

    /// <summary>The version; 0 for none, or for a package served from its file.</summary>
    public int Version => version;

    /// <summary>Its role; null for requests that reached no version.</summary>
    public RouteRole? Role => role;

    /// <summary>Rows that were scored.</summary>
    public long Rows => answered.Read(RowCell);

    /// <summary>Total time of all answers.</summary>
    public long Microseconds => answered.Read(MicrosecondCell);

    /// <summary>Refused requests by status and error number.</summary>
    public IReadOnlyDictionary<(int Status, string Code), long> Refused => refused;

    /// <summary>Refused rows by error number and column, which is empty when the error is about none.</summary>
    public IReadOnlyDictionary<(string Code, string Column), long> RefusedRows => refusedRows;

    /// <summary>Values that were scored although the training did not have the like, by column and kind.</summary>
    public IReadOnlyDictionary<(string Column, string Flag), long> Flagged => flagged;

    /// <summary>Requests that a shadow did not score because its queue was full.</summary>
    public long Skipped => Volatile.Read(ref skipped);

    /// <summary>Answers in a bucket; the last one has no upper end.</summary>
    public long Bucket(int bucket) => answered.Read(BucketCell + bucket);

    /// <summary>Counts an answer, with the rows that it refuses and the values that it flags.</summary>
    public void Answered(Scored scored, int microseconds)
    {
        var asked = scored.Asked;
        if (asked.Faults.Rows > 0)
        {
            Refuse(asked.Faults.Reasons);
        }

        if (asked.Flags.Any)
        {
            foreach (var flag in asked.Flags.Count(asked.Schema.Columns, asked.Faults))
            {
                flagged.AddOrUpdate((flag.Column.Name, flag.Name), flag.Values, (_, before) => before + flag.Values);
            }
        }

        Answered(scored.Inputs.Rows, microseconds);
    }

    private void Answered(int rows, int microseconds)
    {
        var bucket = 0;
        while (bucket < MicrosecondBounds.Length && microseconds > MicrosecondBounds[bucket])
        {
            bucket++;
        }

        var here = answered.Here();
        here.Add(RowCell, rows);
        here.Add(MicrosecondCell, microseconds);
        here.Add(BucketCell + bucket, 1);
    }

    /// <summary>Counts a refusal.</summary>
    public void Refuse(Refusal refusal) => refused.AddOrUpdate((refusal.Status, refusal.Problem.Code), 1, (_, before) => before + 1);

    /// <summary>Counts refused rows.</summary>
    public void Refuse(IReadOnlyList<RefusedRows> rows)
    {
        foreach (var reason in rows)
        {
            refusedRows.AddOrUpdate((reason.Code, reason.Column), reason.Rows, (_, before) => before + reason.Rows);
        }
    }

    /// <summary>Counts a request that a shadow did not score.</summary>
    public void Skip() => Interlocked.Increment(ref skipped);
}
