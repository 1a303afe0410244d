using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Bases;

/// <summary>A base made from a root file system in a folder: one layer.</summary>
internal static class FolderBase
{
    private const string SearchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Packs the folder; error TR1721 when part of it cannot be read.</summary>
    public static async Task<BaseImage> ReadAsync(string folder, LayerBuilder maker, ImagePlatform platform, CancellationToken cancellation)
    {
        try
        {
            var items = FolderItems.OfRoot(folder, cancellation);
            if (items.Count == 0)
            {
                throw new TrestleException(BaseErrors.NoBaseThere(folder, "the folder is empty"));
            }

            var layer = await maker.MakeAsync("base", items, cancellation);
            var config = new ImageConfig
            {
                Os = platform.Os,
                Architecture = platform.Architecture,
                Config = new RunConfig { Env = [SearchPath] },
                Root = new RootFileSystem("layers", [layer.DiffId]),
            };
            return new BaseImage(
                null, null, config, [layer], [.. items.Where(item => !item.Path.EndsWith('/')).Select(item => item.Path)],
                TakesAway: false);
        }
        catch (Exception failed) when (failed is UnauthorizedAccessException or FileNotFoundException)
        {
            throw new TrestleException(BaseErrors.CannotRead(folder, failed.Message), ExitCode.Mistake, failed);
        }
    }
}
