using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>The next steps of series: from the configuration to the scorecard.</summary>
public sealed class ForecastTests
{
    private const int Days = 140;
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_is_seen_as_at_its_origin_and_what_comes_later_is_no_feature()
    {
        var csv = Csv(_ => true);
        double[] sales = [.. csv.Split('\n')[1..^1].Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        using var project = Project(csv: csv);
        var run = await project.RunAsync(Stage.ExtractFeatures);
        var rows = JoinProject.Curated(project, run, Cancellation);
        var numbers = rows.Numbers(rows.Schema.Find("__row")).ToArray();
        double Of(string name, int i) => (double)TableBuilder.Values(rows, name)[i]!;
        for (var i = 0; i < rows.Rows; i++)
        {
            // Two shops with a row a day each; the last day is Days - 1, and origins are every seven days before it.
            var (day, row) = (((int)numbers[i] - 1) / 2, (int)numbers[i] - 1);
            var ahead = 7 - ((Days - 1 - day) % 7);
            Of("sales.ahead", i).ShouldBe(ahead);
            Of("sales.naive", i).ShouldBe(sales[row - (2 * ahead)]);
            Of("sales.seasonal", i).ShouldBe(sales[row - 14]);
            Of("visitors.last", i).ShouldBe(sales[row - (2 * ahead)]);
        }

        // Fourteen values are known at the origin 139 - 18 * 7 = 13.
        numbers.Min().ShouldBe((2 * 14) + 1);
        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        var forecast = curated.Forecast!;
        (forecast.Shape.Step.Words, forecast.Shape.Season, forecast.Shape.Longer, forecast.Shape.Horizon).ShouldBe(("day", 7, 364, 7));
        forecast.Later.ShouldBe(["visitors"]);
        curated.Joins!.Single().Removed.ShouldBe((2 * Days) - rows.Rows);
        curated.Joins!.Single().Notes[0].ShouldBe("the step is a day, learned from the times; a season has 7 steps");
        run.Artifacts.Read(Artifact.FeaturePlan).Steps[0].Reason.ShouldStartWith("their values are known only after the forecast");
    }

    [Fact]
    public async Task Models_compete_with_naive_forecasts_and_exponential_smoothing()
    {
        using var project = Project(more: "train: {trials: 2}\npropose-candidates: {learners: [linear, relative]}\n");
        var run = await project.RunAsync(Stage.SelectBest);
        var scorecard = run.Artifacts.Read(Artifact.Scorecard);
        scorecard.Metric.ShouldBe("mae");
        string[] baselines = ["naive", "drift", "seasonal-naive", "ets"];
        baselines.ShouldBeSubsetOf(scorecard.Candidates.Select(candidate => candidate.Candidate));
        var best = scorecard.Candidates.Single(
            candidate => candidate.Candidate == run.Artifacts.Read(Artifact.SelectedModel).Candidate);
        double Figure(string metric) => best.Test.Single(figure => figure.Metric == metric).Value;
        Figure("mase").ShouldBeInRange(0.01, 1);
        Figure("wape").ShouldBeInRange(0.001, 0.2);
        best.Slices.Select(slice => slice.Slice).ShouldBe(
            [
                "day 2024", .. Enumerable.Range(1, 7).Select(ahead => $"sales.ahead {ahead}"), "shop large", "shop small",
            ]);
    }

    [Theory]
    [InlineData("forecast: {time: day, series: [shop], horizon: 7, known: [pric]}", "TR0506")]
    [InlineData("forecast: {time: day, series: [store], horizon: 7}", "TR0506")]
    [InlineData("forecast: {time: day, horizon: 7}", "TR0502")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 7, step: hour}", "TR0509")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 7, step: week}", "TR0503")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 70}", "TR0504")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 35}", "TR0510")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 7}\ntask: binary", "TR0505")]
    [InlineData("forecast: {time: day, series: [day], horizon: 7}", "TR0505")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 7, step: soon}", "TR0505")]
    [InlineData("forecast: {time: day, series: [shop], horizon: 7}\ntime: price", "TR0505")]
    public async Task What_cannot_be_forecast_is_refused_with_its_number(string settings, string code)
    {
        using var project = Project(settings);
        (await project.FailsAsync(Stage.Curate)).Problems[0].Code.ShouldBe(code);
    }

    [Fact]
    public async Task The_unit_of_MASE_is_only_reported()
    {
        using var project = Project(more: "train: {trials: 1, metric: mase}\n");
        (await project.FailsAsync(Stage.ProposeCandidates)).Problems[0].Code.ShouldBe("TR0850");
    }

    [Theory]
    [InlineData("shop", "")]
    [InlineData("weather", "weather, extra.size")]
    public async Task What_is_joined_by_a_column_that_is_known_later_is_known_later(string key, string later)
    {
        var csv = string.Join('\n', Csv(_ => true).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
            (line, i) => line[..line.LastIndexOf(',')] + (i == 0 ? ",weather" : i % 5 == 0 ? ",rain" : ",sun")));
        using var project = new TestProject(
            "name: sales\nsources: {main: data.csv, extra: extra.csv}\ntarget: sales\nsplit: {folds: 3}\n"
                + "forecast: {time: day, series: [shop], horizon: 7, known: [price]}\n"
                + $"curate: {{joins: [{{table: extra, on: {key}}}]}}\n",
            csv);
        File.WriteAllText(
            Path.Combine(project.Path_, "extra.csv"), $"{key},size\n{(key == "shop" ? "small,1\nlarge,2" : "rain,1\nsun,2")}\n");
        var forecast = (await project.RunAsync(Stage.Curate)).Artifacts.Read(Artifact.CuratedTable).Forecast!;
        string.Join(", ", forecast.Later.Where(name => key == "weather" || name != "weather")).ShouldBe(later);
    }

    [Fact]
    public async Task Counts_with_zeros_are_compared_as_other_forecasts_are()
    {
        var csv = string.Join('\n', Csv(_ => true).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, i) =>
        {
            var cells = line.Split(',');
            return i == 0 ? line : $"{cells[0]},{cells[1]},{Sold(cells[3][0], i)},{cells[3]},{Sold(cells[3][0], i)}";
        }));
        using var project = Project(more: "task: count\ntrain: {trials: 1}\npropose-candidates: {learners: [forest]}\n", csv: csv);
        var artifacts = (await project.RunAsync(Stage.ValidateModel)).Artifacts;
        artifacts.Read(Artifact.CandidateSet).Metric.ShouldBe("mae");
        artifacts.Read(Artifact.ModelReport).BestBaseline.ShouldBeOneOf("naive", "drift", "seasonal-naive", "ets");
        static int Sold(char price, int i) => '8' - price + (i * i % 5 / 4);
    }

    [Fact]
    public async Task Gaps_and_short_series_are_told()
    {
        var csv = Csv(i => i is not (40 or 41)) + "2024-05-01,new,1,2,3\n2024-05-02,new,1,2,3\n";
        using var project = Project(csv: csv);
        var notes = (await project.RunAsync(Stage.Curate)).Artifacts.Read(Artifact.CuratedTable).Joins!.Single().Notes;
        notes[1].ShouldBe("2 of 282 steps have no row, in 2 of 3 series: nothing is filled in");
        notes[2].ShouldBe("1 of 3 series have fewer than 14 values and are not forecast: 'new'");
    }

    private static TestProject Project(string? forecast = null, string more = "train: {trials: 1}\n", string? csv = null) => new(
        "name: sales\nsource: data.csv\ntarget: sales\nsplit: {folds: 3}\nrevisit-candidates: {ensemble: false}\n"
            + more + (forecast ?? "forecast: {time: day, series: [shop], horizon: 7, known: [price]}") + "\n",
        csv ?? Csv(_ => true));

    /// <summary>A row a day for each of two shops: a level, a rise, a week, a known price, and visitors, who are the sales.</summary>
    private static string Csv(Func<int, bool> has)
    {
        var (random, text) = (new Random(2), new StringBuilder("day,shop,sales,price,visitors\n"));
        for (var i = 0; i < 2 * Days; i++)
        {
            var (day, price) = (i / 2, random.Next(5, 9));
            var sales = (i % 2 == 0 ? 50 : 500) * (1 + (day / 200.0) + (day % 7 / 10.0)) - (4 * price) + random.Next(-3, 4);
            if (has(i))
            {
                var (date, shop) = (new DateOnly(2024, 1, 1).AddDays(day), i % 2 == 0 ? "small" : "large");
                text.Append($"{date:yyyy-MM-dd},{shop},{sales:0.00},{price},{sales:0.00}\n");
            }
        }

        return text.ToString();
    }
}
