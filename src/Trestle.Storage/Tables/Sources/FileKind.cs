using System.IO.Compression;
using System.Text;

namespace Trestle.Storage.Tables.Sources;

/// <summary>What a file is, by its first bytes, whatever its name.</summary>
/// <param name="Words">In words, such as "an Excel workbook".</param>
/// <param name="Format">The format in which it is read: csv, jsonl, parquet, arrow or excel; null for one that is not read.</param>
/// <param name="Advice">For one that is not read, what to do.</param>
internal sealed record FileKind(string Words, string? Format, string Advice = "")
{
    /// <summary>Whether a zip archive is a document of its own, rather than a package of files.</summary>
    public static bool IsDocument(string path)
    {
        using var file = File.OpenRead(path);
        return file.CanSeek && OfArchive(file) is not null;
    }

    private const int Sample = 4096;
    private const string Export = "open it where it was made, and export the table as CSV or Parquet";
    private const string Frame = "read it with pandas, and write it with to_parquet";
    private const string Document = "save the sheet as 'CSV UTF-8'";
    private const string Unpack = "unpack it, or compress it with gzip or Zstandard";

    private static readonly FileKind Text = new("text", "csv");
    private static readonly FileKind JsonText = new("JSON", "jsonl");
    private static readonly FileKind Packed = new("a zip archive, or a workbook, within an archive", null, "unpack the outer archive");
    private static readonly FileKind Pipe = new(
        "a pipe", null, "write what it gives to a file, and name that: a table is read more than once");
    private static readonly FileKind Workbook = new("an Excel workbook", "excel");

    /// <summary>What files begin with; the third part is the offset.</summary>
    private static readonly (FileKind Kind, byte[] Bytes, int At)[] Signatures =
    [
        (new("a Parquet file", "parquet"), [.. "PAR1"u8], 0),
        (new("an encrypted Parquet file", null, "decrypt it first"), [.. "PARE"u8], 0),
        (new("an Arrow file", "arrow"), [.. "ARROW1"u8], 0),
        (new("an Arrow stream", "arrow"), [0xFF, 0xFF, 0xFF, 0xFF], 0),
        (new("a Feather file of version 1", null, "write it again as Feather version 2 or Parquet"), [.. "FEA1"u8], 0),
        (Workbook, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0),
        (
            new("a SQLite database", null, "name it under source: {connection: \"sqlite:FILE\", table: NAME}"),
            [.. "SQLite format 3\0"u8], 0),
        (new("a DuckDB database", null, "name it under source: {connection: \"duckdb:FILE\", table: NAME}"), [.. "DUCK"u8], 8),
        (new("a PDF document", null, "find the table behind it, as CSV or Parquet"), [.. "%PDF-"u8], 0),
        (new("an HDF5 file", null, Frame), [0x89, .. "HDF\r\n"u8, 0x1A, 0x0A], 0),
        (new("an ORC file", null, "convert it to Parquet"), [.. "ORC"u8], 0),
        (new("an Avro file", null, "convert it to Parquet"), [.. "Obj"u8, 1], 0),
        (new("an R data file", null, "read it in R, and write it with write.csv or arrow::write_parquet"), [.. "RDX2\n"u8], 0),
        (new("an R data file", null, "read it in R, and write it with write.csv or arrow::write_parquet"), [.. "RDX3\n"u8], 0),
        (new("an R data file", null, "read it in R, and write it with write.csv or arrow::write_parquet"), [.. "X\n\0\0\0"u8], 0),
        (new("a NumPy array", null, Frame), [0x93, .. "NUMPY"u8], 0),
        (new("a pickled Python object", null, Frame), [0x80, 2], 0),
        (new("a pickled Python object", null, Frame), [0x80, 3], 0),
        (new("a pickled Python object", null, Frame), [0x80, 4], 0),
        (new("a pickled Python object", null, Frame), [0x80, 5], 0),
        (new("a Stata file", null, Export), [.. "<stata_dta>"u8], 0),
        (new("an SPSS file", null, Export), [.. "$FL2"u8], 0),
        (new("an SPSS file", null, Export), [.. "$FL3"u8], 0),
        (new("a SAS data set", null, Export), [0xC2, 0xEA, 0x81, 0x60], 12),
        (new("a MATLAB file", null, Export), [.. "MATLAB 5.0 MAT-file"u8], 0),
        (new("a bzip2 archive", null, Unpack), [.. "BZh"u8], 0),
        (new("an xz archive", null, Unpack), [0xFD, .. "7zXZ"u8, 0], 0),
        (new("an LZ4 archive", null, Unpack), [0x04, 0x22, 0x4D, 0x18], 0),
        (new("a 7-Zip archive", null, Unpack), [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], 0),
        (new("a RAR archive", null, Unpack), [.. "Rar!"u8, 0x1A, 0x07], 0),
        (new("a tar archive", null, Unpack), [.. "ustar"u8], 257),
        (
            new("a pointer of Git LFS in place of the file", null, "fetch the file with: git lfs pull"),
            [.. "version https://git-lfs"u8], 0),
    ];

