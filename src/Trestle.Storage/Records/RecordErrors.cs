using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>What can go wrong with the records.</summary>
internal static class RecordErrors
{
    public static Problem CannotOpen(string file, string reason) => new(
        "TR0141",
        $"the database cannot be opened: {reason}",
        "a SQLite database that may be written to",
        file,
        "check its permissions and the free space; if it is damaged, move it away: runs start afresh, packages stay");
}
