using System.Text;

using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Requests;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving.PredictionLogs;

public sealed class PredictionLogWriterTests : IDisposable
{
    private static readonly RowSchema Schema = new([new Column("a", ColumnKind.Number)]);
    private static readonly PredictionLogLimits Quick = PredictionLogLimits.Default with { Gather = TimeSpan.FromMilliseconds(1) };

    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_many_threads_add_is_in_the_segments_once()
    {
        await using (var predictionLog = New(Quick with { SegmentBytes = 20_000 }))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    Add(predictionLog, predictionLog.NextSequence()).ShouldBeTrue();
                    if (i % 50 == 0)
                    {
                        await predictionLog.WrittenAsync(Cancellation);
                    }
                }
            })));
        }

        Directory.GetFiles(folder.Path, "*.open").ShouldBeEmpty();
        Directory.GetFiles(folder.Path, "*.journal").Length.ShouldBeGreaterThan(10);
        Sequences().Order().ShouldBe(Enumerable.Range(1, 8000).Select(i => (long)i));
    }

    [Fact]
    public async Task What_was_waited_for_is_in_the_file_while_the_host_still_runs()
    {
        await using var predictionLog = New(Quick);
        Add(predictionLog, 1);
        await predictionLog.WrittenAsync(Cancellation);
        Sequences().ShouldBe([1L]);
        predictionLog.Status.ShouldBe(new PredictionLogStatus(1, 0, 0, null));
    }

    [Fact]
    public async Task What_finds_no_room_is_dropped_and_counted()
    {
        await using var predictionLog = New(Quick with { MostPending = 200, Gather = TimeSpan.FromSeconds(1) });
        var kept = Enumerable.Range(1, 50).Count(i => Add(predictionLog, i));
        kept.ShouldBeInRange(1, 5);
        predictionLog.Status.Dropped.ShouldBe(50 - kept);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_and_tried_again()
    {
        File.WriteAllText(folder.At("log"), "in the way");
        await using var predictionLog = new PredictionLogWriter(folder.At("log"), 1, Quick, TimeProvider.System);
        Add(predictionLog, 1);
        await Until(() => predictionLog.Status.Failure is not null);
        File.Delete(folder.At("log"));
        await predictionLog.WrittenAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        predictionLog.Status.ShouldBe(new PredictionLogStatus(1, 0, 0, null));
    }

    [Fact]
    public async Task An_old_segment_is_closed_though_nothing_more_arrives()
    {
        await using var predictionLog = New(Quick with { SegmentAge = TimeSpan.FromMilliseconds(50) });
        Add(predictionLog, 1);
        await Until(() => Directory.GetFiles(folder.Path, "*.journal").Length == 1);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task When_somebody_removes_the_segment_the_next_one_is_written()
    {
        await using var predictionLog = New(Quick with { SegmentAge = TimeSpan.FromMilliseconds(200) });
        Add(predictionLog, 1);
        await predictionLog.WrittenAsync(Cancellation);
        Directory.GetFiles(folder.Path).ToList().ForEach(File.Delete);
        await Task.Delay(400, Cancellation);
        Add(predictionLog, 2);
        await Until(() => Directory.GetFiles(folder.Path, "*.journal").Length == 1);
        Sequences().ShouldBe([2L]);
        predictionLog.Status.ShouldBe(new PredictionLogStatus(2, 0, 0, null));
    }

    [Theory]
    [
        InlineData(
            """{"labels": [{"id": "00ab-1-0", "label": "Yes"}, {"id": "00ab-2-0", "label": 1.50}, {"id": "00ab-2-1", "label": true}]}""",
            "00ab-1-0=Yes 00ab-2-0=1.50 00ab-2-1=true")]
    [InlineData("""{"labels": []}""", "")]
    public void Labels_are_read(string body, string expected) =>
        string.Join(' ', Feedback.Read(Encoding.UTF8.GetBytes(body)).Select(label => $"{label.Id}={label.Value}")).ShouldBe(expected);

    [Theory]
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("""{"labels": 1}""", null)]
    [InlineData("""{"labels": [1]}""", "/labels/0/id")]
    [InlineData("""{"labels": [{"id": "00-1-0", "label": 1}, {"id": 7, "label": 1}]}""", "/labels/1/id")]
    [InlineData("""{"labels": [{"id": "../../etc/passwd", "label": 1}]}""", "/labels/0/id")]
    [InlineData("""{"labels": [{"id": "00-1-0"}]}""", "/labels/0/label")]
    [InlineData("""{"labels": [{"id": "00-1-0", "label": null}]}""", "/labels/0/label")]
    [InlineData("""{"labels": [{"id": "00-1-0", "label": ""}]}""", "/labels/0/label")]
    [InlineData("""{"labels": [{"id": "00-1-0", "label": "\ud800"}]}""", null)]
    public void Malformed_labels_are_refused(string body, string? where)
    {
        var refusal = Should.Throw<RefusedException>(() => Feedback.Read(Encoding.UTF8.GetBytes(body))).Refusals[0];
        (refusal.Status, refusal.Problem.Code).ShouldBe((400, "TR1951"));
        refusal.Pointer.ShouldBe(where ?? "");
    }

    [Fact]
    public void A_label_without_end_is_refused()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"labels": [{"id": "00-1-0", "label": "{{new string('x', 300)}}"}]}""");
        Should.Throw<RefusedException>(() => Feedback.Read(body)).Refusals[0].Pointer.ShouldBe("/labels/0/label");
    }

    public void Dispose() => folder.Dispose();

    private PredictionLogWriter New(PredictionLogLimits limits) => new(folder.Path, 0xab, limits, TimeProvider.System);

    private static bool Add(PredictionLogWriter predictionLog, long sequence) =>
        predictionLog.AddPrediction(0, sequence, 1, 0, 5, new RowBlock(Schema, 1, [new[] { (double)sequence }]), [0.5], 1);

    private IEnumerable<long> Sequences() => Directory.GetFiles(folder.Path).SelectMany(path =>
    {
        using var segment = new PredictionLogSegment(path);
        var records = segment.Read(Cancellation).OfType<PredictionRecord>().ToArray();
        segment.Tail.ShouldBe(0, path);
        records.Select(record => (long)record.Inputs.Numbers(0)[0]).ShouldBe(records.Select(record => record.Sequence));
        return records.Select(record => record.Sequence);
    });

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(10, Cancellation);
        }

        condition().ShouldBeTrue();
    }
}
