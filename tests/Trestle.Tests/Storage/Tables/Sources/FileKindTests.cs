using System.Diagnostics;
using System.IO.Compression;
using System.Text;

using Shouldly;

using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>What files are, by their first bytes.</summary>
public sealed class FileKindTests : TableTest
{
    [Theory]
    [InlineData("a,b\n1,2\n", "csv")]
    [InlineData("[section]\na=1\n", "csv")]
    [InlineData("{a};{b}\n1;2\n", "csv")]
    [InlineData("  \n {\"a\": 1}", "jsonl")]
    [InlineData("[ {\"a\": 1} ]", "jsonl")]
    public void Text_is_JSON_when_it_begins_like_JSON(string text, string format) =>
        TableEngine.FormatOf([Folder.Write("file", text)]).ShouldBe(format);

    [Theory]
    [InlineData("53514C69746520666F726D6174203300", "a SQLite database")]
    [InlineData("255044462D312E37", "a PDF document")]
    [InlineData("894844460D0A1A0A", "an HDF5 file")]
    [InlineData("4F5243", "an ORC file")]
    [InlineData("4F626A01", "an Avro file")]
    [InlineData("524458330A580A", "an R data file")]
    [InlineData("8004958C", "a pickled Python object")]
    [InlineData("934E554D505901", "a NumPy array")]
    [InlineData("46454131", "a Feather file of version 1")]
    [InlineData("425A6839", "a bzip2 archive")]
    [InlineData("FD377A585A00", "an xz archive")]
    [InlineData("377ABCAF271C", "a 7-Zip archive")]
    [InlineData("3C21444F43545950452068746D6C3E", "an HTML page")]
    [InlineData("3C3F786D6C", "an XML file")]
    [InlineData("25207469746C650A4052454C4154494F4E2061", "an ARFF file")]
    public void Files_of_other_kinds_are_named_with_advice(string bytes, string words)
    {
        var path = Folder.At("data.csv");
        File.WriteAllBytes(path, Convert.FromHexString(bytes));
        var problem = Refused(() => TableEngine.FormatOf([path]));
        (problem.Code, problem.Found).ShouldBe(("TR0112", $"'{path}' is {words}"));
        problem.Fix.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_pipe_is_named_with_advice()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("a pipe is made with mkfifo");
        }

        var path = Folder.At("pipe");
        using (var make = Process.Start("mkfifo", [path]))
        {
            await make.WaitForExitAsync(Cancellation);
        }

