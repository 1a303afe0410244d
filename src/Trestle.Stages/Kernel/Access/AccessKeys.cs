using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Access;

/// <summary>
/// The keys of a project. A token is <c>trestle_NAME_SECRET</c> with 256 random bits; only its SHA-256 is stored, which is enough for a
/// secret that cannot be guessed.
/// </summary>
public sealed class AccessKeys(RecordStore records, TimeProvider clock)
{
    internal const string Created = "key.create";
    internal const string RoleChanged = "key.role";
    internal const string Revoked = "key.revoke";

    private const string Kind = "key";
    private const string Prefix = "trestle";
    private const int SecretBytes = 32;
    private const int LongestName = 40;
    private const int LongestToken = 128;
    private readonly AccessSessions sessions = new(records, clock);

    /// <summary>Makes a key. Errors TR0120 and TR0121 when its name is not valid or was used before.</summary>
    public async Task<IssuedKey> CreateAsync(string name, Role role, string who, CancellationToken cancellation)
    {
        if (!IsName(name))
        {
            throw new TrestleException(AccessErrors.BadName(name));
        }

        var token = $"{Prefix}_{name}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        var stored = new StoredKey(role, HashOf(token), clock.GetUtcNow(), who, null);
        var note = new AuditNote(
            who, Created, name, $"as {role.ToString().ToLowerInvariant()}", new Evidence(role, Fingerprint(stored)).Write());
        return await PutAsync(name, stored, 0, note, cancellation)
            ? new IssuedKey(stored.Shown(name), token)
            : throw new TrestleException(AccessErrors.NameTaken(name));
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
        if (token.Length > LongestToken || token.Split('_', 3) is not [Prefix, var name, { Length: > 0 }] || !IsName(name))
        {
            return null;
        }

        var found = (await FindStoredAsync(name, cancellation))?.Key;
        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(HashOf(token)), Encoding.ASCII.GetBytes(found?.Hash ?? HashOf("")));
        return same && found?.RevokedAt is null ? found?.Shown(name) : null;
    }

    /// <summary>All keys, with what their entries in the audit log say about their secrets.</summary>
    internal async Task<IReadOnlyList<(AccessKey Key, string Secret)>> SecretsAsync(CancellationToken cancellation) =>
        [.. (await records.Documents.ListAsync(Kind, cancellation)).Select(document => (document.Name, Key: Read(document)))
            .Select(found => (found.Key.Shown(found.Name), Fingerprint(found.Key)))];

    /// <summary>A hash of the stored hash, so that the audit log reveals a secret that was put in the place of another.</summary>
    private static string Fingerprint(StoredKey key) => HashOf(key.Hash);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
            && name[0] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static StoredKey Read(StoredDocument document) => Documents.Read<StoredKey>(Encoding.UTF8.GetBytes(document.Json));

    private async Task<(StoredKey Key, long Revision)?> FindStoredAsync(string name, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, name, cancellation) is { } document ? (Read(document), document.Revision) : null;

    private Task<bool> PutAsync(string name, StoredKey key, long seen, AuditNote note, CancellationToken cancellation) =>
        records.Documents.PutAsync(Kind, name, Encoding.UTF8.GetString(Documents.Write(key)), seen, note, cancellation);

    private sealed record StoredKey(Role Role, string Hash, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt)
    {
        public AccessKey Shown(string name) => new(name, Role, CreatedAt, CreatedBy, RevokedAt);
    }

    /// <summary>What an entry of the audit log says about a key, besides its words.</summary>
    internal sealed record Evidence(Role Role, string? Secret)
    {
        public string Write() => Encoding.UTF8.GetString(Documents.Write(this));

        public static Evidence? Read(string text) => text.Length == 0 ? null : Documents.Read<Evidence>(Encoding.UTF8.GetBytes(text));
    }
}
