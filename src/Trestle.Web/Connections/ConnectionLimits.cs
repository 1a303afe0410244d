namespace Trestle.Web.Connections;

/// <summary>How many connections a web server holds, and how long it waits for them.</summary>
public sealed record ConnectionLimits
{
    /// <summary>The limit for one address of another machine, where no other is set.</summary>
    public const int DefaultPerAddress = 256;

    /// <summary>Most open connections.</summary>
    public int Total { get; init; } = 1024;

    /// <summary>
    /// Most open connections of one address; null for <see cref="DefaultPerAddress"/>, and no limit for addresses of this machine, where
    /// a proxy brings everybody's requests.
    /// </summary>
    public int? PerAddress { get; init; }

    /// <summary>Time for the head of the first request of a connection to arrive, with the handshake of TLS.</summary>
    public TimeSpan FirstRequest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection must have been idle after a request before it may be closed to make room.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Age at which a request under way may be closed to make room: its client sends, or reads, too slowly. Null for never.
    /// </summary>
    public TimeSpan? Slow { get; init; }
}
