using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Server.Runs;

/// <summary>
/// The queued and running runs of a project, in one document that all servers share. Changes are compare-and-swap, so two servers
/// cannot take the same run.
/// </summary>
internal sealed class RunOrders(RecordStore records, string project)
{
    private const string Kind = "run-orders";

    /// <summary>All runs, oldest first.</summary>
    public async Task<IReadOnlyList<RunOrder>> ListAsync(CancellationToken cancellation) => (await ReadAsync(cancellation)).Orders;

    /// <summary>
    /// Changes the list; <paramref name="change"/> gets the current list and returns the new one, or null to leave it. It is called again
    /// after a concurrent change. The note is written to the audit log with the change.
    /// </summary>
    public async Task<bool> ChangeAsync(
        Func<IReadOnlyList<RunOrder>, IReadOnlyList<RunOrder>?> change, AuditNote? note, CancellationToken cancellation)
    {
        while (true)
        {
            var (orders, revision) = await ReadAsync(cancellation);
            if (change(orders) is not { } changed)
            {
                return false;
            }

            if (await records.Documents.PutAsync(
                Kind, project, Encoding.UTF8.GetString(Documents.Write(changed)), revision, note, cancellation))
            {
                return true;
            }
        }
    }

    private async Task<(IReadOnlyList<RunOrder> Orders, long Revision)> ReadAsync(CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, project, cancellation) is { } document
            ? (Documents.Read<IReadOnlyList<RunOrder>>(Encoding.UTF8.GetBytes(document.Json)), document.Revision)
            : ([], 0);
}
