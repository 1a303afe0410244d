using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>A kind of database that can keep the records.</summary>
internal interface IRecordProvider
{
    /// <summary>The database, as messages name it: never with a password.</summary>
    string Name { get; }

    /// <summary>Whether there is a database to ask; false for a file that has not been made yet.</summary>
    bool IsThere { get; }

    /// <summary>A context for one call.</summary>
    RecordContext Open();

    /// <summary>Closes the connections that are kept open for the next call.</summary>
    void Close();

    /// <summary>What a failure means to a person; null when it is not one of the database.</summary>
    Problem? Explain(Exception exception);

    /// <summary>Whether another process has written what was to be unique.</summary>
    bool IsTaken(DbUpdateException exception);

    /// <summary>What the database finds wrong with itself; empty when it is sound, or looks after that itself.</summary>
    Task<IReadOnlyList<string>> CheckAsync(RecordContext context, CancellationToken cancellation);
}
