namespace Trestle.Server.Jobs;

/// <summary>A recurring background job of the server. One class, and one line in <see cref="JobCatalog"/>.</summary>
internal interface IRecurring
{
    /// <summary>Unique name.</summary>
    string Name { get; }

    /// <summary>Whether each due time is handled by only one server; otherwise every server runs the job.</summary>
    bool OnceForAll { get; }

    /// <summary>When it is due; null if the project does not use it.</summary>
    Rhythm? RhythmOf(ProjectSettings settings);

    /// <summary>Runs the job.</summary>
    /// <param name="due">The due time.</param>
    /// <param name="cancellation">Cancelled when the server stops.</param>
    Task RunAsync(DateTimeOffset due, CancellationToken cancellation);
}
