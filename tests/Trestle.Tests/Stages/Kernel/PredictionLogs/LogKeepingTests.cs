using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.PredictionLogs;

/// <summary>A log of months: its small archives are joined, and its oldest ones deleted.</summary>
public sealed class LogKeepingTests : IDisposable
{
    private const ulong Host = 0xab;

    private static readonly RowSchema Schema = new([new Column("age", ColumnKind.Number), new Column("city", ColumnKind.Text)]);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly KeepSettings Keeping = new();

    private readonly TempFolder folder = new();
    private readonly TableEngine tables;
    private readonly PredictionLog log;

    public LogKeepingTests()
    {
        tables = new TableEngine(new TableEngineSettings(1, 1L << 28, folder.At("tmp")));
        log = new PredictionLog(folder.Path);
        Directory.CreateDirectory(log.SegmentFolder);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Small_archives_of_a_day_become_one_that_holds_the_same()
    {
        Archive(0, 6);
        var before = Content();
        log.Compact(tables, Keeping, Start.AddHours(12), Cancellation).ShouldBe(0, "the day is not over, and there are few");
        log.Compact(tables, Keeping, Start.AddHours(25), Cancellation).ShouldBe(6);
        Archives().ShouldBe(["00000000000000ab-000000+00000000000000ab-000005"]);
        Content().ShouldBe(before);
        var joined = log.Archived().ShouldHaveSingleItem();
        (joined.Predictions, joined.Labels, joined.Refusals, joined.FirstSequence, joined.LastSequence).ShouldBe((12, 6, 6, 1, 6));
        (joined.From, joined.To).ShouldBe((At(0), At(5) + 2e6));
        log.Compact(tables, Keeping, Start.AddDays(9), Cancellation).ShouldBe(0);

        // The next day is another archive; both are of the same schema.
        Archive(24, 16);
        log.Compact(tables, Keeping, Start.AddHours(40), Cancellation).ShouldBe(16, "sixteen are joined before the day is over");
        Archives().Length.ShouldBe(2);
        Content().Length.ShouldBe(before.Length / 6 * 22);
    }

    [Fact]
    public void A_joined_archive_is_a_small_part_of_what_is_kept()
    {
        Archive(0, 12);
        var one = LogArchives.BytesOf(Path.Combine(log.ArchiveFolder, "00000000000000ab-000000"));
        log.Compact(tables, new KeepSettings { Size = new ByteSize(one * 32 * 5) }, Start.AddDays(2), Cancellation).ShouldBe(12);
        Archives().Length.ShouldBe(3, "of four or five each");
        Content().Length.ShouldBe(36);
        log.Compact(tables, new KeepSettings { Size = new ByteSize(one * 32) }, Start.AddDays(2), Cancellation).ShouldBe(0);
    }

    [Fact]
    public void Archives_with_the_columns_of_an_earlier_version_are_left_as_they_are()
    {
        Archive(0, 3);
        var schema = new RowSchema(LogTable.LabelSchema.Columns.Take(3));
        Array[] columns = [new[] { At(1) }, new[] { "00000000000000ab-1-0" }, new[] { "Yes" }];
        var file = Path.Combine(log.ArchiveFolder, "00000000000000ab-000001", Archiver.LabelsFile);
        File.Delete(file);
        tables.Write(schema, [new RowBlock(schema, 1, columns)], file, Cancellation);
        log.Compact(tables, Keeping, Start.AddDays(2), Cancellation).ShouldBe(2);
        Archives().ShouldBe(["00000000000000ab-000000+00000000000000ab-000002", "00000000000000ab-000001"]);
        Content().Length.ShouldBe(9);
    }

    [Fact]
    public void While_somebody_reads_nothing_is_taken_away_and_nothing_counts_twice()
    {
        Archive(0, 4);
        var before = Content();
        using (var reader = log.Read(tables, Cancellation))
        {
            log.Compact(tables, Keeping, Start.AddDays(2), Cancellation).ShouldBe(4);
            Archives().Length.ShouldBe(5, "the joined one, and those that it stands for");
            Content().ShouldBe(before);
            log.Keep(new KeepSettings { Age = TimeSpan.FromHours(1) }, Start.AddDays(2)).ShouldBeEmpty();
            reader.Predictions(0, double.MaxValue, Cancellation).Sum(block => block.Count).ShouldBe(8);
        }

        log.Compact(tables, Keeping, Start.AddDays(2), Cancellation).ShouldBe(0);
        Archives().Length.ShouldBe(1);
        Content().ShouldBe(before);
    }

    [Fact]
    public void Beyond_its_age_the_oldest_archives_go_and_the_labels_of_their_predictions_are_still_known()
    {
        Archive(0, 10);
        var gone = log.Keep(new KeepSettings { Age = TimeSpan.FromHours(4.5) }, Start.AddHours(10));
        gone.Select(segment => segment.FirstSequence).ShouldBe([1L, 2, 3, 4, 5, 6]);
        Archives().Length.ShouldBe(4);
        using var reader = log.Read(tables, Cancellation);
        reader.Removed.ShouldBe(new Dictionary<ulong, long> { [Host] = 6 });
        reader.Predictions(0, double.MaxValue, Cancellation).Sum(block => block.Count).ShouldBe(8);
    }

    [Fact]
    public void Beyond_its_size_the_oldest_archives_go()
    {
        Archive(0, 10);
        var limit = log.Bytes / 2;
        log.Keep(new KeepSettings { Size = new ByteSize(limit) }, Start.AddHours(10)).Count.ShouldBeInRange(4, 6);
        log.Bytes.ShouldBeLessThanOrEqualTo(limit);
        log.Keep(new KeepSettings { Size = new ByteSize(limit) }, Start.AddHours(10)).ShouldBeEmpty();
        log.Archived().Max(segment => segment.LastSequence).ShouldBe(10, "the newest are kept");
    }

    [Fact]
    public void A_deletion_that_was_killed_is_completed()
    {
        Archive(0, 3);
        var half = Path.Combine(log.ArchiveFolder, "00000000000000ab-000000");
        Directory.Move(half, $"{half}.gone");
        File.Delete(Path.Combine($"{half}.gone", Archiver.Description));
        log.Archived().Count.ShouldBe(2);
        log.Keep(new KeepSettings { Age = TimeSpan.FromHours(1) }, Start.AddHours(2.5)).Count.ShouldBe(1);
        Directory.GetDirectories(log.ArchiveFolder).Length.ShouldBe(1);
    }

    public void Dispose()
    {
        tables.Dispose();
        folder.Dispose();
    }

    private static double At(double hours) => PredictionLogTime.Microseconds(Start.AddHours(hours));

    private string[] Archives() => [.. Directory.GetDirectories(log.ArchiveFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    /// <summary>Archives a segment for each of some hours, with a request of two rows, a label and a refusal.</summary>
    private void Archive(int from, int hours)
    {
        for (var hour = from; hour < from + hours; hour++)
        {
            var encoder = new PredictionLogEncoder(Host);
            encoder.BeginSegment();
            var at = Start.AddHours(hour).UtcTicks;
            var rows = new RowBlock(Schema, 2, [new[] { hour, double.NaN }, new[] { "Rome", null }]);
            encoder.AddPrediction(at, hour + 1, 1, 0, 5, rows, [0.25, 0.75], 1);
            var id = new PredictionId(Host, hour + 1, 0);
            encoder.AddLabel(at + TimeSpan.TicksPerSecond, $"{id}", "1.5", hour % 2 == 0 ? 1.5 : double.NaN);
            encoder.AddRefusal(at + (2 * TimeSpan.TicksPerSecond), 400, "TR1917", "age");
            File.WriteAllBytes(Path.Combine(log.SegmentFolder, $"{Host:x16}-{hour:D6}.journal"), encoder.Pending.ToArray());
        }

        log.Archive(tables, Cancellation);
    }

    /// <summary>All records in words.</summary>
    private string[] Content()
    {
        using var reader = log.Read(tables, Cancellation);
        var labels = reader.Labels(0, Cancellation);
        return
        [
            .. reader.Predictions(0, double.MaxValue, Cancellation).SelectMany(block => Enumerable.Range(0, block.Count).Select(
                row => $"{block.Id(row)} {block.At[row]} {block.Inputs.Numbers(0)[row]} {block.Inputs.Texts(1)[row]} "
                    + $"{block.Scores[0][row]} {labels.Find(block.Id(row))}")).Order(StringComparer.Ordinal),
            .. reader.Refusals(0, double.MaxValue, Cancellation).Select(refusal => $"{refusal}").Order(StringComparer.Ordinal),
        ];
    }
}
