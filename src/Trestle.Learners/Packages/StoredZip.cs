using System.Buffers.Binary;
using System.Text;

using Trestle.Core.Errors;

namespace Trestle.Learners.Packages;

/// <summary>
/// ZIP files (PKWARE APPNOTE 6.3) in one canonical form: entries stored without compression in ordinal order of their names, dated
/// 1980-01-01, without attributes, comments or extra fields. The same entries give the same bytes, and all other bytes are rejected:
/// nothing can be hidden between entries, expand, or occur twice.
/// </summary>
internal static class StoredZip
{
    private const uint LocalSignature = 0x04034B50;
    private const uint CentralSignature = 0x02014B50;
    private const uint EndSignature = 0x06054B50;
    private const ushort Version = 10;
    private const ushort Utf8Names = 0x0800;
    private const ushort FirstDay = (0 << 9) | (1 << 5) | 1;
    private const int LocalLength = 30;
    private const int CentralLength = 46;
    private const int EndLength = 22;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOfByte)];

    /// <summary>The bytes of an archive of files in ordinal order of their names.</summary>
    public static byte[] Write(IReadOnlyList<PackageFile> files)
    {
        var directory = Directory(files, out var start);
        var archive = new byte[start + directory.Length];
        var at = 0;
        foreach (var file in files)
        {
            at += WriteLocal(archive.AsSpan(at), file, Crc(file.Content.Span));
            file.Content.Span.CopyTo(archive.AsSpan(at));
            at += file.Content.Length;
        }

        directory.CopyTo(archive, at);
        return archive;
    }

    /// <summary>
    /// The files of an archive, sharing its bytes; an error of TR1502, TR1506 or TR1507 when it is not in the canonical form.
    /// </summary>
    public static IReadOnlyList<PackageFile> Read(ReadOnlyMemory<byte> archive, string path)
    {
        var files = new List<PackageFile>();
        var at = 0;
        while (archive.Length - at >= LocalLength && BinaryPrimitives.ReadUInt32LittleEndian(archive.Span[at..]) == LocalSignature)
        {
            if (files.Count == PackageFiles.MostFiles)
            {
                throw NotCanonical(path, $"it has more than {PackageFiles.MostFiles} files");
            }

            files.Add(ReadLocal(archive, ref at, path));
            CheckOrder(files, path);
        }

        return archive.Span[at..].SequenceEqual(Directory(files, out _))
            ? files
            : throw NotCanonical(path, files.Count == 0 ? "it is not a ZIP file" : "its directory does not match its contents");
    }

    private static PackageFile ReadLocal(ReadOnlyMemory<byte> archive, ref int at, string path)
    {
        var header = archive.Span.Slice(at, LocalLength);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        var left = archive.Length - at - LocalLength - nameLength;
        if (left < 0)
        {
            throw NotCanonical(path, "it ends within an entry");
        }

        var name = Encoding.UTF8.GetString(archive.Span.Slice(at + LocalLength, nameLength));
        if (PackageFiles.Fault(name) is { } fault)
        {
            throw new TrestleException(PackageErrors.BadName(path, Printable(name), fault));
        }

        if (method != 0)
        {
            throw NotCanonical(path, $"'{name}' is compressed");
        }

        if (size > PackageFiles.Limit(name))
        {
            throw new TrestleException(PackageErrors.TooLarge(path, $"'{name}'", PackageFiles.Limit(name)));
        }

        if (size > left)
        {
            throw NotCanonical(path, $"'{name}' is cut off");
        }

        var file = new PackageFile(name, archive.Slice(at + LocalLength + nameLength, (int)size));
        Span<byte> expected = stackalloc byte[LocalLength + nameLength];
        WriteLocal(expected, file, Crc(file.Content.Span));
        if (!expected.SequenceEqual(archive.Span.Slice(at, expected.Length)))
        {
            throw new TrestleException(PackageErrors.Changed(path, name));
        }

        at += expected.Length + (int)size;
        return file;
    }

    private static void CheckOrder(List<PackageFile> files, string path)
    {
        var order = files.Count < 2 ? -1 : string.CompareOrdinal(files[^2].Name, files[^1].Name);
        if (order == 0)
        {
            throw new TrestleException(PackageErrors.BadName(path, files[^1].Name, "more than once"));
        }

        if (order > 0)
        {
            throw NotCanonical(path, $"'{files[^1].Name}' comes after '{files[^2].Name}'");
        }
    }

    private static TrestleException NotCanonical(string path, string reason) => new(PackageErrors.NotAPackage(path, reason));

    private static string Printable(string name) => new([.. name.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);

    private static int WriteLocal(Span<byte> to, PackageFile file, uint crc)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, LocalSignature);
        WriteCommon(to[4..], file, crc);
        return LocalLength + Encoding.UTF8.GetBytes(file.Name, to[LocalLength..]);
    }

    /// <summary>The central directory and the record after it.</summary>
    private static byte[] Directory(IReadOnlyList<PackageFile> files, out int start)
    {
        var names = files.Sum(file => Encoding.UTF8.GetByteCount(file.Name));
        var directory = new byte[(files.Count * CentralLength) + names + EndLength];
        var at = 0;
        start = 0;
        foreach (var file in files)
        {
            var to = directory.AsSpan(at);
            BinaryPrimitives.WriteUInt32LittleEndian(to, CentralSignature);
            BinaryPrimitives.WriteUInt16LittleEndian(to[4..], Version);
            WriteCommon(to[6..], file, Crc(file.Content.Span));
            BinaryPrimitives.WriteInt32LittleEndian(to[42..], start);
            var name = Encoding.UTF8.GetBytes(file.Name, to[CentralLength..]);
            at += CentralLength + name;
            start += LocalLength + name + file.Content.Length;
        }

        var end = directory.AsSpan(at);
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)files.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)files.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end[12..], at);
        BinaryPrimitives.WriteInt32LittleEndian(end[16..], start);
        return directory;
    }

    /// <summary>What local and central headers share: version, flags, method, time, date, CRC, both sizes, length of the name.</summary>
    private static void WriteCommon(Span<byte> to, PackageFile file, uint crc)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(to[10..], crc);
        BinaryPrimitives.WriteInt32LittleEndian(to[14..], file.Content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[18..], file.Content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(to[22..], (ushort)Encoding.UTF8.GetByteCount(file.Name));
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint CrcOfByte(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return crc;
    }
}

/// <summary>One file of a package.</summary>
/// <param name="Name">Its name in the package, with <c>/</c> between folder and file.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PackageFile(string Name, ReadOnlyMemory<byte> Content);
