using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Files;

namespace Trestle.Stages.Train;

/// <summary>A trial that has ended.</summary>
/// <param name="Elapsed">Seconds after the unit began.</param>
internal sealed record TrialEntry(double Elapsed)
{
    /// <summary>The trial, if it ran on all folds.</summary>
    public Trial? Ran { get; init; }

    /// <summary>The trial, if it did not.</summary>
    public StoppedTrial? Stopped { get; init; }

    /// <summary>Its number.</summary>
    [JsonIgnore]
    public int Number => Ran?.Number ?? Stopped!.Number;

    /// <summary>Its parameters.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double> Parameters => Ran?.Parameters ?? Stopped!.Parameters;

    /// <summary>Its scores in the store; null when there are none.</summary>
    [JsonIgnore]
    public ContentHash? Scores => Ran is null ? Stopped!.OutOfFold : Ran.OutOfFold;
}

/// <summary>
/// The trials of a unit that has not ended, one a line, in a file of the project named after all that the unit's result depends on. A line
/// that was cut off by the end of the process is not one.
/// </summary>
internal sealed class TrialJournal(string file)
{
    private const int NameLength = 32;

    /// <summary>The journal of a unit.</summary>
    public static TrialJournal Of(UnitContext context) =>
        new(Path.Combine(context.Project.StateFolder, "search", $"{context.Origin.Key[..NameLength]}.jsonl"));

    /// <summary>The trials of an earlier process, in their order; none when there is no journal.</summary>
    public IReadOnlyList<TrialEntry> Read()
    {
        var entries = new List<TrialEntry>();
        foreach (var line in (File.Exists(file) ? File.ReadAllLines(file) : []).Where(line => line.Length > 0))
        {
            try
            {
                var entry = Documents.Read<TrialEntry>(Encoding.UTF8.GetBytes(line));
                if (entry.Ran is not null || entry.Stopped is not null)
                {
                    entries.Add(entry);
                }
            }
            catch (JsonException)
            {
                // The process ended in the middle of this line: its trial is run again.
            }
        }

        return entries;
    }

    /// <summary>Adds a trial, on a line of its own whatever the last process left; it is on the disk when this returns.</summary>
    public void Write(TrialEntry entry)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(file)!);
        using var stream = PrivateFiles.Open(file, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write([(byte)'\n', .. Documents.Write(entry), (byte)'\n']);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Removes the journal, and those that were not touched for a month.</summary>
    public void Delete(DateTime now)
    {
        var folder = Path.GetDirectoryName(file)!;
        foreach (var other in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl") : [])
        {
            if (other == file || File.GetLastWriteTimeUtc(other) < now.AddMonths(-1))
            {
                File.Delete(other);
            }
        }
    }
}
