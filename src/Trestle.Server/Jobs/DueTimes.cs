using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Server.Jobs;

/// <summary>
/// Sees to it that what is due is done once among all servers of a project: the first that writes the due time down does it. One small
/// document for each kind of work, however often it recurs.
/// </summary>
internal sealed class DueTimes(RecordStore records, ServedProject served)
{
    private const string Kind = "due";

    /// <summary>Whether nobody has taken this time, or a later one, before; true for the first who asks, among all processes.</summary>
    public async Task<bool> TakeAsync(string name, DateTimeOffset due, CancellationToken cancellation)
    {
        var document = await records.Documents.FindAsync(Kind, $"{served.Name}/{name}", cancellation);
        var last = document is null ? null : Documents.Read<Taken>(Encoding.UTF8.GetBytes(document.Json));
        return (last is null || last.Due < due)
            && await records.Documents.PutAsync(Kind, $"{served.Name}/{name}", Encoding.UTF8.GetString(Documents.Write(new Taken(due))), document?.Revision ?? 0, null, cancellation);
    }

    private sealed record Taken(DateTimeOffset Due);
}
