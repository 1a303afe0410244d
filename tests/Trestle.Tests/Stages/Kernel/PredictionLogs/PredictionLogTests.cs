using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Storage.Tables;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.PredictionLogs;

public sealed class PredictionLogTests : IDisposable
{
    private const ulong Host = 0xab;

    private static readonly RowSchema Schema = new([new Column("age", ColumnKind.Number), new Column("city", ColumnKind.Text)]);
    private static readonly RowSchema Later = new([new Column("age", ColumnKind.Number)]);

    private readonly TempFolder folder = new();
    private readonly TableEngine tables;
    private readonly PredictionLog log;

    public PredictionLogTests()
    {
        tables = new TableEngine(new TableEngineSettings(1, 1L << 28, folder.At("tmp")));
        log = new PredictionLog(folder.Path);
        Directory.CreateDirectory(log.SegmentFolder);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_archive_gives_what_the_segment_gave(bool archive)
    {
        Write("000001.journal", encoder =>
        {
            encoder.AddPrediction(Ticks(1), 1, 2, 0, 40, Rows(Schema, 2), [0.25, 0.75], 1);
            encoder.AddPrediction(Ticks(2), 2, 3, 1, 50, Rows(Later, 1), [0.5], 1);
            encoder.AddPrediction(Ticks(9), 3, 2, 0, 60, Rows(Schema, 1), [0.1], 1);
            encoder.AddRefusal(Ticks(3), 400, "TR1917", "age");
            encoder.AddLabel(Ticks(4), "00000000000000ab-1.2-1", "Yes");
            encoder.AddLabel(Ticks(5), "00000000000000ab-2-0", "1.50", 1.5);
        });
        if (archive)
        {
            var segment = log.Archive(tables, Cancellation).ShouldHaveSingleItem();
            segment.ShouldBe(new LogSegment
            {
                Host = "00000000000000ab",
                From = PredictionLogTime.Microseconds(Ticks(1)),
                To = PredictionLogTime.Microseconds(Ticks(9)),
                FirstSequence = 1,
                LastSequence = 3,
                Predictions = 4,
                Labels = 2,
                Refusals = 1,
                Lost = 0,
                Tables = 2,
            });
            Directory.GetFiles(log.SegmentFolder).ShouldBeEmpty();
        }

        using var reader = log.Read(tables, Cancellation);
        var blocks = reader.Predictions(At(1), At(9), Cancellation).ToArray();
        blocks.Select(
            block => string.Join(
                ' ', Enumerable.Range(0, block.Count).Select(row => $"{block.Id(row)}:{block.Versions[row]}:{block.Scores[0][row]}")))
            .ShouldBe(["00000000000000ab-1-0:2:0.25 00000000000000ab-1-1:2:0.75", "00000000000000ab-2-0:3:0.5"]);
        blocks[0].Inputs.Texts(1).ToArray().ShouldBe(["city 0", null]);
        blocks[0].Inputs.Numbers(0).ToArray().ShouldBe([0, 1.5]);
        blocks[1].Inputs.Schema.ShouldBe(Later);
        (blocks[1].Roles[0], blocks[1].Microseconds[0], blocks[1].At[0]).ShouldBe((1, 50, At(2)));
        reader.Refusals(At(0), At(9), Cancellation).ShouldBe([new RefusalRecord(Ticks(3), 400, "TR1917", "age")]);
        reader.Refusals(At(4), At(9), Cancellation).ShouldBeEmpty();
        reader.Labels(At(0), Cancellation).Find(new PredictionId(Host, 1, 1)).ShouldBe(new ReceivedLabel(At(4), "Yes"));
        reader.Labels(At(0), Cancellation).Find(new PredictionId(Host, 2, 0)).ShouldBe(new ReceivedLabel(At(5), "1.50", 1.5));
        var asked = new HashSet<PredictionId>([new(Host, 1, 1), new(Host, 1, 2), new(Host, 3, 0), new(Host + 1, 1, 0)]);
        reader.Times(asked, Cancellation).ShouldBe(
            new Dictionary<PredictionId, double> { [new(Host, 1, 1)] = At(1), [new(Host, 3, 0)] = At(9) }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_that_were_refused_are_rows_of_their_request(bool archive)
    {
        Write("000001.journal", encoder =>
        {
            encoder.AddPrediction(Ticks(1), 1, 2, 0, 40, Rows(Schema, 2), [0.25, 0.75], 1, [1, 4]);
            encoder.AddRefusal(Ticks(1), 200, "TR1918", "age", 3, request: false);
        });
        if (archive)
        {
            log.Archive(tables, Cancellation).ShouldHaveSingleItem().Refusals.ShouldBe(1);
        }

        using var reader = log.Read(tables, Cancellation);
        var block = reader.Predictions(At(0), At(9), Cancellation).ShouldHaveSingleItem();
        new[] { block.Id(0), block.Id(1) }.Select(id => id.ToString()).ShouldBe(["00000000000000ab-1-1", "00000000000000ab-1-4"]);
        reader.Refusals(At(0), At(9), Cancellation)
            .ShouldBe([new RefusalRecord(Ticks(1), 200, "TR1918", "age") { Rows = 3, IsRequest = false }]);
    }

    [Fact]
    public void An_archive_of_an_earlier_version_has_a_refusal_for_each_request()
    {
        Write("000001.journal", encoder => encoder.AddRefusal(Ticks(3), 400, "TR1917", "age"));
        log.Archive(tables, Cancellation);
        var schema = new RowSchema(LogTable.RefusalSchema.Columns.Take(4));
        Array[] columns = [new[] { At(3) }, new[] { 400.0 }, new[] { "TR1917" }, new[] { "age" }];
        var file = Directory.GetFiles(log.ArchiveFolder, Archiver.RefusalsFile, SearchOption.AllDirectories).Single();
        File.Delete(file);
        tables.Write(schema, [new RowBlock(schema, 1, columns)], file, Cancellation);

        using var reader = log.Read(tables, Cancellation);
        reader.Refusals(At(0), At(9), Cancellation).ShouldBe([new RefusalRecord(Ticks(3), 400, "TR1917", "age")]);
    }

    [Fact]
    public void An_archive_of_an_earlier_version_has_labels_without_numbers()
    {
        Write("000001.journal", encoder => encoder.AddLabel(Ticks(3), "00000000000000ab-1-0", "Yes"));
        log.Archive(tables, Cancellation);
        var schema = new RowSchema(LogTable.LabelSchema.Columns.Take(3));
        Array[] columns = [new[] { At(3) }, new[] { "00000000000000ab-1-0" }, new[] { "Yes" }];
        var file = Directory.GetFiles(log.ArchiveFolder, Archiver.LabelsFile, SearchOption.AllDirectories).Single();
        File.Delete(file);
        tables.Write(schema, [new RowBlock(schema, 1, columns)], file, Cancellation);

        using var reader = log.Read(tables, Cancellation);
        reader.Labels(At(0), Cancellation).Find(new PredictionId(Host, 1, 0)).ShouldBe(new ReceivedLabel(At(3), "Yes"));
    }

    [Fact]
    public void A_segment_that_its_host_still_writes_is_read_and_not_archived()
    {
        var path = Path.Combine(log.SegmentFolder, "00000000000000ab-000001.open");
        using var writing = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
        var encoder = new PredictionLogEncoder(Host);
        encoder.BeginSegment();
        encoder.AddPrediction(Ticks(1), 1, 1, 0, 1, Rows(Later, 1), [0.5], 1);
        writing.Write(encoder.Pending.Span);
        writing.Write([1, 2, 3]);

        log.Archive(tables, Cancellation).ShouldBeEmpty();
        using (var reader = log.Read(tables, Cancellation))
        {
            reader.Predictions(0, double.MaxValue, Cancellation).Sum(block => block.Count).ShouldBe(1);
        }

        writing.Dispose();
        log.Archive(tables, Cancellation).ShouldHaveSingleItem().Lost.ShouldBe(3);
    }

    [Fact]
    public void An_archiving_that_was_killed_is_done_again_and_nothing_counts_twice()
    {
        Write("000001.journal", encoder => encoder.AddPrediction(Ticks(1), 1, 1, 0, 1, Rows(Later, 1), [0.5], 1));
        var half = Path.Combine(log.ArchiveFolder, "00000000000000ab-000001.part");
        Directory.CreateDirectory(half);
        File.WriteAllText(Path.Combine(half, "predictions-0.parquet"), "half");
        log.Archive(tables, Cancellation).Count.ShouldBe(1);

        // Killed between the archive's appearance and the segment's removal.
        Write("000001.journal", encoder => encoder.AddPrediction(Ticks(1), 1, 1, 0, 1, Rows(Later, 1), [0.5], 1));
        using (var reader = log.Read(tables, Cancellation))
        {
            reader.Predictions(0, double.MaxValue, Cancellation).Sum(block => block.Count).ShouldBe(1);
        }

        log.Archive(tables, Cancellation).ShouldBeEmpty();
        Directory.GetFiles(log.SegmentFolder).ShouldBeEmpty();
    }

    [Fact]
    public void Labels_that_are_late_twice_contradictory_or_nobodys_are_told_apart()
    {
        Write("000001.journal", encoder =>
        {
            encoder.AddPrediction(Ticks(1), 1, 1, 0, 1, Rows(Later, 2), [0.5, 0.6], 1);
            encoder.AddLabel(Ticks(5), "00000000000000ab-1-0", "Yes");
            encoder.AddLabel(Ticks(6), "00000000000000ab-1-0", "Yes");
            encoder.AddLabel(Ticks(7), "00000000000000ab-1-1", "Yes");
            encoder.AddLabel(Ticks(8), "00000000000000ab-1-1", "No");
            encoder.AddLabel(Ticks(8), "00000000000000ab-99-0", "No");
            encoder.AddLabel(Ticks(8), "00000000000000ff-1-0", "No");
            encoder.AddLabel(Ticks(8), "not an id", "No");
        });
        using var reader = log.Read(tables, Cancellation);
        var book = reader.Labels(0, Cancellation);
        (book.Count, book.Duplicates, book.Contradictions, book.Malformed).ShouldBe((4, 1, 1, 1));
        reader.Times(book.Arrived, Cancellation).Keys.ShouldBe([new(Host, 1, 0), new(Host, 1, 1)], ignoreOrder: true);
        book.Find(new PredictionId(Host, 1, 1)).ShouldBe(new ReceivedLabel(At(8), "No"));
        book.Find(new PredictionId(Host, 1, 2)).ShouldBeNull();

        // What is wrong with labels counts where they came in.
        var later = reader.Labels(0, new LabelStore(At(6), At(8)), Cancellation);
        (later.Count, later.Duplicates, later.Contradictions, later.Malformed).ShouldBe((4, 1, 0, 0));
        later.Arrived.ShouldBe([new(Host, 1, 0), new(Host, 1, 1)], ignoreOrder: true);
        later.Find(new PredictionId(Host, 1, 1)).ShouldBe(new ReceivedLabel(At(8), "No"));
    }

    [Fact]
    public void A_deployment_without_traffic_has_an_empty_log()
    {
        using var reader = new PredictionLog(folder.At("none")).Read(tables, Cancellation);
        reader.Predictions(0, double.MaxValue, Cancellation).ShouldBeEmpty();
        reader.Labels(0, Cancellation).Count.ShouldBe(0);
    }

    public void Dispose()
    {
        tables.Dispose();
        folder.Dispose();
    }

    private static long Ticks(int seconds) => new DateTime(2026, 1, 1, 0, 0, seconds, DateTimeKind.Utc).Ticks;

    private static double At(int seconds) => PredictionLogTime.Microseconds(Ticks(seconds));

    private static RowBlock Rows(RowSchema schema, int rows) =>
        new(schema, rows, [.. schema.Columns.Select(column => column.Kind == ColumnKind.Number
        ? (Array)Enumerable.Range(0, rows).Select(i => i * 1.5).ToArray()
        : Enumerable.Range(0, rows).Select(i => i == 1 ? null : $"city {i}").ToArray())]);

    private void Write(string name, Action<PredictionLogEncoder> add)
    {
        var encoder = new PredictionLogEncoder(Host);
        encoder.BeginSegment();
        add(encoder);
        File.WriteAllBytes(Path.Combine(log.SegmentFolder, $"{Host:x16}-{name}"), encoder.Pending.ToArray());
    }
}
