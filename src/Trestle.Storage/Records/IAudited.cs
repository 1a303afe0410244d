namespace Trestle.Storage.Records;

/// <summary>
/// Something on record that changes only together with an entry of the audit log. One object checks one reading of the log.
/// </summary>
public interface IAudited
{
    /// <summary>Takes an entry; called for all, in order.</summary>
    void See(AuditEntry entry);

    /// <summary>What is on record without an entry that says so, or otherwise than the entries say; empty when they agree.</summary>
    Task<IReadOnlyList<string>> FaultsAsync(RecordStore records, CancellationToken cancellation);
}
