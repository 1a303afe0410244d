using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Learners.Packages;

using Xunit;

namespace Trestle.Tests.Learners.Packages;

public sealed class StoredZipTests
{
    private static readonly PackageFile[] Files =
    [
        new("a.txt", "alpha"u8.ToArray()), new("b/c.txt", "beta"u8.ToArray()), new("z", Array.Empty<byte>()),
    ];

    [Fact]
    public void An_archive_reads_back_and_other_readers_agree()
    {
        var bytes = StoredZip.Write(Files);
        StoredZip.Read(bytes, "p").Select(file => (file.Name, Encoding.UTF8.GetString(file.Content.Span)))
            .ShouldBe([("a.txt", "alpha"), ("b/c.txt", "beta"), ("z", "")]);

        // The checksums are zlib's crc32 (Python 3.11).
        using var archive = new ZipArchive(new MemoryStream(bytes));
        archive.Entries.Select(
            entry => (
                entry.FullName, entry.Length, entry.CompressedLength, entry.LastWriteTime.DateTime, entry.Crc32, entry.ExternalAttributes))
            .ShouldBe([
                ("a.txt", 5, 5, new DateTime(1980, 1, 1), 0xD0E0396Au, 0),
                ("b/c.txt", 4, 4, new DateTime(1980, 1, 1), 0x8F910463u, 0),
                ("z", 0, 0, new DateTime(1980, 1, 1), 0u, 0),
            ]);
        using var reader = new StreamReader(archive.GetEntry("b/c.txt")!.Open());
        reader.ReadToEnd().ShouldBe("beta");
    }

    [Fact]
    public void Every_changed_byte_of_an_archive_is_refused()
    {
        var bytes = StoredZip.Write(Files);
        for (var position = 0; position < bytes.Length; position++)
        {
            var changed = (byte[])bytes.Clone();
            changed[position] ^= 0x21;
            Should.Throw<TrestleException>(() => StoredZip.Read(changed, "p"), $"byte {position}").Problems.Count.ShouldBe(1);
        }
    }

    [Fact]
    public void Every_cut_of_an_archive_is_refused()
    {
        var bytes = StoredZip.Write(Files);
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<TrestleException>(() => StoredZip.Read(bytes.AsMemory(0, length), "p"), $"{length} bytes");
        }

        Should.Throw<TrestleException>(() => StoredZip.Read((byte[])[.. bytes, 0], "p"));
        Should.Throw<TrestleException>(() => StoredZip.Read((byte[])[.. "MZ stub"u8, .. bytes], "p"));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("a//b")]
    [InlineData("a/b/c")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    [InlineData("naïve")]
    [InlineData("a.")]
    [InlineData("")]
    public void Names_that_lead_elsewhere_are_refused(string name) =>
        Code(StoredZip.Write([new PackageFile(name, "x"u8.ToArray())])).ShouldBe("TR1506");

    [Fact]
    public void The_same_name_twice_is_refused() => Code(StoredZip.Write([Files[0], Files[0]])).ShouldBe("TR1506");

    [Fact]
    public void Another_order_is_refused() => Code(StoredZip.Write([Files[1], Files[0]])).ShouldBe("TR1502");

    [Fact]
    public void Too_many_files_are_refused() =>
        Code(StoredZip.Write([.. Enumerable.Range(0, 65).Select(i => new PackageFile($"f{i:00}", "x"u8.ToArray()))])).ShouldBe("TR1502");

    [Fact]
    public void A_bomb_is_refused_before_it_unfolds()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("manifest.json", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++)
            {
                entry.Write(zeros);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Code(stream.ToArray()).ShouldBe("TR1502");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
    }

    [Theory]
    [InlineData(0x7FFFFFFFu, "TR1507")]
    [InlineData(0xFFFFFFFFu, "TR1507")]
    [InlineData(1000u, "TR1502")]
    [InlineData(4u, "TR1504")]
    public void A_size_that_is_a_lie_is_refused(uint declared, string code)
    {
        var bytes = StoredZip.Write(Files);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(18), declared);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(22), declared);
        Code(bytes).ShouldBe(code);
    }

    [Fact]
    public void Random_bytes_are_refused() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        byte[] signed = [.. "PK\u0003\u0004"u8, .. bytes];
        Should.Throw<TrestleException>(() => StoredZip.Read(bytes, "p"));
        Should.Throw<TrestleException>(() => StoredZip.Read(signed, "p"));
    });

    private static string Code(byte[] archive) => Should.Throw<TrestleException>(() => StoredZip.Read(archive, "p")).Problems[0].Code;
}
