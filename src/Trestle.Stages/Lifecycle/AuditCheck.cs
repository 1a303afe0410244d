using Trestle.Stages.Deploy;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.Lifecycle;

/// <summary>
/// Verifies the audit log of a project: by itself, against its checkpoint, and against everything whose changes it records.
/// </summary>
public static class AuditCheck
{
    private const int MostTries = 5;

    /// <summary>
    /// The verdict. <paramref name="kept"/> is the number and hash of an entry that somebody noted elsewhere. A change between reading the
    /// log and reading the records is no fault: then both are read again.
    /// </summary>
    public static async Task<AuditVerdict> RunAsync(
        Project project, RecordStore records, (long Number, string Hash)? kept, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            IReadOnlyList<IAudited> audited = [new AuditedKeys(), new AuditedDeployments(), new AuditedPackages(project)];
            var verdict = await records.Audit.VerifyAsync(kept, cancellation, entry =>
            {
                foreach (var one in entry.Project is null || entry.Project == records.Project ? audited : [])
                {
                    one.See(entry);
                }
            });
            var faults = verdict.Faults.ToList();
            foreach (var one in verdict.IsChained ? audited : [])
            {
                faults.AddRange(await one.FaultsAsync(records, cancellation));
            }

            var last = await records.Audit.LastAsync(1, null, cancellation) is [var newest, ..] ? newest.Number : 0;
            if (faults.Count == 0 || last == verdict.Entries || tries == MostTries)
            {
                return verdict with { Faults = faults };
            }
        }
    }
}
