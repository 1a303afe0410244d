using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.PredictionLogs;

public sealed class PredictionLogFormatTests : IDisposable
{
    private const ulong Host = 0x9f86d081884c7d65;

    private static readonly RowSchema Mixed = new([new Column("age", ColumnKind.Number), new Column("city", ColumnKind.Text)]);
    private static readonly RowSchema Numbers = new([new Column("a", ColumnKind.Number)]);

    private static readonly PredictionLogRecord[] All =
    [
        new PredictionRecord(
            1, Host, 7, 2, 0, 130, new RowBlock(Mixed, 2, [new[] { 1.5, double.NaN }, new[] { "Zürich", null }]), [0.25, 0.75], 1),
        new LabelRecord(2, "9f86d081884c7d65-7-0", "Yes"),
        new LabelRecord(2, "9f86d081884c7d65-7.2-1", "1e3") { Number = 1000 },
        new PredictionRecord(3, Host, 8, 3, 2, 0, new RowBlock(Numbers, 1, [new[] { -0.0 }]), [0.1, 0.2, 0.7], 3),
        new RefusalRecord(4, 400, "TR1917", "age"),
        new PredictionRecord(5, Host, 9, 2, 1, int.MaxValue, new RowBlock(Mixed, 1, [new[] { double.MaxValue }, new[] { "" }]), [1], 1),
    ];

    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void What_was_written_is_read()
    {
        var (records, tail) = Read(Segment(All));
        records.Select(Describe).ShouldBe(All.Select(Describe));
        tail.ShouldBe(0);
    }

    [Fact]
    public void An_id_names_host_request_and_row() => new PredictionId(Host, 0x1a2b, 3).ToString().ShouldBe("9f86d081884c7d65-1a2b-3");

    [Theory]
    [InlineData("9f86d081884c7d65-1a2b-3", 0x1a2b, 3, null)]
    [InlineData("9f86d081884c7d65-1a2b.3-0", 0x1a2b, 0, 3)]
    [InlineData("9f86d081884c7d65-7fffffffffffffff.2147483647-2147483646", long.MaxValue, 2147483646, 2147483647)]
    public void An_id_of_an_answer_says_how_many_rows_it_has(string text, long sequence, int row, int? rows) =>
        PredictionId.Parse(text).ShouldBe((new PredictionId(Host, sequence, row), rows));

    [Theory]
    [InlineData("")]
    [InlineData("9f86d081884c7d65")]
    [InlineData("9f86d081884c7d65-1a2b")]
    [InlineData("9f86d081884c7d65-1a2b.3")]
    [InlineData("9f86d081884c7d6-1a2b-0")]
    [InlineData("9F86D081884C7D65-1a2b-0")]
    [InlineData("9f86d081884c7d65-1A2B-0")]
    [InlineData("9f86d081884c7d65-01-0")]
    [InlineData("9f86d081884c7d65-0-0")]
    [InlineData("9f86d081884c7d65-1-00")]
    [InlineData("9f86d081884c7d65-1--1")]
    [InlineData("9f86d081884c7d65-1-+1")]
    [InlineData("9f86d081884c7d65-1-1-1")]
    [InlineData("9f86d081884c7d65-1.0-0")]
    [InlineData("9f86d081884c7d65-1.02-0")]
    [InlineData("9f86d081884c7d65-1.2.2-0")]
    [InlineData("9f86d081884c7d65-1.-0")]
    [InlineData("9f86d081884c7d65-1.2-a")]
    [InlineData("9f86d081884c7d65-8000000000000000-0")]
    [InlineData("9f86d081884c7d65-1-2147483648")]
    [InlineData(" 9f86d081884c7d65-1-0")]
    [InlineData("9f86d081884c7d65-1-0\n")]
    [InlineData("9f86d081884c7d65-1-\u0663")]
    public void Other_texts_are_no_ids(string text) => PredictionId.Parse(text).ShouldBeNull();

    [Fact]
    public void A_segment_that_is_cut_off_anywhere_gives_the_records_before_the_cut()
    {
        var whole = Segment(All);
        var last = -1;
        for (var length = 0; length <= whole.Length; length++)
        {
            var (records, tail) = Read(whole[..length]);
            records.Select(Describe).ShouldBe(All.Take(records.Count).Select(Describe));
            records.Count.ShouldBeGreaterThanOrEqualTo(last);
            tail.ShouldBeLessThanOrEqualTo(length);
            last = records.Count;
        }

        last.ShouldBe(All.Length);
    }