        using var writer = Process.Start("sh", ["-c", "printf 'a,b\\n1,2\\n' > \"$0\" 2> /dev/null", path]);
        var problem = Refused(() => TableEngine.FormatOf([path]));
        (problem.Code, problem.Found).ShouldBe(("TR0112", $"'{path}' is a pipe"));
        await writer.WaitForExitAsync(Cancellation);
    }

    [Theory]
    [InlineData("[Content_Types].xml", "an Office document")]
    [InlineData("content.xml", "an OpenDocument file")]
    [InlineData("x.npy", "a NumPy archive")]
    public void Documents_that_are_archives_inside_are_named(string entry, string words)
    {
        Zip("data.zip", entry, "mimetype.npy");
        Refused(() => TableEngine.FormatOf([Folder.At("data.zip")])).Found.ShouldEndWith($"is {words}");
    }

    [Fact]
    public void An_R_file_is_named_although_it_is_compressed()
    {
        File.WriteAllBytes(Folder.At("d.rds"), Compressed("X\n\0\0\0\u0003"u8));
        Refused(() => TableEngine.FormatOf([Folder.At("d.rds")])).Found.ShouldEndWith("is an R data file");
    }

    [Fact]
    public void Text_and_Parquet_are_not_one_source()
    {
        Engine.Write(new([new("a", Trestle.Rows.Blocks.ColumnKind.Number)]), [], Folder.At("b"), Cancellation);
        var problem = Refused(() => TableEngine.FormatOf([Folder.Write("a", "a,b\n"), Folder.At("b")]));
        (problem.Code, problem.Found).ShouldBe(("TR0113", $"'{Folder.At("b")}' is a Parquet file, and '{Folder.At("a")}' is text"));
    }

    [Fact]
    public void Text_named_as_Parquet_is_refused_as_Parquet() =>
        Refused(() => Engine.ReadParquet([Folder.Write("a.parquet", "a,b\n1,2\n")], SchemaMode.Evolve, Cancellation)).ToString()
            .ShouldContain("is text, not parquet");

    [Fact]
    public void Compressed_JSON_is_read()
    {
        var rows = Encoding.UTF8.GetBytes("{\"a\":1}\n{\"a\":2}\n");
        File.WriteAllBytes(Folder.At("gzip"), Compressed(rows));
        File.WriteAllBytes(Folder.At("zstd"), new ZstdSharp.Compressor().Wrap(rows).ToArray());
        using (var zip = ZipFile.Open(Folder.At("zip"), ZipArchiveMode.Create))
        {
            using (var other = zip.CreateEntry("__MACOSX/._rows.json").Open())
            {
                other.Write(rows);
            }

            using var entry = zip.CreateEntry("rows.json").Open();
            entry.Write(rows);
        }

        foreach (var name in new[] { "gzip", "zstd", "zip" })
        {
            TableEngine.FormatOf([Folder.At(name)]).ShouldBe("jsonl");
            using var import = Engine.ReadJsonLines([Folder.At(name)], SchemaMode.Evolve, Cancellation);
            Lines(import.Table).ShouldBe(["1", "2"]);
        }
    }

    [Fact]
    public void Compressed_text_is_read_and_the_columns_of_its_folders()
    {
        var rows = Encoding.UTF8.GetBytes("a,b\n1,x\n2,y\n");
        foreach (var name in new[] { "kind=gzip", "kind=zstd", "kind=" })
        {
            Directory.CreateDirectory(Folder.At(name));
        }

        File.WriteAllBytes(Folder.At("kind=gzip/rows"), Compressed(rows));
        File.WriteAllBytes(Folder.At("kind=zstd/rows"), new ZstdSharp.Compressor().Wrap(rows).ToArray());
        File.WriteAllBytes(Folder.At("kind=/rows"), rows);
        using var import = ReadCsv(Folder.At("*/rows"));
        Lines(import.Table, "a", "b", "kind").ShouldBe(["1|x|∅", "2|y|∅", "1|x|gzip", "2|y|gzip", "1|x|zstd", "2|y|zstd"]);
        using var one = ReadCsv(Folder.At("kind=zstd/rows"));
        Lines(one.Table).ShouldBe(["1|x|zstd", "2|y|zstd"]);
    }

    [Fact]
    public void An_archive_of_several_files_is_refused()
    {
        Zip("data.zip", "a.csv", "b.csv");
        var problem = Refused(() => TableEngine.FormatOf([Folder.At("data.zip")]));
        (problem.Code, problem.Found).ShouldBe(("TR0114", $"'{Folder.At("data.zip")}' is a zip archive of 2 files: a.csv, b.csv"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void A_compressed_file_that_was_cut_off_is_refused(string codec)
    {
        var random = new Random(1);
        var rows = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 20_000).Select(_ => $"{{\"a\":{random.NextDouble():R}}}\n")));
        var packed = codec == "gzip" ? Compressed(rows) : new ZstdSharp.Compressor().Wrap(rows).ToArray();
        File.WriteAllBytes(Folder.At("cut"), packed[..(packed.Length * 2 / 3)]);
        Refused(() => Engine.ReadJsonLines([Folder.At("cut")], SchemaMode.Evolve, Cancellation)).Code.ShouldBe("TR0042");
        Refused(() => ReadCsv(Folder.At("cut"))).Code.ShouldBe("TR0042");
    }

    private static byte[] Compressed(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private void Zip(string name, params string[] entries)
    {
        using var zip = ZipFile.Open(Folder.At(name), ZipArchiveMode.Create);
        foreach (var entry in entries)
        {
            zip.CreateEntry(entry);
        }
    }
}
