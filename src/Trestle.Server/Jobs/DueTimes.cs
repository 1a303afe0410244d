using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Server.Jobs;

/// <summary>
/// Ensures that due work is done once among all servers of a project: the first that stores the due time does it. One small document
/// per job.
/// </summary>
internal sealed class DueTimes(RecordStore records, ServedProject served)
{
    private const string Kind = "due";

    /// <summary>How much the clocks of servers may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Claims a due time; true for the first caller among all processes, if no later time was claimed. A time that was claimed by a clock
    /// that ran ahead, and was set back since, holds up nothing.
    /// </summary>
    public async Task<bool> TakeAsync(string name, DateTimeOffset due, CancellationToken cancellation)
    {
        var document = await records.Documents.FindAsync(Kind, $"{served.Name}/{name}", cancellation);
        var last = document is null ? null : Documents.Read<Taken>(Encoding.UTF8.GetBytes(document.Json));
        return (last is null || last.Due < due || last.Due > served.Clock.GetUtcNow() + Skew)
            && await records.Documents.PutAsync(
                Kind, $"{served.Name}/{name}", Encoding.UTF8.GetString(Documents.Write(new Taken(due))), document?.Revision ?? 0, null,
                cancellation);
    }

    private sealed record Taken(DateTimeOffset Due);
}
