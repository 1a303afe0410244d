using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>A kind of database that can hold the records.</summary>
internal interface IRecordProvider
{
    /// <summary>The name of the database in messages, never with a password.</summary>
    string Name { get; }

    /// <summary>Whether the database exists; false for a file that has not been made yet.</summary>
    bool IsThere { get; }

    /// <summary>What the database must be, in messages.</summary>
    string Expected { get; }

    /// <summary>How long the first call may take before it is given up; null for as long as it takes.</summary>
    TimeSpan? OpeningLimit { get; }

    /// <summary>A context for one call, which waits for an unavailable database.</summary>
    RecordContext Open();

    /// <summary>A context for the first call, which does not wait: whoever types a command learns at once that nothing answers.</summary>
    RecordContext OpenAtOnce();

    /// <summary>Makes the database, or what a migration does not set in it; called before one.</summary>
    Task PrepareAsync(RecordContext context, CancellationToken cancellation);

    /// <summary>Closes the connections that are kept open for the next call.</summary>
    void Close();

    /// <summary>What a failure means to a person; null when it is not one of the database.</summary>
    Problem? Explain(Exception exception);

    /// <summary>Whether another process has written a value that must be unique.</summary>
    bool IsTaken(DbUpdateException exception);

    /// <summary>
    /// What is wrong with the triggers that keep entries of the audit log from being changed; empty when they protect it.
    /// </summary>
    Task<IReadOnlyList<string>> CheckTriggersAsync(RecordContext context, CancellationToken cancellation);

    /// <summary>Makes these triggers again.</summary>
    Task RestoreTriggersAsync(RecordContext context, CancellationToken cancellation);

    /// <summary>Faults that the database finds in itself; empty when it is sound, or checks itself.</summary>
    Task<IReadOnlyList<string>> CheckAsync(RecordContext context, CancellationToken cancellation);
}