    [Fact]
    public void A_changed_byte_never_gives_a_record_that_was_not_written()
    {
        var whole = Segment(All);
        var known = All.Select(Describe).ToHashSet();
        for (var i = PredictionLogHeader; i < whole.Length; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= 0x10;
            var (records, tail) = Read(changed);
            records.Select(Describe).ShouldBeSubsetOf(known);
            tail.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Bytes_of_any_kind_crash_nothing() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            Read([.. Segment([])[..PredictionLogHeader], .. bytes]).Records.ShouldBeEmpty();
        }
        catch (TrestleException said)
        {
            said.Problems[0].Code.ShouldBe("TR0060");
        }
    });

    [Fact]
    public void Another_file_is_refused()
    {
        File.WriteAllText(folder.At("other"), "a,b,c\n1,2,3\n4,5,6\n");
        Should.Throw<TrestleException>(() => new PredictionLogSegment(folder.At("other"))).Problems[0].Code.ShouldBe("TR0060");
    }

    [Fact]
    public void A_new_segment_can_be_read_by_itself()
    {
        var encoder = new PredictionLogEncoder(Host);
        encoder.BeginSegment();
        Add(encoder, All);
        encoder.Take();
        encoder.BeginSegment();
        Add(encoder, All);
        Read(encoder.Pending.ToArray()).Records.Select(Describe).ShouldBe(All.Select(Describe));
    }

    [Fact]
    public void Refused_rows_of_an_answered_request_keep_the_numbers_of_the_others()
    {
        var rows = new TableBuilder().Numbers("x", 1, 2).Block();
        var encoder = new PredictionLogEncoder(Host);
        encoder.BeginSegment();
        encoder.AddPrediction(1, 1, 1, 0, 5, rows, [0.1, 0.2], 1, [1, 4]);
        encoder.AddRefusal(1, 200, "TR1918", "x", rows: 3, request: false);
        encoder.AddPrediction(2, 2, 1, 0, 5, rows, [0.1, 0.2], 1);
        encoder.AddRefusal(3, 400, "TR1917", "x");
        var records = Read(encoder.Pending.ToArray()).Records;
        records.OfType<PredictionRecord>().Select(record => (record.NumberOf(0), record.NumberOf(1))).ShouldBe([(1, 4), (0, 1)]);
        records.OfType<RefusalRecord>().Select(record => (record.Status, record.Rows, record.IsRequest))
            .ShouldBe([(200, 3, false), (400, 1, true)]);
    }

    public void Dispose() => folder.Dispose();

    private const int PredictionLogHeader = 16;

    private static byte[] Segment(IReadOnlyList<PredictionLogRecord> records)
    {
        var encoder = new PredictionLogEncoder(Host);
        encoder.BeginSegment();
        Add(encoder, records);
        return encoder.Pending.ToArray();
    }

    private static void Add(PredictionLogEncoder encoder, IReadOnlyList<PredictionLogRecord> records)
    {
        foreach (var record in records)
        {
            switch (record)
            {
                case PredictionRecord it:
                    encoder.AddPrediction(it.At, it.Sequence, it.Version, it.Role, it.Microseconds, it.Inputs, it.Scores, it.Outputs);
                    break;
                case LabelRecord it:
                    encoder.AddLabel(it.At, it.Id, it.Label, it.Number);
                    break;
                case RefusalRecord it:
                    encoder.AddRefusal(it.At, it.Status, it.Code, it.Column);
                    break;
            }
        }
    }

    private (IReadOnlyList<PredictionLogRecord> Records, long Tail) Read(byte[] bytes)
    {
        var path = folder.At("segment");
        File.WriteAllBytes(path, bytes);
        using var segment = new PredictionLogSegment(path);
        return ([.. segment.Read(Cancellation)], segment.Tail);
    }

    private static string Describe(PredictionLogRecord record) => record is PredictionRecord it
        ? $"{it.At} {it.Host} {it.Sequence} {it.Version} {it.Role} {it.Microseconds} {it.Outputs} "
            + $"{string.Join(' ', it.Scores.Select(BitConverter.DoubleToInt64Bits))} "
            + string.Join(';', it.Inputs.Schema.Columns.Select((column, i) => column.Kind == ColumnKind.Number
                ? $"{column.Name}={string.Join(' ', it.Inputs.Numbers(i).ToArray().Select(BitConverter.DoubleToInt64Bits))}"
                : $"{column.Name}={string.Join(' ', it.Inputs.Texts(i).ToArray().Select(text => text is null ? "null" : $"'{text}'"))}"))
        : record.ToString();
}
