using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>What every type of Parquet becomes: the lines of the table in docs/stages/01-ingest.md.</summary>
public sealed class ParquetTypeTests : TableTest
{
    private static readonly string Types = Path.Combine(
        Repository.Root, "tests", "Trestle.Tests", "Storage", "Tables", "Sources", "types.parquet");

    [Theory]
    [InlineData("int8", SourceType.Number, "-128|∅|127")]
    [InlineData("uint8", SourceType.Number, "0|∅|255")]
    [InlineData("int16", SourceType.Number, "-32768|∅|32767")]
    [InlineData("uint16", SourceType.Number, "65535|∅|0")]
    [InlineData("int32", SourceType.Number, "-2147483648|∅|2147483647")]
    [InlineData("uint32", SourceType.Number, "4294967295|∅|0")]
    [InlineData("int64", SourceType.Number, "-9007199254740992|∅|9007199254740992")]
    [InlineData("wide64", SourceType.Digits, "9007199254740993|∅|-9223372036854775808")]
    [InlineData("uint64", SourceType.Digits, "18446744073709551615|∅|1")]
    [InlineData("float", SourceType.Number, "0.1|∅|Infinity")]
    [InlineData("double", SourceType.Number, "0.1|∅|-Infinity")]
    [InlineData("decimal", SourceType.Number, "12.5|∅|-0.25")]
    [InlineData("widedecimal", SourceType.Digits, "12345678901234567890.12|∅|1.00")]
    [InlineData("boolean", SourceType.Boolean, "true|∅|false")]
    [InlineData("string", SourceType.Text, "a|∅|")]
    [InlineData("enum", SourceType.Text, "x|∅|y")]
    [InlineData("date", SourceType.Date, "2024-02-29|∅|1969-12-31")]
    [InlineData("ts_s", SourceType.Date, "2024-02-29T12:30:00|∅|1969-12-31T23:59:59")]
    [InlineData("ts_ms", SourceType.Date, "2024-02-29T12:30:00.25|∅|1969-12-31T23:59:59.5")]
    [InlineData("ts_us", SourceType.Date, "2024-02-29T12:30:00.000001|∅|1969-12-31T23:59:59.999999")]
    [InlineData("ts_ns", SourceType.Date, "2024-02-29T12:30:00.123456789|∅|1969-12-31T23:59:59.999999999")]
    [InlineData("ts_tz", SourceType.Date, "2024-02-29T10:30:00Z|∅|1969-12-31T23:59:59Z")]
    [InlineData("time", SourceType.Text, "01:02:03|∅|23:59:59.5")]
    [InlineData("uuid", SourceType.Text, "550e8400-e29b-41d4-a716-446655440000|∅|00000000-0000-0000-0000-000000000001")]
    [InlineData("bintext", SourceType.Text, "text|∅|é")]
    [InlineData("bytes", SourceType.Bytes, "FF00|∅|61")]
    [InlineData("list", SourceType.Json, "[1,2]|∅|[]")]
    [InlineData("map", SourceType.Json, "{\"k\":1}|∅|{}")]
    [InlineData("address.city", SourceType.Text, "Bern|∅|∅")]
    [InlineData("address.geo.lat", SourceType.Number, "46.5|∅|∅")]
    [InlineData("json", SourceType.Text, "{\"a\":1}|∅|text")]
    [InlineData("interval", SourceType.Text, "3 days|∅|1 month")]
    [InlineData("nothing", SourceType.Number, "∅|∅|∅")]
    public void A_type_becomes_numbers_or_texts(string column, SourceType type, string values)
    {
        using var import = Engine.ReadParquet([Types], SchemaMode.Evolve, Cancellation);
        import.Types![column].ShouldBe(type);
        string.Join('|', Lines(import.Table, column)).ShouldBe(values);
    }

    [Fact]
    public void What_a_person_would_not_expect_is_told()
    {
        using var import = Engine.ReadParquet([Types], SchemaMode.Evolve, Cancellation);
        import.Notes.Count.ShouldBe(6);
        import.Notes.ShouldContain(
            "'wide64' holds numbers beyond 2^53, which a double rounds: it is read as text, digit by digit");
        import.Notes.ShouldContain("'bytes' holds bytes that are not text: they are kept as hexadecimal text");
        import.Notes.ShouldContain("'list' holds lists or nested objects: they are kept as JSON text");
    }