    /// <summary>What a file is; one that is compressed is what it holds. It must exist.</summary>
    public static FileKind Of(string path) => Reading(path, () =>
    {
        using (var file = File.OpenRead(path))
        {
            if (!file.CanSeek)
            {
                return Pipe;
            }

            if (OfStart(First(file)) is { Format: null } unread)
            {
                return unread;
            }

            file.Position = 0;
            if (OfArchive(file) is { } packed)
            {
                return packed;
            }
        }

        using var content = CompressedFile.Open(path);
        var start = First(content);
        return content is not FileStream && start.AsSpan().StartsWith("PK\u0003\u0004"u8) ? Packed : OfStart(start);
    });

    /// <summary>The one format of files; see <see cref="TableEngine.FormatOf"/>.</summary>
    public static string FormatOf(IReadOnlyList<string> files)
    {
        var first = Known(files[0]);
        foreach (var file in files.Skip(1))
        {
            if (Known(file) is var kind && kind.Format != first.Format)
            {
                throw SourceErrors.MixedFormats(file, kind.Words, files[0], first.Words).Thrown();
            }
        }

        return first.Format!;
    }

    /// <summary>Refuses a file that is known not to be of the format; <see cref="Of"/> may take any text for csv.</summary>
    public static void Require(string path, string format)
    {
        var kind = Known(path);
        if (new FileInfo(path).Length == 0)
        {
            throw StorageErrors.EmptyFile(path).Thrown();
        }

        var isText = kind.Format is "csv" or "jsonl";
        if (isText != format is "csv" or "jsonl" || (!isText && kind.Format != format))
        {
            throw SourceErrors.OtherFormat(
                path, $"{kind.Words}, not {format}", $"set 'format: {kind.Format}' under source, or leave it out").Thrown();
        }
    }

    /// <summary>Names what is wrong with a file that ends too early or is no archive after all.</summary>
    public static T Reading<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException damaged)
        {
            throw StorageErrors.Unreadable(path, damaged.Message).Thrown(damaged);
        }
    }

    /// <summary>What a file is; one that is not read is refused.</summary>
    private static FileKind Known(string path)
    {
        if (!File.Exists(path))
        {
            throw StorageErrors.NoSuchFile(path).Thrown();
        }

        var kind = Of(path);
        return kind.Format is not null ? kind : throw SourceErrors.OtherFormat(path, kind.Words, kind.Advice).Thrown();
    }

    private static byte[] First(Stream content)
    {
        var start = new byte[Sample];
        return start[..content.ReadAtLeast(start, Sample, throwOnEndOfStream: false)];
    }

    private static FileKind OfStart(byte[] start)
    {
        foreach (var (kind, bytes, at) in Signatures)
        {
            if (start.AsSpan(Math.Min(at, start.Length)).StartsWith(bytes))
            {
                return kind;
            }
        }

        return OfText(Encoding.UTF8.GetString(start).TrimStart('\uFEFF').TrimStart());
    }

    private static FileKind OfText(string text)
    {
        bool Starts(string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
        return Starts("<!doctype html") || Starts("<html")
                ? new("an HTML page", null, "download the file itself; often this is a login page")
            : Starts("<?xml") ? new("an XML file", null, Export)
            : Starts("{\\rtf") ? new("a formatted text (RTF)", null, Export)
            : text.Split('\n').Any(line => line.StartsWith("@relation", StringComparison.OrdinalIgnoreCase))
                ? new("an ARFF file", null, "save it as CSV, for example in Weka")
            : IsJson(text) ? JsonText
            : Text;
    }

    /// <summary>An object with a name, or a list of objects or lists: no header of a table begins like this.</summary>
    private static bool IsJson(string text)
    {
        var next = text.Length > 1 ? text[1..].TrimStart() : "";
        return next.Length > 0 && ((text[0] == '{' && next[0] is '"' or '}') || (text[0] == '[' && next[0] is '{' or '['));
    }

    /// <summary>Documents that are zip archives inside; null for anything else.</summary>
    private static FileKind? OfArchive(FileStream file)
    {
        if (!First(file).AsSpan().StartsWith("PK\u0003\u0004"u8))
        {
            return null;
        }

        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var names = CompressedFile.Entries(archive);
        return names.Contains("xl/workbook.bin") ? new("a binary Excel workbook (xlsb)", null, "save it as .xlsx")
            : names.Any(name => name.StartsWith("xl/", StringComparison.Ordinal)) ? Workbook
            : names.Contains("content.xml") ? new("an OpenDocument file", null, Document)
            : names.Contains("[Content_Types].xml") ? new("an Office document", null, Export)
            : names.Count > 0 && names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)) ? new("a NumPy archive", null, Frame)
            : null;
    }
}
