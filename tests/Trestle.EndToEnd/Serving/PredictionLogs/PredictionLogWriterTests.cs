using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving.PredictionLogs;
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
    public async Task Who_waits_ends_the_gathering()
    {
        await using var predictionLog = New(Quick with { Gather = TimeSpan.FromMinutes(5) });
        Add(predictionLog, 1);
        Sequences().ShouldBeEmpty();
        for (var i = 2; i <= 10; i++)
        {
            Add(predictionLog, i);
            await predictionLog.WrittenAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Sequences().Count().ShouldBe(i);
        }
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
        await predictionLog.WrittenAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
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
    public async Task A_segment_that_somebody_removes_is_written_again()
    {
        await using (var predictionLog = New(Quick))
        {
            Add(predictionLog, 1);
            await predictionLog.WrittenAsync(Cancellation);
            Directory.GetFiles(folder.Path).ToList().ForEach(File.Delete);
            Add(predictionLog, 2);
            await predictionLog.WrittenAsync(Cancellation);
            predictionLog.Status.ShouldBe(new PredictionLogStatus(2, 0, 0, null));
        }

        Sequences().Order().ShouldBe([1L, 2L]);
    }

    [Fact]
    public async Task A_folder_that_vanishes_is_noticed_though_nothing_arrives_and_not_made_again()
    {
        await using (var predictionLog = New(Quick))
        {
            Add(predictionLog, 1);
            await predictionLog.WrittenAsync(Cancellation);
            Directory.Delete(folder.Path, recursive: true);
            await predictionLog.Failing.WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
            predictionLog.Status.Failure.ShouldBe($"the folder '{folder.Path}' is gone");
            predictionLog.Disk.ShouldBeNull();
            Add(predictionLog, 2);
            Directory.Exists(folder.Path).ShouldBeFalse();

            // Once it is back, what the open segment held is there again.
            Directory.CreateDirectory(folder.Path);
            await predictionLog.WrittenAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
            predictionLog.Status.ShouldBe(new PredictionLogStatus(2, 0, 0, null));
            predictionLog.Failing.IsCompleted.ShouldBeFalse();
        }

        Sequences().Order().ShouldBe([1L, 2L]);
    }

    [Fact]
    public async Task Beyond_its_size_the_oldest_segments_go_and_never_the_open_one()
    {
        var limits = Quick with { SegmentBytes = 1000, KeepBytes = 5000 };
        await using (var predictionLog = New(limits))
        {
            for (var i = 1; i <= 200; i++)
            {
                Add(predictionLog, i);
                await predictionLog.WrittenAsync(Cancellation);
            }

            await Until(() => predictionLog.Size.Bytes <= 5000);
            predictionLog.Status.RemovedSegments.ShouldBeGreaterThan(5);
            predictionLog.Status.Dropped.ShouldBe(0);
        }

        var kept = Sequences().Order().ToList();
        kept.ShouldBe(Enumerable.Range(201 - kept.Count, kept.Count).Select(i => (long)i), "the newest are kept, without a gap");
        kept.Count.ShouldBeInRange(20, 80, "5,000 bytes hold about 65 records");
    }

    [Fact]
    public async Task Beyond_its_age_a_segment_goes()
    {
        var old = folder.At("00000000000000aa-000001.journal");
        File.WriteAllText(old, "old");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-8));
        var killed = folder.At("00000000000000aa-000002.open");
        File.WriteAllText(killed, "of a host that was killed");
        File.SetLastWriteTimeUtc(killed, DateTime.UtcNow.AddDays(-6));
        await using var predictionLog = New(Quick with { SegmentAge = TimeSpan.FromMilliseconds(50), KeepAge = TimeSpan.FromDays(7) });
        Add(predictionLog, 1);
        await Until(() => predictionLog.Status.RemovedSegments == 1);
        File.Exists(old).ShouldBeFalse();
        File.Exists(killed).ShouldBeTrue();
        File.SetLastWriteTimeUtc(killed, DateTime.UtcNow.AddDays(-8));
        Add(predictionLog, 2);
        await Until(() => predictionLog.Status.RemovedSegments == 2);
        File.Exists(killed).ShouldBeFalse();
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
