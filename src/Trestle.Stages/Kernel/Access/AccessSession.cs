namespace Trestle.Stages.Kernel.Access;

/// <summary>A person who is signed in on the pages of the server.</summary>
/// <param name="Id">Its id. It opens nothing: the cookie is signed by the server.</param>
/// <param name="Who">The name in the audit log.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Key">The key that opened it; null when it was opened in another way.</param>
/// <param name="How">How it was opened, in words.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="UsedAt">When it was used last, within five minutes.</param>
public sealed record AccessSession(
    string Id, string Who, Role Role, string? Key, string How, DateTimeOffset OpenedAt, DateTimeOffset UsedAt)
{
    /// <summary>A session that is not used for this long ends.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(12);

    /// <summary>A session ends after this time even if it is in use.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>When it ends, unless it is used again or ended before.</summary>
    public DateTimeOffset EndsAt => UsedAt + LongestPause < OpenedAt + Longest ? UsedAt + LongestPause : OpenedAt + Longest;
}
