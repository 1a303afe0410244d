using System.Text;

using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Csv;

/// <summary>Opens a text file, plain or compressed, of any encoding as a stream of UTF-8 without a byte order mark.</summary>
internal static class TranscodedFile
{
    private const int Sample = 4096;

    static TranscodedFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Opens the file and determines its encoding: the given one, else what its first bytes show, else UTF-8.</summary>
    public static (Stream Utf8, string Encoding) Open(string path, string? encoding)
    {
        try
        {
            var (given, mark) = Look(path, encoding);
            var stream = Plain(path);
            stream.ReadExactly(new byte[mark]);
            return given.CodePage == Encoding.UTF8.CodePage
                ? (stream, given.WebName)
                : (Encoding.CreateTranscodingStream(stream, given, Encoding.UTF8), given.WebName);
        }
        catch (InvalidDataException exception)
        {
            throw StorageErrors.Unreadable(path, exception.Message).Thrown(exception);
        }
    }

    private static (Encoding Encoding, int Mark) Look(string path, string? encoding)
    {
        using var stream = Plain(path);
        var start = new byte[Sample];
        var sample = start.AsSpan(0, stream.ReadAtLeast(start, Sample, throwOnEndOfStream: false));
        var (found, mark) = sample switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ("utf-8", 3),
            [0xFF, 0xFE, ..] => ("utf-16", 2),
            [0xFE, 0xFF, ..] => ("utf-16BE", 2),
            _ => (WithoutMark(sample), 0),
        };
        var strict = Strict(encoding ?? found, path);
        return (strict, string.Equals(strict.WebName, found, StringComparison.OrdinalIgnoreCase) ? mark : 0);
    }

    /// <summary>
    /// In UTF-16 every other byte of plain ASCII is zero: the second of each pair, or the first in reversed order.
    /// </summary>
    private static string WithoutMark(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = [0, 0];
        for (var i = 0; i < sample.Length; i++)
        {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        }

        var many = sample.Length / 8;
        return zeros[1] > many && zeros[0] == 0 ? "utf-16" : zeros[0] > many && zeros[1] == 0 ? "utf-16BE" : "utf-8";
    }

    /// <summary>An encoding that refuses what it cannot read.</summary>
    public static Encoding Strict(string name, string path)
    {
        try
        {
            var known = name.ToUpperInvariant() switch
            {
                "UTF8" => "utf-8",
                "UTF16" => "utf-16",
                "LATIN-1" or "LATIN1" => "iso-8859-1",
                "CP1252" or "ANSI" => "windows-1252",
                _ => name,
            };
            return Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException exception)
        {
            throw StorageErrors.UnknownEncoding(name, path).Thrown(exception);
        }
    }

    /// <summary>The bytes of a file, unpacked.</summary>
    public static Stream Plain(string path) => CompressedFile.Open(path);
}
