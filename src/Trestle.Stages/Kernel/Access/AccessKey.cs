namespace Trestle.Stages.Kernel.Access;

/// <summary>A key on record. The secret itself is not.</summary>
/// <param name="Name">Its name; the audit log says it of whatever is done with the key, so no name is ever given twice.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="RevokedAt">When it was revoked; null while it may be used.</param>
public sealed record AccessKey(string Name, Role Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt)
{
    /// <summary>Whether it may be used.</summary>
    public bool IsValid => RevokedAt is null;
}

/// <summary>A key that has just been made, with the token that is shown once and kept nowhere.</summary>
public sealed record IssuedKey(AccessKey Key, string Token);
