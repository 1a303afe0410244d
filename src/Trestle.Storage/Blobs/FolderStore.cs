using Trestle.Core.Artifacts;
using Trestle.Storage.Files;

namespace Trestle.Storage.Blobs;

/// <summary>
/// A folder that several machines see, such as a mounted share. It must be there: a share that is not mounted is an error, and not an empty
/// store.
/// </summary>
public sealed class FolderStore(string folder) : ISharedStore
{
    private readonly ContentStore content = new(folder);

    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    public Task<bool> HasAsync(ContentHash hash, CancellationToken cancellation)
    {
        Require();
        return Task.FromResult(File.Exists(content.PathOf(hash)));
    }

    /// <inheritdoc/>
    public async Task SendAsync(ContentHash hash, string file, CancellationToken cancellation)
    {
        Require();
        if (!File.Exists(content.PathOf(hash)))
        {
            await content.CopyInAsync(hash, file, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> FetchAsync(ContentHash hash, string file, CancellationToken cancellation)
    {
        Require();
        var path = content.PathOf(hash);
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            await using var from = File.OpenRead(path);
            await using var to = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await from.CopyToAsync(to, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (AtomicFile.Explain(folder, e) is { } problem)
        {
            throw problem.Thrown(e);
        }
    }

    private void Require()
    {
        if (!Directory.Exists(folder))
        {
            throw StorageErrors.SharedUnusable(folder, "there is no such folder", "mount the share, or make the folder once").Thrown();
        }
    }
}
