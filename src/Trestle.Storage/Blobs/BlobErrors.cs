using Trestle.Core.Artifacts;
using Trestle.Core.Errors;

namespace Trestle.Storage.Blobs;

/// <summary>What can go wrong with stored content.</summary>
internal static class BlobErrors
{
    public static Problem CannotWrite(string folder, string reason) => new(
        "TR0131",
        $"nothing can be written to the store: {reason}",
        "a folder that may be written to, with free space",
        folder,
        "free some space or check the permissions, then run again: it goes on from the last finished unit");

    public static Problem Gone(ContentHash hash, string path) => new(
        "TR0132", $"the content {hash.ToString()[..12]}… is gone", "what an earlier unit of work wrote", path, "run again: the unit that made it is then run again");

    public static Problem Damaged(ContentHash hash, string path) => new(
        "TR0133",
        $"the content {hash.ToString()[..12]}… does not match its hash",
        "the bytes that were written",
        path,
        "run again: the damaged file was set aside, and the unit that made it is run again; check the disk");
}
