using System.Text;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>The recorded silences. Their beginning and an early end are in the audit log.</summary>
public sealed class SilenceStore(RecordStore records, TimeProvider clock)
{
    private const string Kind = "silence";
    private const int LongestPattern = 500;
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>The silences that have not ended, by pattern.</summary>
    public async Task<IReadOnlyList<Silence>> ListAsync(CancellationToken cancellation) =>
        [.. (await AllAsync(cancellation)).Select(entry => entry.Silence).Where(silence => silence.Until > clock.GetUtcNow())];

    /// <summary>Silences the alerts of a pattern for some time; replaces a silence of the same pattern. Error TR2117.</summary>
    public async Task<Silence> AddAsync(string pattern, TimeSpan time, string who, string reason, CancellationToken cancellation)
    {
        if (pattern.Length is 0 or > LongestPattern || pattern.Any(char.IsControl))
        {
            throw new TrestleException(
                AlertErrors.BadSilence(pattern.Length == 0 ? "the pattern is empty" : "the pattern cannot be used"));
        }

        if (time < Shortest || time > Longest)
        {
            throw new TrestleException(AlertErrors.BadSilence($"a silence of {Duration.Print(time)}"));
        }

        var now = clock.GetUtcNow();
        var silence = new Silence(pattern, now + time, who, reason, now);
        var json = Encoding.UTF8.GetString(Documents.Write(silence));
        var note = new AuditNote(who, "alert.silenced", pattern, $"{reason} (for {Duration.Print(time)})", json);
        while (true)
        {
            var document = await records.Documents.FindAsync(Kind, pattern, cancellation);
            if (await records.Documents.PutAsync(Kind, pattern, json, document?.Revision ?? 0, note, cancellation))
            {
                return silence;
            }
        }
    }

    /// <summary>Ends a silence early; error TR2118 when there is none.</summary>
    public async Task EndAsync(string pattern, string who, string reason, CancellationToken cancellation)
    {
        while (true)
        {
            var all = await AllAsync(cancellation);
            var known = all.Where(entry => entry.Silence.Until > clock.GetUtcNow()).ToArray();
            if (known.FirstOrDefault(entry => entry.Silence.Pattern == pattern) is not { Silence: not null } found)
            {
                throw new TrestleException(AlertErrors.NoSilence(pattern, [.. known.Select(entry => entry.Silence.Pattern)]));
            }

            var note = new AuditNote(who, "alert.unsilenced", pattern, reason);
            if (await records.Documents.DeleteAsync(Kind, pattern, found.Revision, note, cancellation))
            {
                return;
            }
        }
    }

    /// <summary>Whether nobody is to be notified of an alert now.</summary>
    public async Task<bool> CoversAsync(string cause, CancellationToken cancellation) =>
        (await ListAsync(cancellation)).Any(silence => silence.Covers(cause));

    private async Task<(Silence Silence, long Revision)[]> AllAsync(CancellationToken cancellation) =>
    [
        .. (await records.Documents.ListAsync(Kind, cancellation))
            .Select(document => (Documents.Read<Silence>(Encoding.UTF8.GetBytes(document.Json)), document.Revision)),
    ];
}
