using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>Columns that are made of the main table's own past.</summary>
public sealed class HistoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lags_and_windows_are_made_of_the_rows_of_the_same_key_before_a_row()
    {
        using var project = Project("""
            - by: [shop]
              known-after: 1d
              features:
                before: lag(sales, 1)
                week: mean(sales, 7d)
                days: count(*, 3d)
                weather: last(sky)
            """);
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        var sales = rows.Numbers(rows.Schema.Find("__label")).ToArray();
        double[] Of(string name) => [.. TableBuilder.Values(rows, name).Cast<double>()];
        for (var i = 0; i < rows.Rows; i++)
        {
            // Rows of a shop are a day apart, and two rows of the file.
            Of("before")[i].ShouldBe(i < 2 ? double.NaN : sales[i - 2]);
            (i < 2 ? double.IsNaN(Of("week")[i]) : Math.Abs(
                Enumerable.Range(1, 7).Where(day => i - (2 * day) >= 0).Average(day => sales[i - (2 * day)]) - Of("week")[i]) < 1e-9)
                .ShouldBeTrue($"row {i}");
            Of("days")[i].ShouldBe(Math.Min(3, i / 2));
            TableBuilder.Values(rows, "weather")[i].ShouldBe(i < 2 ? null : Sky(i - 2));
        }

        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        var history = curated.Joins!.Single();
        (history.Rows, history.Matched, history.NotYet, history.Keys, history.IsHistory).ShouldBe((120, 118, 2, 2, true));
        curated.Keyed!.Keys.ShouldBe(["history"]);
        curated.Joined!.Single(column => column.Name == "weather").Values.ShouldBe(["fog", "sun"]);
        JoinWords.Losses(history).ShouldBeEmpty();
        run.Artifacts.Read(Artifact.DataCard).Markdown.ShouldContain(
            "history by shop before day, known after 1d: 118 of 120 rows with earlier rows (98.3 %)");
        RunLosses.Of(run.Artifacts).ShouldNotContain(line => line.Contains("history", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_label_that_is_known_late_is_seen_late()
    {
        using var project = Project("- {by: [shop], known-after: 3d, features: {before: \"lag(sales, 1)\"}}");
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        var sales = rows.Numbers(rows.Schema.Find("__label")).ToArray();
        TableBuilder.Values(rows, "before").ShouldBe(
            Enumerable.Range(0, rows.Rows).Select(i => (object?)(i < 6 ? double.NaN : sales[i - 6])));
    }

    [Fact]
    public async Task Rows_without_a_label_are_part_of_the_past()
    {
        using var project = Project(
            "- {by: [shop], known-after: 0s, features: {n: count, price_before: lag(price), before: lag(sales)}}",
            csv: Csv(i => i is 10 or 118 ? "" : Sales(i)));
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        rows.Rows.ShouldBe(118);
        run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single().TableRows.ShouldBe(120);

        // The row of number 13 comes after the one without a label.
        var place = Array.IndexOf(rows.Numbers(rows.Schema.Find("__row")).ToArray(), 13);
        TableBuilder.Values(rows, "n")[place].ShouldBe(6.0);
        TableBuilder.Values(rows, "price_before")[place].ShouldBe((10 % 5) + 0.5);
        TableBuilder.Values(rows, "before")[place].ShouldBe(double.NaN);
    }

    [Fact]
    public async Task The_labels_of_later_rows_change_nothing()
    {
        const string History = "- {known-after: 1d, features: {before: \"lag(sales, 2)\", mean: mean(sales), top: \"max(sales, 10d)\"}}";
        using var plain = Project(History);
        using var changed = Project(History, csv: Csv(i => i >= 80 ? 5000 + i : Sales(i)));
        var (one, other) = (
            JoinProject.Curated(plain, await plain.RunAsync(Stage.Curate), Cancellation),
            JoinProject.Curated(changed, await changed.RunAsync(Stage.Curate), Cancellation));
        foreach (var name in new[] { "before", "mean", "top" })
        {
            TableBuilder.Values(other, name).Take(82).ShouldBe(TableBuilder.Values(one, name).Take(82));
            TableBuilder.Values(other, name).Skip(83).ShouldNotBe(TableBuilder.Values(one, name).Skip(83));
        }
    }

    [Fact]
    public async Task Classes_of_a_target_are_numbers_of_two_and_names_of_several()
    {
        using var two = Project("- {by: [shop], known-after: 0s, features: {share: mean(sales)}}",
            csv: Csv(i => i % 3 == 0 ? "yes" : "no"));
        var rows = JoinProject.Curated(two, await two.RunAsync(Stage.Curate), Cancellation);
        TableBuilder.Values(rows, "share").Skip(2).Take(4).ShouldBe([1.0, 0.0, 0.5, 0.5]);

        using var several = Project(
            "- {by: [shop], known-after: 0s, features: {before: last(sales)}}", csv: Csv(i => "abc"[i % 3]));
        rows = JoinProject.Curated(several, await several.RunAsync(Stage.Curate), Cancellation);
        TableBuilder.Values(rows, "before").Take(5).ShouldBe([null, null, "a", "b", "c"]);
    }

    [Fact]
    public async Task Derived_columns_are_made_of_history()
    {
        using var project = Project(
            "- {by: [shop], known-after: 1d, features: {before: lag(sales), two: \"lag(sales, 2)\"}}", "  derive: {rise: before - two}\n");
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        var sales = rows.Numbers(rows.Schema.Find("__label")).ToArray();
        TableBuilder.Values(rows, "rise").Skip(4).ShouldBe(
            Enumerable.Range(4, rows.Rows - 4).Select(i => (object?)(sales[i - 2] - sales[i - 4])));
    }

    [Fact]
    public async Task Gaps_get_the_last_value_of_the_same_key_that_was_known_before_and_never_one_of_later()
    {
        // Of each shop, prices of five days are there and then missing for three; the first shop has no price at first.
        static bool IsGap(int i) => i / 2 % 8 >= 5 || (i % 2 == 0 && i < 6);
        using var project = Project(
            "- {by: [shop], fill: [price, sky], features: {days: \"count(*, 3d)\"}}", csv: Csv(i => Sales(i), IsGap));
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        rows.Schema.Columns.Select(column => column.Name).ShouldNotContain(name => name.StartsWith("carried:", StringComparison.Ordinal));
        var (prices, skies) = (TableBuilder.Values(rows, "price"), TableBuilder.Values(rows, "sky"));
        for (var i = 0; i < rows.Rows; i++)
        {
            var from = i;
            for (; from >= 0 && IsGap(from); from -= 2)
            {
            }

            prices[i].ShouldBe(from < 0 ? double.NaN : (from % 5) + 0.5, $"row {i}");
            skies[i].ShouldBe(from < 0 ? null : Sky(from), $"row {i}");
        }

        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        curated.Joins!.Single().Words.ShouldBe("history by shop before day, fills gaps of price, sky");
        curated.Joins!.Single().Columns.ShouldBe(["days"]);
        run.Artifacts.Read(Artifact.CurationPlan).Steps.Select(planned => planned.Step).OfType<Trestle.Rows.Steps.CarryForward>()
            .SelectMany(step => step.Columns!).ShouldBe(["price", "sky"]);
    }

    [Fact]
    public async Task A_value_that_is_too_old_fills_no_gap_and_the_whole_table_can_fill_what_a_key_does_not()
    {
        static bool IsGap(int i) => i / 2 % 8 >= 5 || (i % 2 == 0 && i < 6);
        using var project = Project("- {by: [shop], fill: [price], within: 2d}", csv: Csv(i => Sales(i), IsGap));
        var prices = TableBuilder.Values(
            JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation), "price");

        // The last price is of day 4: two days later it still counts, three days later it does not.
        (prices[12], prices[13], prices[14], prices[15]).ShouldBe((3.5, 4.5, double.NaN, double.NaN));

        using var both = Project("- {by: [shop], fill: [price], within: 2d}\n- {fill: [price]}", csv: Csv(i => Sales(i), IsGap));
        prices = TableBuilder.Values(JoinProject.Curated(both, await both.RunAsync(Stage.Curate), Cancellation), "price");
        (prices[2], prices[14]).ShouldBe((1.5, 4.5));
    }

    [Theory]
    [InlineData("TR0533", "- {by: [shop]}", "nothing that is made of the past")]
    [InlineData("TR0533", "- {by: [shop], fill: [shop]}", "'shop' itself, by which the past is found")]
    [InlineData("TR0521", "- {by: [shop], known-after: 1d, fill: [sales]}", "no column 'sales', which fill names")]
    [InlineData("TR0521", "- {by: [shop], fill: [prize]}", "did you mean 'price'?")]
    [InlineData("TR0533", "- {by: [shop], known-after: 1d, known: day, features: {n: count}}", "both known and known-after")]
    [InlineData("TR0533", "- {by: [shop], features: {n: sum}}", "sum of no column")]
    [InlineData("TR0533", "- {by: [shop], features: {\"carried:n\": count}}", "the name 'carried:n'")]
    [InlineData("TR0533", "- {by: [day], at: day, features: {n: count}}", "the time 'day' among the columns")]
    [InlineData("TR0533", "- {features: {n: {of: lag, column: price, rows: 2, window: 7d}}}", "a lag by both rows and a length of time")]
    [InlineData("TR0535", "- {by: [shop], features: {n: mean(sales)}}", "nothing says when it becomes known")]
    [InlineData("TR0521", "- {by: [shops], features: {n: mean(price)}}", "did you mean 'shop'?")]
    [InlineData("TR0521", "- {by: [shop], features: {n: mean(prices)}}", "did you mean 'price'?")]
    [InlineData("TR0525", "- {by: [shop], features: {price: mean(price)}}", "a second column 'price'")]
    [InlineData("TR0525", "- {by: [shop], features: {sales: mean(price)}}", "a second column 'sales'")]
    [InlineData("TR0532", "- {by: [shop], features: {n: std(sky)}}", "which holds texts")]
    [InlineData("TR0528", "- {by: [shop], at: price, features: {n: \"sum(price, 7d)\"}}", "the times of 'price' are numbers")]
    public async Task A_history_that_cannot_be_made_is_refused(string code, string history, string words)
    {
        using var project = Project(history);
        var problem = (await project.FailsAsync(Stage.Curate)).Problems[0];
        (problem.Code, $"{problem.Found}{problem.Fix}").ShouldSatisfyAllConditions(
            found => found.Code.ShouldBe(code), found => found.Item2.ShouldContain(words));
        problem.Where.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("TR0534", "- {by: [shop], features: {n: count}}")]
    [InlineData("TR0536", "- {by: [shop], at: day, known-after: 1d, features: {n: mean(sales)}}")]
    public async Task Without_a_split_by_time_a_history_needs_a_time_and_no_labels(string code, string history)
    {
        using var project = Project(history, time: "");
        (await project.FailsAsync(Stage.Curate)).Problems[0].Code.ShouldBe(code);
    }

    private static TestProject Project(string history, string more = "", string? csv = null, string time = "time: day\n") => new(
        "name: small\nsource: data.csv\ntarget: sales\n" + time + "split: {folds: 3}\ntrain: {trials: 1}\n"
            + "revisit-candidates: {ensemble: false}\ncurate:\n" + more + "  history:\n"
            + string.Concat(history.Split('\n').Select(line => $"  {line}\n")),
        csv ?? Csv(i => Sales(i)));

    private static string Csv(Func<int, object> target, Func<int, bool>? isGap = null)
    {
        string Seen(int i) => isGap?.Invoke(i) == true ? "," : FormattableString.Invariant($"{(i % 5) + 0.5},{Sky(i)}");
        return "day,shop,price,sky,sales\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
            $"{new DateOnly(2024, 1, 1).AddDays(i / 2):yyyy-MM-dd},{"ab"[i % 2]},{Seen(i)},{target(i)}\n"));
    }

    private static double Sales(int i) => (i * 37 % 101) + 0.25;

    private static string Sky(int i) => i % 3 == 0 ? "sun" : "fog";
}
