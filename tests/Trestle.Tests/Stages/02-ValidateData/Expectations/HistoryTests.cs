using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Expectations that compare a table with a file, or with the tables of earlier runs.</summary>
public sealed class HistoryTests
{
    private static readonly DateTimeOffset Monday = new(2024, 4, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_table_is_compared_with_that_of_the_latest_run_whose_data_differs()
    {
        const string Setting = "validate-data: {expectations: [{ks-distance: {column: x, severity: warning}}, "
            + "{population-stability: {column: z, severity: warning}}, {chi-square: {column: y, severity: warning}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, TestProject.Rows(300));
        (await ChecksAsync(project)).ShouldAllBe(check => check.Passed && check.Found == "no earlier run to compare with");

        var shifted = TestProject.Rows(300, seed: 2).Replace("0.", "1.").Replace(",a,", ",b,");
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "data.csv"), shifted, TestContext.Current.CancellationToken);
        (await ChecksAsync(project)).Select(check => (check.Name, check.Passed)).ShouldBe(
            [("ks-distance", false), ("population-stability", false), ("chi-square", true)]);
        var again = await ChecksAsync(project);
        again.Single(check => check.Name == "ks-distance").Found.ShouldBe("1");
    }

    [Fact]
    public async Task A_table_is_compared_with_a_file_and_judged_again_when_the_file_changes()
    {
        const string Setting = "validate-data: {expectations: [{wasserstein-distance: {column: x, reference: old.csv, severity: warning}}, "
            + "{jensen-shannon-distance: {column: q, reference: old.csv, severity: warning}}]}\n";
        var rows = TestProject.Rows(300);
        using var project = new TestProject(TestProject.Small + Setting, rows.Replace("x,z,y", "x,q,y"));
        var file = Path.Combine(project.Path_, "old.csv");
        await File.WriteAllTextAsync(file, rows, TestContext.Current.CancellationToken);
        (await ChecksAsync(project)).Select(check => (check.Passed, check.Found)).ShouldBe(
            [(true, "0"), (false, "no column 'q' in old.csv")]);

        await File.WriteAllTextAsync(file, rows.Replace("0.", "5."), TestContext.Current.CancellationToken);
        (await ChecksAsync(project)).Select(check => check.Passed).ShouldBe([false, false]);
    }

    [Theory]
    [InlineData("100 102 98 101 99 100", 105, true, "85 to 115 rows, by 6 earlier tables")]
    [InlineData("100 102 98 101 99 100", 80, false, "85 to 115 rows, by 6 earlier tables")]
    [InlineData("100 200 300 400 500 600", 650, true, "0 to 2,722 rows, by 6 earlier tables")]
    [InlineData("100 102 98", 5, true, "a usual number of rows, after 5 tables")]
    public void The_number_of_rows_is_held_against_earlier_tables(string earlier, int rows, bool passed, string expected)
    {
        // A day apart, so that no day of the week has enough tables.
        var tables = earlier.Split(' ').Select((count, place) => new EarlierTable(Monday.AddDays(-1 - place), int.Parse(count)));
        var result = Judge(rows, [.. tables]);
        (result.Passed, result.Expected).ShouldBe((passed, expected));
    }

    [Fact]
    public void Days_are_compared_with_the_same_days_where_there_are_enough()
    {
        var earlier = Enumerable.Range(1, 70).Select(
            day => new EarlierTable(Monday.AddDays(-day), Monday.AddDays(-day).DayOfWeek == DayOfWeek.Monday ? 10 : 1000)).ToArray();
        var result = Judge(11, earlier);
        (result.Passed, result.Expected).ShouldBe((true, "9 to 11 rows, by 10 earlier tables of a Monday"));
        Judge(1000, earlier).Passed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(8, true)]
    [InlineData(30, false)]
    public void False_alarms_are_rare_and_a_broken_export_is_found_in_simulated_histories(int weeks, bool isShort)
    {
        // Every day rows with a rhythm of weeks and noise of 5 %; the last day is sound, and then half of its rows is missing.
        var random = new Random(11);
        var (alarms, found) = (0, 0);
        const int Histories = 2000;
        for (var history = 0; history < Histories; history++)
        {
            var start = Monday.AddDays(random.Next(7));
            long Rows(int day) => (long)(10_000 * Season(start.AddDays(-day).DayOfWeek) * Math.Exp(0.05 * Normal(random)));
            EarlierTable[] earlier =
                [.. Enumerable.Range(1, 7 * weeks).Select(day => new EarlierTable(start.AddDays(-day), Rows(day)))];
            alarms += Judge(Rows(0), earlier, start).Passed ? 0 : 1;
            found += Judge(Rows(0) / 2, earlier, start).Passed ? 0 : 1;
        }

        ((double)alarms / Histories).ShouldBeLessThan(0.01);
        ((double)found / Histories).ShouldBeGreaterThan(isShort ? 0 : 0.95);
    }

    [Fact]
    public void Few_tables_are_enough_for_few_false_alarms_and_a_day_that_was_never_seen_is_not_judged()
    {
        var random = new Random(5);
        var alarms = 0;
        for (var history = 0; history < 4000; history++)
        {
            // Once a week, so that there is no rhythm; the margin is off, so that the deviation alone decides.
            long Rows() => 10_000 + (long)(500 * Normal(random));
            EarlierTable[] earlier = [.. Enumerable.Range(1, 6).Select(week => new EarlierTable(Monday.AddDays(-7 * week), Rows()))];
            alarms += Judge(Rows(), earlier, Monday, margin: 0).Passed ? 0 : 1;
        }

        alarms.ShouldBeLessThan(40);
        EarlierTable[] working = [.. Enumerable.Range(0, 5).Select(day => new EarlierTable(Monday.AddDays(day - 7), 1000))];
        var saturday = Judge(10, working, Monday.AddDays(-2));
        (saturday.Passed, saturday.Found).ShouldBe((true, "no earlier table of a Saturday: nothing to say"));
    }

    [Fact]
    public async Task Figures_of_columns_are_held_against_those_of_earlier_runs()
    {
        const string Setting = "validate-data: {expectations: [{usual-figure: {column: x, figure: mean, severity: warning}}, "
            + "{usual-figure: {column: x, figure: quantile, quantile: 0.9, where: \"z = 'a'\", severity: warning}}, "
            + "{usual-figure: {column: z, severity: warning}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, "");
        async Task<CheckResult[]> After(string rows)
        {
            await File.WriteAllTextAsync(Path.Combine(project.Path_, "data.csv"), rows, TestContext.Current.CancellationToken);
            var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
            return [.. report.Checks.Where(check => check.Name == "usual-figure")];
        }

        for (var seed = 1; seed <= 5; seed++)
        {
            var few = await After(TestProject.Rows(300, seed: seed));
            few.ShouldAllBe(check => check.Passed && check.Found.EndsWith("too few to say"));
            few[0].Found.ShouldEndWith($"; {seed - 1} earlier table{(seed == 2 ? "" : "s")}: too few to say");
        }

        // A run of known rows is no other table.
        (await After(TestProject.Rows(300, seed: 5)))[0].Found.ShouldEndWith("; 4 earlier tables: too few to say");
        var sound = await After(TestProject.Rows(300, seed: 6));
        sound.Select(check => check.Passed).ShouldBe([true, true, true]);
        sound[2].Expected.ShouldBe("share of missing values of z: 0 to 0.01, by 5 earlier tables");
        var broken = TestProject.Rows(300, seed: 7).Split('\n')
            .Select((line, i) => i is > 0 and < 40 ? line.Replace(",a,", ",,").Replace(",b,", ",,") : line.Replace("0.", "1."));
        (await After(string.Join('\n', broken))).Select(check => check.Passed).ShouldBe([false, false, false]);
    }

    [Theory]
    [InlineData("private: [x]\n", "a private column, of whose values no figure is kept: it has no history")]
    [InlineData(
        "columns: {x: {type: date, formats: [yyyy-MM-dd]}}\n", "a column of dates, which move on with time: see the expectation freshness")]
    public async Task Columns_without_a_history_are_refused(string setting, string found)
    {
        const string Setting = "validate-data: {expectations: [{usual-figure: {column: x, figure: mean, severity: warning}}]}\n";
        var rows = TestProject.Rows(200);
        using var project = new TestProject(
            TestProject.Small + Setting + setting,
            setting[0] == 'p' ? rows
                : string.Join('\n', rows.Split('\n').Select(line => line.StartsWith('0') ? $"20{line[2..4]}-01-02{line[6..]}" : line)));
        var check = (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Checks.Single(check => check.Name == "usual-figure");
        (check.Passed, check.Found, check.Figure).ShouldBe((false, found, null));
    }

    private static double Season(DayOfWeek day) => day switch { DayOfWeek.Saturday => 0.5, DayOfWeek.Sunday => 0.2, _ => 1 };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static CheckResult Judge(
        long rows, IReadOnlyList<EarlierTable> earlier, DateTimeOffset now, double margin = 0.1) => new Volume { Margin = margin }.Judge(
            new Answers(
                StatValues.None, rows, [], new Contract { Task = TaskKind.Regression, Target = "", Columns = [] },
                new ExpectationContext(now) { Earlier = earlier }));

    private static CheckResult Judge(long rows, IReadOnlyList<EarlierTable> earlier) => new Volume().Judge(new Answers(
        StatValues.None, rows, [], new Contract { Task = TaskKind.Regression, Target = "", Columns = [] },
        new ExpectationContext(Monday) { Earlier = earlier }));

    private static async Task<IReadOnlyList<CheckResult>> ChecksAsync(TestProject project) =>
        [.. (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Checks.Where(
            check => check.Name is "ks-distance" or "population-stability" or "chi-square" or "wasserstein-distance"
                or "jensen-shannon-distance")];
}
