using System.Text;

using Trestle.Core.Security;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Access;

/// <summary>
/// The keys of a project, for its server and its scoring hosts; see <see cref="KeyToken"/>.
/// </summary>
public sealed class AccessKeys(RecordStore records, TimeProvider clock)
{
    internal const string Created = "key.create";
    internal const string RoleChanged = "key.role";
    internal const string Revoked = "key.revoke";

    private const string Kind = "key";
    private const int LongestName = 40;
    private readonly AccessSessions sessions = new(records, clock);

    /// <summary>Called after every change, to tell scoring hosts.</summary>
    public Func<AccessKeys, CancellationToken, Task>? Changed { get; init; }

    /// <summary>Makes a key. Errors TR0120 and TR0121 when its name is not valid or was used before.</summary>
    public Task<IssuedKey> CreateAsync(string name, Role role, string who, CancellationToken cancellation) =>
        CreateAsync(name, role, null, who, cancellation);

    /// <summary>Makes a key, limited or not; also error TR0127 when a limit is not valid.</summary>
    public async Task<IssuedKey> CreateAsync(
        string name, Role role, KeyLimits? limits, string who, CancellationToken cancellation)
    {
        if (limits is { PerSecond: < 1 } or { PerDay: < 1 } || limits?.Deployments.Any(one => !IsDeployment(one)) == true)
        {
            throw new TrestleException(AccessErrors.BadLimit());
        }

        if (!IsName(name))
        {
            throw new TrestleException(AccessErrors.BadName(name));
        }

        var token = KeyToken.New(name);
        var stored = new StoredKey(role, KeyToken.HashOf(token), clock.GetUtcNow(), who, null, limits);
        var note = new AuditNote(
            who, Created, name, $"as {role.ToString().ToLowerInvariant()}{Words(limits)}", new Evidence(role, Fingerprint(stored)).Write());
        if (!await PutAsync(name, stored, 0, note, cancellation))
        {
            throw new TrestleException(AccessErrors.NameTaken(name));
        }

        await TellAsync(cancellation);
        return new IssuedKey(stored.Shown(name), token);
    }

    /// <summary>Revokes a key for good, and ends its sessions. Error TR0122 when there is none.</summary>
    public Task<AccessKey> RevokeAsync(string name, string who, CancellationToken cancellation) => ChangeAsync(
        name, key => key with { RevokedAt = clock.GetUtcNow() }, new AuditNote(who, Revoked, name, ""), "the key was revoked",
        cancellation);

    /// <summary>Gives a key another role, and ends its sessions. Error TR0122 when there is no valid key of this name.</summary>
    public Task<AccessKey> ChangeRoleAsync(string name, Role role, string who, CancellationToken cancellation) => ChangeAsync(
        name, key => key with { Role = role },
        new AuditNote(who, RoleChanged, name, $"now {role.ToString().ToLowerInvariant()}", new Evidence(role, null).Write()),
        "the role of the key was changed", cancellation);

    private async Task<AccessKey> ChangeAsync(
        string name, Func<StoredKey, StoredKey> change, AuditNote note, string reason, CancellationToken cancellation)
    {
        while (IsName(name) && await FindStoredAsync(name, cancellation) is { Key.RevokedAt: null } found)
        {
            var changed = change(found.Key);
            if (await PutAsync(name, changed, found.Revision, note, cancellation))
            {
                await sessions.EndAllAsync(name, note.Who, reason, cancellation);
                await TellAsync(cancellation);
                return changed.Shown(name);
            }
        }

        throw new TrestleException(
            AccessErrors.NoKey(name, [.. (await ListAsync(cancellation)).Where(key => key.IsValid).Select(key => key.Name)]));
    }

    /// <summary>All keys by name, with the revoked ones.</summary>
    public async Task<IReadOnlyList<AccessKey>> ListAsync(CancellationToken cancellation) =>
        [.. (await records.Documents.ListAsync(Kind, cancellation)).Select(document => Read(document).Shown(document.Name))];

    /// <summary>A key by its name, revoked or not; null when there is none.</summary>
    public async Task<AccessKey?> FindAsync(string name, CancellationToken cancellation) =>
        IsName(name) ? (await FindStoredAsync(name, cancellation))?.Key.Shown(name) : null;

    /// <summary>The key of a token; null when there is no valid one. The comparison takes the same time for every token.</summary>
    public async Task<AccessKey?> VerifyAsync(string token, CancellationToken cancellation)
    {
        if (!KeyToken.IsToken(token, out var name) || !IsName(name))
        {
            return null;
        }

        var found = (await FindStoredAsync(name, cancellation))?.Key;
        return KeyToken.Matches(token, found?.Hash ?? KeyToken.HashOf("")) && found?.RevokedAt is null ? found?.Shown(name) : null;
    }

    /// <summary>All keys, with what their entries in the audit log say about their secrets.</summary>
    internal async Task<IReadOnlyList<(AccessKey Key, string Secret)>> SecretsAsync(CancellationToken cancellation) =>
        [.. (await records.Documents.ListAsync(Kind, cancellation)).Select(document => (document.Name, Key: Read(document)))
            .Select(found => (found.Key.Shown(found.Name), Fingerprint(found.Key)))];

    /// <summary>A hash of the stored hash, so that the audit log reveals a secret that was put in the place of another.</summary>
    private static string Fingerprint(StoredKey key) => KeyToken.HashOf(key.Hash);

    /// <summary>The valid keys as scoring hosts know them, by name.</summary>
    public async Task<IReadOnlyList<HostKey>> ForHostsAsync(CancellationToken cancellation) =>
    [
        .. from document in await records.Documents.ListAsync(Kind, cancellation)
           let key = Read(document)
           where key.RevokedAt is null
           orderby document.Name
           select new HostKey(document.Name, key.Hash, key.Role >= Role.Editor, key.Limits),
    ];

    /// <summary>The limits of a key in words: <c>; deployment churn; 5 a second</c>.</summary>
    private static string Words(KeyLimits? limits) => string.Concat(
        limits is { Deployments.Count: > 0 } ? $"; only {string.Join(", ", limits.Deployments)}" : "",
        limits?.PerSecond is { } second ? $"; {second} a second" : "",
        limits?.PerDay is { } day ? $"; {day} a day" : "");

    private static bool IsDeployment(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private Task TellAsync(CancellationToken cancellation) => Changed?.Invoke(this, cancellation) ?? Task.CompletedTask;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
            && name[0] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static StoredKey Read(StoredDocument document) => Documents.Read<StoredKey>(Encoding.UTF8.GetBytes(document.Json));

    private async Task<(StoredKey Key, long Revision)?> FindStoredAsync(string name, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, name, cancellation) is { } document ? (Read(document), document.Revision) : null;

    private Task<bool> PutAsync(string name, StoredKey key, long seen, AuditNote note, CancellationToken cancellation) =>
        records.Documents.PutAsync(Kind, name, Encoding.UTF8.GetString(Documents.Write(key)), seen, note, cancellation);

    private sealed record StoredKey(
        Role Role, string Hash, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt, KeyLimits? Limits = null)
    {
        public AccessKey Shown(string name) => new(name, Role, CreatedAt, CreatedBy, RevokedAt) { Limits = Limits };
    }

    /// <summary>What an entry of the audit log says about a key, besides its words.</summary>
    internal sealed record Evidence(Role Role, string? Secret)
    {
        public string Write() => Encoding.UTF8.GetString(Documents.Write(this));

        public static Evidence? Read(string text) => text.Length == 0 ? null : Documents.Read<Evidence>(Encoding.UTF8.GetBytes(text));
    }
}
