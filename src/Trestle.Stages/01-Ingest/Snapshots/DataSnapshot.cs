using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Ingest.Snapshots;

/// <summary>A state of the source's rows that stage 1 kept.</summary>
/// <param name="Table">The hash of its rows, which names it.</param>
/// <param name="At">When it was first read.</param>
/// <param name="Runs">The runs that used it, the oldest first.</param>
/// <param name="Content">What is known about it, as the last of these runs recorded it.</param>
public sealed record DataSnapshot(ContentHash Table, DateTimeOffset At, IReadOnlyList<int> Runs, RawTable Content)
{
    /// <summary>Whether a text occurs in the names of its files or columns, or in its notes; case does not matter.</summary>
    public bool Mentions(string text) => Content.Files.Select(file => file.Path)
        .Concat(Content.Columns)
        .Concat(Content.Notes)
        .Any(name => name.Contains(text, StringComparison.OrdinalIgnoreCase));
}
