using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Csv;

/// <summary>A file that was taken for UTF-8 has bytes that are not.</summary>
internal sealed class NotUtf8Exception(string path, string encoding, long line, long offset) : Exception("not UTF-8")
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>What a person gets to see when the file has no other encoding either.</summary>
    public Problem Problem => StorageErrors.WrongEncoding(path, encoding, line, offset);
}
