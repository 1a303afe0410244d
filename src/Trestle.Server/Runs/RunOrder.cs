using Trestle.Stages.Kernel.Running;

namespace Trestle.Server.Runs;

/// <summary>A run that somebody asked for and that has not ended.</summary>
public sealed record RunOrder
{
    /// <summary>Tells it from all others.</summary>
    public required string Id { get; init; }

    /// <summary>Who asked: a key, the owner, a schedule.</summary>
    public required string Who { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Why { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The first stage to be run; null for the first of all.</summary>
    public string? From { get; init; }

    /// <summary>The last stage to be run; null for the last of all.</summary>
    public string? To { get; init; }

    /// <summary>The one stage to be run; null for more than one.</summary>
    public string? Only { get; init; }

    /// <summary>Whether stages are run even if nothing has changed.</summary>
    public bool Force { get; init; }

    /// <summary>The server that runs it; null while it waits.</summary>
    public string? Holder { get; init; }

    /// <summary>Until when the holder's word counts without being renewed.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Number of the run once it has begun.</summary>
    public int? Run { get; init; }

    /// <summary>How often a server took it and did not end it properly: it was killed.</summary>
    public int Lost { get; init; }

    /// <summary>Who cancelled it, for the server that runs it to see.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>The stages that are asked for; errors TR00xx when there is no such stage.</summary>
    public RunSelection Selection() => new(StageOf(From), StageOf(To), StageOf(Only), Force);

    private static Stage? StageOf(string? word) => word is null ? null : Stage.Find(word);
}
