using Trestle.Core.Security;

namespace Trestle.Stages.Kernel.Access;

/// <summary>A recorded key, without its secret.</summary>
/// <param name="Name">Its name, which identifies the key in the audit log, so no name is ever used twice.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="RevokedAt">When it was revoked; null while it is valid.</param>
public sealed record AccessKey(string Name, Role Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt)
{
    /// <summary>What it is limited to; null for nothing.</summary>
    public KeyLimits? Limits { get; init; }

    /// <summary>Whether it is only for predictions of certain deployments.</summary>
    public bool IsScoped => Limits is { Deployments.Count: > 0 };

    /// <summary>Whether it is valid.</summary>
    public bool IsValid => RevokedAt is null;
}

/// <summary>A new key, with the token that is shown once and stored nowhere.</summary>
public sealed record IssuedKey(AccessKey Key, string Token);
