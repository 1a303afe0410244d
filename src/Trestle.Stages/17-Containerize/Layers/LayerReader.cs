using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Layers;

/// <summary>
/// Reads the layers of a base: checks that each unpacks to what the configuration says, and collects the resulting files.
/// </summary>
internal sealed class LayerReader(string image, long mostBytes = LayerReader.MostBytes)
{
    private const long MostBytes = 32L << 30;
    private const int MostFiles = 2_000_000;
    private const int LongestPath = 4096;
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    private readonly SortedSet<string> files = new(StringComparer.Ordinal);

    /// <summary>Paths of everything but folders, without a leading slash, as a container would see them.</summary>
    public IReadOnlyCollection<string> Files => files;

    /// <summary>Whether a layer removed files of those below it.</summary>
    public bool TakesAway { get; private set; }

    /// <summary>
    /// Reads the next layer. Errors TR1705 to TR1707 when it unpacks to something else, is not a tar, leads out of the root or is too
    /// large.
    /// </summary>
    public async Task ReadAsync(string path, string mediaType, ContentHash diffId, CancellationToken cancellation)
    {
        await using var packed = File.OpenRead(path);
        await using var tar = mediaType == MediaTypes.GzipLayer ? new GZipStream(packed, CompressionMode.Decompress) : (Stream)packed;
        using var sha = SHA256.Create();
        await using var hashing = new CryptoStream(new Limited(tar, image, mostBytes), sha, CryptoStreamMode.Read);
        try
        {
            await ReadEntriesAsync(hashing, cancellation);
            await hashing.CopyToAsync(Stream.Null, cancellation);
        }
        catch (Exception broken) when (Archives.IsBroken(broken))
        {
            throw new TrestleException(
                OciErrors.BrokenImage(image, $"a layer cannot be unpacked: {broken.Message}"), ExitCode.Mistake, broken);
        }

        var found = ContentHash.Parse(Convert.ToHexStringLower(sha.Hash!));
        if (found != diffId)
        {
            throw new TrestleException(LayerErrors.WrongDigest(image, "an unpacked layer", OciJson.Digest(diffId), OciJson.Digest(found)));
        }
    }

    private async Task ReadEntriesAsync(Stream tar, CancellationToken cancellation)
    {
        await using var reader = new TarReader(tar, leaveOpen: true);
        var added = new List<string>();
        while (await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            var path = Inside(entry.Name);
            if (entry.EntryType is TarEntryType.HardLink)
            {
                Inside(entry.LinkName);
            }

            if (entry.EntryType is TarEntryType.Directory)
            {
                continue;
            }

            var name = path[(path.LastIndexOf('/') + 1)..];
            if (name.StartsWith(Whiteout, StringComparison.Ordinal))
            {
                TakeAway(path[..^name.Length], name);
                continue;
            }

            added.Add(path);
            if (files.Count + added.Count > MostFiles)
            {
                throw new TrestleException(LayerErrors.TooLarge(image, "its layers", $"{MostFiles:N0} files"));
            }
        }

        // A layer's whiteouts apply to the layers below it, wherever they are in the layer.
        files.UnionWith(added);
    }

    /// <summary>The normalised path; one that leads out of the root is error TR1705.</summary>
    private string Inside(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        return name.Length <= LongestPath && !name.StartsWith('/') && !parts.Contains("..") && !name.Contains('\0')
            ? string.Join('/', parts)
            : throw new TrestleException(
                OciErrors.BrokenImage(image, $"a layer has an entry that leads out of it: '{Archives.Printable(name)}'"));
    }

    private void TakeAway(string folder, string whiteout)
    {
        TakesAway = true;
        var gone = whiteout == Opaque ? folder : folder + whiteout[Whiteout.Length..];
        var inside = gone.EndsWith('/') || gone.Length == 0 ? gone : $"{gone}/";
        files.Remove(gone);
        files.ExceptWith(
            inside.Length == 0 ? files.ToArray() : [.. files.GetViewBetween(inside, inside[..^1] + (char)('/' + 1)).Where(
                path => path.StartsWith(inside, StringComparison.Ordinal))]);
    }
}
