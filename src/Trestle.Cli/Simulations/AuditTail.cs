using Trestle.Storage.Records;

namespace Trestle.Cli.Simulations;

/// <summary>Reads the entries that were added to the audit log since the last read.</summary>
internal sealed class AuditTail(RecordStore records)
{
    private const int Page = 200;
    private long seen;

    /// <summary>The entries added since the last call, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> NewAsync(CancellationToken cancellation)
    {
        IReadOnlyList<AuditEntry> last;
        var limit = Page;
        do
        {
            last = await records.Audit.LastAsync(limit, null, cancellation);
            limit *= 4;
        }
        while (last.Count >= limit / 4 && last[^1].Number > seen + 1);

        AuditEntry[] fresh = [.. last.Where(entry => entry.Number > seen).OrderBy(entry => entry.Number)];
        seen = fresh.Length > 0 ? fresh[^1].Number : seen;
        return fresh;
    }
}