    [Fact]
    public void Keys_beyond_2_to_the_53_stay_apart()
    {
        using var import = Engine.ReadParquet([Types], SchemaMode.Evolve, Cancellation);
        var split = new Trestle.Storage.Tables.Splits.SplitSpec
        {
            Kind = Trestle.Storage.Tables.Splits.SplitKind.Hash,
            Columns = ["wide64"],
            Target = "boolean",
            TestShare = 0,
            Folds = 1,
        };
        var table = Placed(Engine.Split(import, split, null, Folder.At("folds.parquet"), Cancellation), "snapshot.parquet");
        table.DuplicateRows(["wide64"], Cancellation).ShouldBeEmpty();
        Lines(table, "wide64").ShouldBe(["9007199254740993", "∅", "-9223372036854775808"]);
    }

    [Fact]
    public void A_file_compressed_as_a_whole_is_read()
    {
        var path = Folder.At("types.bin");
        using (var file = File.Create(path))
        using (var zip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Compress))
        {
            zip.Write(File.ReadAllBytes(Types));
        }

        TableEngine.FormatOf([path]).ShouldBe("parquet");
        using var import = Engine.ReadParquet([path], SchemaMode.Evolve, Cancellation);
        import.Files[0].Path.ShouldBe(path);
        Lines(import.Table, "int8").ShouldBe(["-128", "∅", "127"]);
        Directory.GetFiles(Folder.At("engine")).ShouldHaveSingleItem().ShouldBe(import.Table.Path);
    }

    [Theory]
    [InlineData("year=2023/month=01%20a/types.parquet", "2023|01 a")]
    [InlineData("year=__HIVE_DEFAULT_PARTITION__/month=x=y/types.parquet", "∅|x=y")]
    public void Case_09_folders_of_a_partitioned_table_are_columns(string place, string values)
    {
        var path = Folder.At($"other=1/plain/{place}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Types, path);

        using var one = Engine.ReadParquet([path], SchemaMode.Evolve, Cancellation);
        one.Table.Schema.Find("other").ShouldBe(-1);
        Lines(one.Table, "year", "month").ShouldBe(Enumerable.Repeat(values, 3));

        using var pattern = Engine.ReadParquet([Folder.At("other=1/plain/*/*/*.parquet")], SchemaMode.Evolve, Cancellation);
        Lines(pattern.Table, "year", "month", "int8").ShouldBe([$"{values}|-128", $"{values}|∅", $"{values}|127"]);
    }

    [Fact]
    public void A_folder_that_names_a_column_of_the_file_adds_nothing()
    {
        var path = Folder.At("int8=5/types.parquet");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Types, path);

        using var import = Engine.ReadParquet([path], SchemaMode.Evolve, Cancellation);
        Lines(import.Table, "int8").ShouldBe(["-128", "∅", "127"]);
    }

    [Fact]
    public void Files_are_matched_by_name_and_a_number_meets_a_text_as_text()
    {
        Write("a.parquet", new("n", ColumnKind.Number), new("t", ColumnKind.Text), new("x", ColumnKind.Number));
        Write("b.parquet", new("t", ColumnKind.Number), new("n", ColumnKind.Number));
        string[] files = [Folder.At("a.parquet"), Folder.At("b.parquet")];

        using var import = Engine.ReadParquet(files, SchemaMode.Evolve, Cancellation);
        Lines(import.Table, "n", "t", "x").ShouldBe(["1|t1|1", "2.5|t2.5|2.5", "1|1|∅", "2.5|2.5|∅"]);
        import.Notes.ShouldBe(
        [
            "b.parquet: column 'x' is missing; its values are missing",
            "'t' holds texts in a.parquet and numbers in b.parquet: it is read as text",
        ]);
        Refused(() => Engine.ReadParquet(files, SchemaMode.Strict, Cancellation)).Code.ShouldBe("TR0036");
    }

    [Fact]
    public void A_column_without_values_fits_any_type()
    {
        Write("a.parquet", new Column("n", ColumnKind.Text));
        var empty = new RowSchema([new("n", ColumnKind.Number)]);
        Engine.Write(empty, [new RowBlock(empty, 1, [new[] { double.NaN }])], Folder.At("b.parquet"), Cancellation);

        using var import = Engine.ReadParquet([Folder.At("*.parquet")], SchemaMode.Evolve, Cancellation);
        Lines(import.Table).ShouldBe(["n1", "n2.5", "∅"]);
        import.Types!["n"].ShouldBe(SourceType.Text);
        import.Notes.ShouldBeEmpty();
    }

    private void Write(string name, params Column[] columns)
    {
        var schema = new RowSchema(columns);
        double[] numbers = [1, 2.5];
        Engine.Write(
            schema,
            [
                new RowBlock(
                    schema, 2,
                    [
                        .. columns.Select(column => column.Kind == ColumnKind.Number
                            ? (Array)numbers
                            : numbers.Select(number => FormattableString.Invariant($"{column.Name}{number}")).ToArray()),
                    ]),
            ],
            Folder.At(name), Cancellation);
    }
}
