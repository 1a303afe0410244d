namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// Files for readers that need to move about in them: those that are compressed as a whole are unpacked, and removed with this object.
/// </summary>
internal sealed class UnpackedFiles(Func<string> temporary) : IDisposable
{
    private readonly List<string> unpacked = [];

    /// <summary>The path of the file itself, or of its unpacked copy.</summary>
    public string PathOf(string path) => FileKind.Reading(path, () =>
    {
        if (!CompressedFile.IsCompressed(path))
        {
            return path;
        }

        unpacked.Add(temporary());
        CompressedFile.Unpack(path, unpacked[^1]);
        return unpacked[^1];
    });

    public void Dispose() => unpacked.ForEach(File.Delete);
}
