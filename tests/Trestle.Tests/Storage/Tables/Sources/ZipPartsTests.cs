using System.IO.Compression;

using Shouldly;

using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Sources;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>Zip archives of several files, and what is unpacked to more than any table.</summary>
public sealed class ZipPartsTests : TableTest
{
    [Fact]
    public void The_files_of_an_archive_are_one_table_with_the_columns_of_their_folders()
    {
        Zip("data.zip", ("year=2024/b.csv", "a,b\n3,z\n"), ("year=2023/a.csv", "a,b\n1,x\n"), ("__MACOSX/._a.csv", "?"));
        using var import = Engine.ReadCsv(new() { Paths = Parts("data.zip") }, Cancellation);
        Lines(import.Table).ShouldBe(["1|x|2023", "3|z|2024"]);
    }

    [Fact]
    public void A_pattern_chooses_files_by_name_or_path()
    {
        Zip("data.zip", ("in/a.csv", "a\n1\n"), ("in/b.csv", "a\n2\n"), ("README.txt", "words"));
        Names("*.csv").ShouldBe(["a.csv", "b.csv"]);
        Names("in/b*").ShouldBe(["b.csv"]);
        Names(null).ShouldBe(["README.txt", "a.csv", "b.csv"]);
        var none = Refused(() => Parts("data.zip", "*.parquet"));
        (none.Code, none.Fix).ShouldBe(("TR0117", "use one of: in/a.csv, in/b.csv, README.txt"));
    }

    [Fact]
    public void What_is_no_archive_of_several_files_stays_as_it_is()
    {
        Zip("one.zip", ("a.csv", "a\n1\n"));
        Workbooks.Write(Folder.At("book.xlsx"), ["a"], [1]);
        foreach (var path in new[] { Folder.At("one.zip"), Folder.At("book.xlsx"), Folder.Write("a.csv", "a\n") })
        {
            TableEngine.Unpacked(path, null, Folder.At("parts"), Cancellation).ShouldBe([path]);
        }
    }

    [Theory]
    [InlineData("../evil.csv")]
    [InlineData("..\\evil.csv")]
    [InlineData("/tmp/evil.csv")]
    public void A_name_that_leads_out_of_the_archive_is_refused(string name)
    {
        Zip("data.zip", (name, "a\n1\n"), ("b.csv", "a\n2\n"));
        Refused(() => Parts("data.zip")).Code.ShouldBe("TR0042");
    }

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        Zip("data.zip", ("a.csv", "a\n1\n"), ("b.csv", "a\n2\n"));
        var whole = File.ReadAllBytes(Folder.At("data.zip"));
        File.WriteAllBytes(Folder.At("data.zip"), whole[..^30]);
        Refused(() => Parts("data.zip")).Code.ShouldBe("TR0042");
    }

    [Fact]
    public void What_unpacks_to_more_than_any_table_does_is_refused()
    {
        BoundedStream.Check("a.gz", unpacked: 4L << 30, packed: 1);
        BoundedStream.Check("a.gz", unpacked: 5L << 30, packed: 100 << 20);
        var bomb = Refused(() => BoundedStream.Check("a.gz", unpacked: 5L << 30, packed: 5 << 20));
        (bomb.Code, bomb.Found).ShouldBe(("TR0116", "'a.gz' has 5242880 bytes and unpacks to 5368709120 bytes or more"));
    }

    private IReadOnlyList<string> Parts(string zip, string? pattern = null) =>
        TableEngine.Unpacked(Folder.At(zip), pattern, Folder.At($"{Guid.NewGuid():N}"), Cancellation);

    private IEnumerable<string?> Names(string? pattern) => Parts("data.zip", pattern).Select(Path.GetFileName);

    private void Zip(string name, params (string Name, string Text)[] files)
    {
        using var zip = ZipFile.Open(Folder.At(name), ZipArchiveMode.Create);
        foreach (var file in files)
        {
            using var entry = new StreamWriter(zip.CreateEntry(file.Name).Open());
            entry.Write(file.Text);
        }
    }
}
