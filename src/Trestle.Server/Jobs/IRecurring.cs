namespace Trestle.Server.Jobs;

/// <summary>Something that the server does by itself, again and again. One class, and one line in <see cref="JobCatalog"/>.</summary>
internal interface IRecurring
{
    /// <summary>Its name, unique.</summary>
    string Name { get; }

    /// <summary>Whether it is done once for each time that is due, by whichever server comes first; otherwise every server does it for itself.</summary>
    bool OnceForAll { get; }

    /// <summary>When it is due; null when the project does not want it.</summary>
    Rhythm? RhythmOf(ProjectSettings settings);

    /// <summary>Does it.</summary>
    /// <param name="due">The time for which it is done.</param>
    /// <param name="cancellation">The server ends.</param>
    Task RunAsync(DateTimeOffset due, CancellationToken cancellation);
}

/// <summary>When something is due.</summary>
internal abstract record Rhythm
{
    /// <summary>At every whole multiple of a time, so that all servers mean the same moments.</summary>
    internal sealed record Every(TimeSpan Time) : Rhythm;

    /// <summary>As five cron fields say, in a time zone.</summary>
    internal sealed record Cron(string Expression, string TimeZone) : Rhythm;
}
