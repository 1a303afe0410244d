using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Access;

/// <summary>Holds the keys, their roles and their secrets against the entries of the audit log.</summary>
public sealed class AuditedKeys : IAudited
{
    private readonly Dictionary<string, Entered> keys = new(StringComparer.Ordinal);

    /// <summary>What the entries say about a key.</summary>
    private sealed record Entered(Role? Role, string? Secret, bool Revoked);

    /// <inheritdoc/>
    public void See(AuditEntry entry)
    {
        var (name, action) = (entry.Note.Subject, entry.Note.Action);
        var known = keys.GetValueOrDefault(name);
        switch (action)
        {
            case AccessKeys.Created or AccessKeys.RoleChanged:
                var evidence = AccessKeys.Evidence.Read(entry.Note.Evidence);
                keys[name] = new Entered(evidence?.Role ?? RoleIn(entry.Note.Reason), evidence?.Secret ?? known?.Secret, false);
                break;
            case AccessKeys.Revoked when known is not null:
                keys[name] = known with { Revoked = true };
                break;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FaultsAsync(RecordStore records, CancellationToken cancellation)
    {
        var recorded = await new AccessKeys(records, TimeProvider.System).SecretsAsync(cancellation);
        return
        [
            .. recorded.Select(key => Fault(key.Key, key.Secret)).OfType<string>(),
            .. keys.Keys.Except(recorded.Select(key => key.Key.Name), StringComparer.Ordinal)
                .Select(name => $"the key {name} is gone from the records"),
        ];
    }

    private string? Fault(AccessKey key, string secret) => !keys.TryGetValue(key.Name, out var entered) ? $"the key {key.Name} has no entry"
        : entered.Role is { } role && role != key.Role
            ? $"the key {key.Name} has the role {Lower(key.Role)}, and its entry says {Lower(role)}"
        : entered.Revoked && key.IsValid ? $"the key {key.Name} is valid, and its entry says that it was revoked"
        : !entered.Revoked && !key.IsValid ? $"the key {key.Name} is revoked, and no entry says so"
        : entered.Secret is { } known && known != secret ? $"the key {key.Name} has another secret than its entry says"
        : null;

    /// <summary>Entries of earlier versions have the role only in words: as editor.</summary>
    private static Role? RoleIn(string reason) =>
        Enum.TryParse<Role>(reason.Split(' ')[^1], ignoreCase: true, out var role) && Enum.IsDefined(role) ? role : null;

    private static string Lower(Role role) => role.ToString().ToLowerInvariant();
}
