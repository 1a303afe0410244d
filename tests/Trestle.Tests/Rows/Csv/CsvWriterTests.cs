using System.Globalization;

using CsCheck;

using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Csv;
using Trestle.Testing;
using Trestle.Tests.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Rows.Csv;

public sealed class CsvWriterTests : TableTest
{
    [Fact]
    public void Texts_are_quoted_where_they_must_be() =>
        Written(csv => csv.WriteRecord(["plain", "a,b", "say \"so\"", "two\nlines", "a\rb", "", null, " it's "]))
            .ShouldBe("plain,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\"a\rb\",\"\",, it's \n");

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e300, "1E+300")]
    [InlineData(-2.2250738585072014E-308, "-2.2250738585072014E-308")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Numbers_are_written_in_the_fewest_digits(double number, string text) => Written(csv =>
    {
        csv.Write(number);
        csv.Write(double.NaN);
        csv.EndRecord();
    }).ShouldBe($"{text},\n");

    [Fact]
    public void A_missing_value_alone_is_no_empty_line() => Written(csv =>
    {
        csv.WriteRecord([null]);
        csv.Write(double.NaN);
        csv.EndRecord();
        csv.WriteRecord(["", null]);
    }).ShouldBe("\"\"\n\"\"\n\"\",\n");

    [Fact]
    public void A_block_is_written_with_its_names()
    {
        var block = new TableBuilder().Numbers("x", 1.5, double.NaN).Texts("a \"b\"", null, "c,d").Block();
        Written(csv =>
        {
            csv.WriteHeader(block.Schema);
            csv.WriteRow(block, 0);
            csv.WriteRow(block, 1);
        }).ShouldBe("x,\"a \"\"b\"\"\"\n1.5,\n,\"c,d\"\n");
    }

    /// <summary>The reader knows no empty text: it takes one for a missing value.</summary>
    [Fact]
    public void What_is_written_reads_back_equal() => Gen.Int[1, 4].SelectMany(width => Texts.Array[width].Array[1, 20]).Sample(
        rows =>
        {
            var names = rows[0].Select((_, i) => $"c{i}").ToArray();
            var file = Folder.Write("round.csv", Written(csv =>
            {
                csv.WriteRecord(names);
                foreach (var row in rows)
                {
                    csv.WriteRecord(row);
                }
            }));
            using var import = ReadCsv(file, options => options with { Delimiter = ",", Quote = '"' });
            import.RejectedCount.ShouldBe(0);
            var read = RowBlock.Join(import.Table.Schema, [.. import.Table.Scan(null, null, CancellationToken.None)]);
            read.Rows.ShouldBe(rows.Length);
            for (var column = 0; column < names.Length; column++)
            {
                read.Texts(column).ToArray().ShouldBe(rows.Select(row => row[column] is "" ? null : row[column]));
            }
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Numbers_read_back_to_the_last_bit() => Gen.Double.Sample(number =>
    {
        var text = Written(csv => csv.Write(number));
        BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)).ShouldBe(BitConverter.DoubleToInt64Bits(number));
    });

    private static readonly string[] Marks = [",", "\"", "\n", "\r", "'", ";", " ", "ä", "🙂"];

    /// <summary>Any text of valid Unicode but a zero byte, which no text file has, with plenty of what needs quotes.</summary>
    private static Gen<string?> Texts { get; } = Gen.OneOf(
        Gen.Const((string?)null),
        Gen.OneOf(Gen.OneOf(Marks.Select(Gen.Const).ToArray()), Gen.Char['\u0001', '\ud7ff'].Select(character => character.ToString()))
            .Array[0, 8].Select(parts => (string?)string.Concat(parts)));

    private static string Written(Action<CsvWriter> write)
    {
        using var text = new StringWriter();
        write(new CsvWriter(text));
        return text.ToString();
    }
}
