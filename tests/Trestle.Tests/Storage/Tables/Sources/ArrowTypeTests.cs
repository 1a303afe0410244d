using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

using Shouldly;

using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>
/// What every type of Arrow becomes: the lines of the table in docs/stages/01-ingest.md. Each column has a value, none, and a value.
/// </summary>
public sealed class ArrowTypeTests : TableTest
{
    private static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Before = new(1969, 12, 31, 23, 59, 59, TimeSpan.Zero);

    public static TheoryData<string, SourceType, string> Expected => new()
    {
        { "int8", SourceType.Number, "-128|∅|127" },
        { "uint8", SourceType.Number, "0|∅|255" },
        { "int16", SourceType.Number, "-32768|∅|32767" },
        { "uint16", SourceType.Number, "0|∅|65535" },
        { "int32", SourceType.Number, "-2147483648|∅|2147483647" },
        { "uint32", SourceType.Number, "0|∅|4294967295" },
        { "int64", SourceType.Number, "-9007199254740992|∅|9007199254740992" },
        { "wide64", SourceType.Digits, "9007199254740993|∅|-9223372036854775808" },
        { "uint64", SourceType.Digits, "18446744073709551615|∅|1" },
        { "half", SourceType.Number, "0.5|∅|-2" },
        { "float", SourceType.Number, "0.1|∅|Infinity" },
        { "double", SourceType.Number, "0.1|∅|-Infinity" },
        { "decimal", SourceType.Number, "12.5|∅|-0.25" },
        { "widedecimal", SourceType.Digits, "12345678901234567.12|∅|1.00" },
        { "boolean", SourceType.Boolean, "true|∅|false" },
        { "string", SourceType.Text, "Zürich|∅|" },
        { "date32", SourceType.Date, "2024-02-29|∅|1969-12-31" },
        { "date64", SourceType.Date, "2024-02-29|∅|1969-12-31" },
        { "ts_s", SourceType.Date, "2024-02-29T12:30:00|∅|1969-12-31T23:59:59" },
        { "ts_ms", SourceType.Date, "2024-02-29T12:30:00|∅|1969-12-31T23:59:59" },
        { "ts_ns", SourceType.Date, "2024-02-29T12:30:00.123456789|∅|1969-12-31T23:59:59.999999999" },
        { "ts_tz", SourceType.Date, "2024-02-29T12:30:00Z|∅|1969-12-31T23:59:59Z" },
        { "time32", SourceType.Text, "01:02:03|∅|23:59:59.5" },
        { "time64", SourceType.Text, "01:02:03.000001|∅|23:59:59.5" },
        { "duration", SourceType.Number, "1.5|∅|-0.001" },
        { "dictionary", SourceType.Text, "x|∅|y" },
        { "bintext", SourceType.Text, "text|∅|é" },
        { "bytes", SourceType.Bytes, "FF00|∅|61" },
        { "uuid", SourceType.Text, "550e8400-e29b-41d4-a716-446655440000|∅|00000000-0000-0000-0000-000000000001" },
        { "list", SourceType.Json, "[1,2]|∅|[]" },
        { "address.city", SourceType.Text, "Bern|∅|∅" },
        { "address.zip", SourceType.Number, "3000|∅|1" },
        { "nothing", SourceType.Empty, "∅|∅|∅" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void A_type_becomes_numbers_or_texts(string column, SourceType type, string values)
    {
        var (fields, columns) = Table();
        ArrowFiles.Write(Folder.At("types.arrow"), fields, columns);
        using var import = Engine.ReadArrow([Folder.At("types.arrow")], SchemaMode.Evolve, Cancellation);
        import.Types![column].ShouldBe(type);
        string.Join('|', Lines(import.Table, column)).ShouldBe(values);
        import.Table.Schema.Count.ShouldBe(Expected.Count);
    }

    [Theory]
    [InlineData(CompressionCodecType.Lz4Frame, false)]
    [InlineData(CompressionCodecType.Zstd, false)]
    [InlineData(null, true)]
    public void Compressed_files_and_streams_are_read_whatever_their_name(CompressionCodecType? compression, bool stream)
    {
        var (fields, columns) = Table();
        var path = Folder.At("types.csv");
        ArrowFiles.Write(path, fields, columns, compression, stream);
        TableEngine.FormatOf([path]).ShouldBe("arrow");
        using var import = Engine.ReadArrow([path], SchemaMode.Evolve, Cancellation);
        Lines(import.Table, "string", "wide64").ShouldBe(["Zürich|9007199254740993", "∅|∅", "|-9223372036854775808"]);
        (import.Files[0].Format, import.Files[0].Rows).ShouldBe(("arrow", 3));
    }

    [Fact]
    public void A_damaged_file_and_a_type_that_is_not_read_are_named()
    {
        var (fields, columns) = Table();
        ArrowFiles.Write(Folder.At("whole.arrow"), fields, columns);
        File.WriteAllBytes(Folder.At("cut.arrow"), File.ReadAllBytes(Folder.At("whole.arrow"))[..2000]);
        Refused(() => Engine.ReadArrow([Folder.At("cut.arrow")], SchemaMode.Evolve, Cancellation)).Code.ShouldBe("TR0042");

        var months = new YearMonthIntervalArray.Builder().Append(new Apache.Arrow.Scalars.YearMonthInterval(3)).Build();
        ArrowFiles.Write(Folder.At("interval.arrow"), [new Field("pause", months.Data.DataType, true)], [months]);
        var problem = Refused(() => Engine.ReadArrow([Folder.At("interval.arrow")], SchemaMode.Evolve, Cancellation));
        problem.Found.ShouldContain("column 'pause' is of the Arrow type");
    }

    private static (IReadOnlyList<Field> Fields, IReadOnlyList<IArrowArray> Columns) Table()
    {
        var fields = new List<Field>();
        var columns = new List<IArrowArray>();
        void Add(string name, IArrowArray column, Dictionary<string, string>? metadata = null)
        {
            fields.Add(new Field(name, column.Data.DataType, true, metadata));
            columns.Add(column);
        }

        Add("int8", new Int8Array.Builder().Append(-128).AppendNull().Append(127).Build());
        Add("uint8", new UInt8Array.Builder().Append(0).AppendNull().Append(255).Build());
        Add("int16", new Int16Array.Builder().Append(short.MinValue).AppendNull().Append(short.MaxValue).Build());
        Add("uint16", new UInt16Array.Builder().Append(0).AppendNull().Append(ushort.MaxValue).Build());
        Add("int32", new Int32Array.Builder().Append(int.MinValue).AppendNull().Append(int.MaxValue).Build());
        Add("uint32", new UInt32Array.Builder().Append(0).AppendNull().Append(uint.MaxValue).Build());
        Add("int64", new Int64Array.Builder().Append(-(1L << 53)).AppendNull().Append(1L << 53).Build());
        Add("wide64", new Int64Array.Builder().Append((1L << 53) + 1).AppendNull().Append(long.MinValue).Build());
        Add("uint64", new UInt64Array.Builder().Append(ulong.MaxValue).AppendNull().Append(1).Build());
        Add("half", new HalfFloatArray.Builder().Append((Half)0.5).AppendNull().Append((Half)(-2)).Build());
        Add("float", new FloatArray.Builder().Append(0.1f).AppendNull().Append(float.PositiveInfinity).Build());
        Add("double", new DoubleArray.Builder().Append(0.1).AppendNull().Append(double.NegativeInfinity).Build());
        Add("decimal", new Decimal128Array.Builder(new Decimal128Type(9, 2)).Append(12.5m).AppendNull().Append(-0.25m).Build());
        Add(
            "widedecimal",
            new Decimal128Array.Builder(new Decimal128Type(38, 2)).Append(12345678901234567.12m).AppendNull().Append(1m).Build());
        Add("boolean", new BooleanArray.Builder().Append(true).AppendNull().Append(false).Build());
        Add("string", new StringArray.Builder().Append("Zürich").AppendNull().Append("").Build());
        Add("date32", new Date32Array.Builder().Append(Noon).AppendNull().Append(Before).Build());
        Add("date64", new Date64Array.Builder().Append(Noon).AppendNull().Append(Before).Build());
        Add("ts_s", Timestamps(TimeUnit.Second, null, Noon.ToUnixTimeSeconds(), -1));
        Add("ts_ms", Timestamps(TimeUnit.Millisecond, null, Noon.ToUnixTimeMilliseconds(), -1000));
        Add("ts_ns", Timestamps(TimeUnit.Nanosecond, null, (Noon.ToUnixTimeSeconds() * 1_000_000_000) + 123456789, -1));
        Add("ts_tz", Timestamps(TimeUnit.Second, "Europe/Zurich", Noon.ToUnixTimeSeconds(), -1));
        Add(
            "time32",
            new Time32Array.Builder(TimeUnit.Millisecond).Append(3_723_000).AppendNull().Append(86_399_500).Build());
        Add(
            "time64",
            new Time64Array.Builder(TimeUnit.Microsecond).Append(3_723_000_001).AppendNull().Append(86_399_500_000).Build());
        Add("duration", new DurationArray.Builder(DurationType.Millisecond).Append(1500).AppendNull().Append(-1).Build());
        Add(
            "dictionary",
            new DictionaryArray(
                new DictionaryType(Int8Type.Default, StringType.Default, false),
                new Int8Array.Builder().Append(1).AppendNull().Append(0).Build(),
                new StringArray.Builder().Append("y").Append("x").Build()));
        Add("bintext", new BinaryArray.Builder().Append("text"u8).AppendNull().Append("é"u8).Build());
        Add("bytes", new BinaryArray.Builder().Append((ReadOnlySpan<byte>)[0xFF, 0]).AppendNull().Append("a"u8).Build());
        Add(
            "uuid",
            Fixed([.. new Guid("550e8400-e29b-41d4-a716-446655440000").ToByteArray(true), .. new byte[31], 1]),
            new Dictionary<string, string> { ["ARROW:extension:name"] = "arrow.uuid", ["ARROW:extension:metadata"] = "" });
        var list = new ListArray.Builder(Int32Type.Default);
        var items = (Int32Array.Builder)list.ValueBuilder;
        list.Append();
        items.Append(1).Append(2);
        list.AppendNull();
        list.Append();
        Add("list", list.Build());
        Add("address", Address());
        Add("nothing", new NullArray.Builder().AppendNull().AppendNull().AppendNull().Build());
        return (fields, columns);
    }

    private static TimestampArray Timestamps(TimeUnit unit, string? zone, long first, long second) => new(
        new TimestampType(unit, zone),
        new ArrowBuffer.Builder<long>().Append(first).Append(0).Append(second).Build(),
        Gap(),
        3, 1, 0);

    private static ArrowBuffer Gap() => new ArrowBuffer.BitmapBuilder().Append(true).Append(false).Append(true).Build();

    private static IArrowArray Fixed(byte[] bytes) => new Apache.Arrow.Arrays.FixedSizeBinaryArray(
        new ArrayData(new FixedSizeBinaryType(16), 3, 1, 0, [Gap(), new ArrowBuffer(bytes)]));

    /// <summary>The second address does not exist; what its parts hold must not be seen.</summary>
    private static StructArray Address() => new(
        new StructType([new Field("city", StringType.Default, true), new Field("zip", Int32Type.Default, true)]),
        3,
        [
            new StringArray.Builder().Append("Bern").Append("hidden").AppendNull().Build(),
            new Int32Array.Builder().Append(3000).Append(9).Append(1).Build(),
        ],
        Gap(),
        1);
}
