using System.Globalization;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>A split by time with a gap, a window and a horizon, from the configuration to the model.</summary>
public sealed class RollingOriginTests
{
    private const string Settings = "name: small\nsource: data.csv\ntarget: y\ntime: day\ntrain: {trials: 1}\n"
        + "propose-candidates: {learners: [linear]}\nrevisit-candidates: {ensemble: false}\nevaluate: {resamples: 100}\n";

    private static readonly string Csv = "day,x,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"{new DateTime(2020, 1, 1).AddDays(i):yyyy-MM-dd},{i % 10},{(i % 10) + (i % 7 / 10.0):0.0}\n")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("split: {gap: 7d}\n", 7, 300)]
    [InlineData("monitor: {label-delay: 7d}\n", 7, 300)]
    [InlineData("split: {gap: 7d, window: expanding}\n", 7, 300)]
    [InlineData("split: {gap: 7d, window: 50d, horizon: 20d}\n", 7, 51)]
    public async Task No_row_is_learned_whose_label_would_not_be_known(string settings, int gap, int all)
    {
        var (rounds, learned, test, served) = await StageProbe.LookAsync(Stage.Package, Settings + settings, Csv, (context, cancellation) =>
        {
            var table = context.Read(Artifact.CuratedTable);
            var rows = CuratedRows.Open(context, table, null, cancellation);
            double[] Days(IEnumerable<int> folds) => [.. folds.SelectMany(fold => rows.Scan(fold, cancellation)).SelectMany(Day)];
            return (
                table.Rounds().Select(round => (Days(round.Train.Folds), Days(round.Validate.Folds))).ToArray(), Days(table.Folds),
                Days([CuratedRows.TestFold]), CuratedRows.All(context, table, cancellation));
        }, Cancellation);

        rounds.Length.ShouldBe(3);
        rounds.ShouldAllBe(round => round.Item2.Min() - round.Item1.Max() == gap + 1);
        (test.Min() - learned.Max()).ShouldBe(gap + 1);
        served.Folds.Sum(fold => served.Scan(fold, Cancellation).Sum(block => block.Rows)).ShouldBe(all);
        served.Folds.SelectMany(fold => served.Scan(fold, Cancellation)).SelectMany(Day).Max().ShouldBe(299);
    }

    [Theory]
    [InlineData("split: {gap: 3d}\nmonitor: {label-delay: 7d}\n", "TR0090", "a gap of 3d")]
    [InlineData("split: {window: 3d}\n", "TR0080", "split.window of 3d without a time column")]
    public async Task Lengths_that_cannot_be_kept_are_refused(string settings, string code, string found)
    {
        var yaml = code == "TR0080" ? Settings.Replace("time: day\n", "", StringComparison.Ordinal) : Settings;
        using var project = new TestProject(yaml + settings, Csv);
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Fact]
    public async Task Numbers_as_times_have_no_lengths()
    {
        using var project = new TestProject(
            Settings.Replace("time: day", "time: x", StringComparison.Ordinal) + "split: {gap: 3d}\n", Csv);
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR0107");
    }

    private static IEnumerable<double> Day(RowBlock block) =>
        [.. block.Numbers(block.Schema.Find("day")).ToArray()
            .Select(time => (DateTime.UnixEpoch.AddMicroseconds(time) - new DateTime(2020, 1, 1)).TotalDays)];
}
