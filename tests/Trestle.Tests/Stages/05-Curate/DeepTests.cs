using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>Aggregates that are proposed by foreign keys. The customers' orders decide the target, their visits are noise.</summary>
public sealed class DeepTests
{
    private const int Rows = 900;
    private const int Customers = 30;
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aggregates_are_made_of_the_rows_of_the_key_in_each_window_and_of_none_that_is_later()
    {
        using var project = Project("[{table: orders, windows: [7d, 28d]}]");
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        var orders = Orders();
        double[] Of(string name) => [.. TableBuilder.Values(rows, $"orders.deep.{name}").Cast<double>()];
        var join = run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single();
        join.Tried.ShouldBeTrue();
        join.Words.ShouldBe("left join of orders on customer, as of at");
        join.Columns.ShouldBe(
        [
            "orders.deep.count.7d", "orders.deep.count.28d", "orders.deep.amount.last", "orders.deep.amount.mean.7d",
            "orders.deep.amount.mean.28d", "orders.deep.amount.sum.7d", "orders.deep.amount.sum.28d", "orders.deep.amount.trend.7d",
            "orders.deep.amount.trend.28d",
        ]);
        for (var i = 0; i < rows.Rows; i += 7)
        {
            var seen = orders.Where(order => order.Customer == i % Customers && order.At <= At(i)).ToArray();
            var month = seen.Where(order => order.At > At(i).AddDays(-28)).ToArray();
            Of("count.7d")[i].ShouldBe(seen.Count(order => order.At > At(i).AddDays(-7)), $"row {i}");
            Of("amount.last")[i].ShouldBe(seen.Length == 0 ? double.NaN : seen[^1].Amount);
            Of("amount.mean.28d")[i].ShouldBe(month.Length == 0 ? double.NaN : month.Average(order => order.Amount), 1e-9);
            Of("amount.sum.28d")[i].ShouldBe(month.Sum(order => order.Amount), 1e-9);
            Of("amount.trend.28d")[i].ShouldBe(Slope(month), 1e-9);
        }
    }

    [Fact]
    public async Task What_pays_is_kept_inside_the_folds_and_what_does_not_is_dropped()
    {
        using var project = Project("[orders, {table: visits, on: [customer], as-of: day}]");
        var run = await project.RunAsync(Stage.SelectFeatures);
        var list = run.Artifacts.Read(Artifact.FeatureList);
        var tried = list.Tried!.Where(step => step.What.StartsWith("aggregates of", StringComparison.Ordinal)).ToArray();
        tried.Select(step => step.What).ShouldBe(
        [
            "aggregates of orders: left join of orders on customer, as of at",
            "aggregates of visits: left join of visits on customer, as of at",
        ]);
        (tried[0].Kept && tried[0].With < tried[0].Without && tried[0].PValue < 0.01).ShouldBeTrue();
        tried[1].PValue.ShouldBeGreaterThan(0.05);
        list.Kept().ShouldContain(name => name.StartsWith("orders.deep.amount", StringComparison.Ordinal));
        list.Kept().ShouldNotContain(name => name.StartsWith("visits.", StringComparison.Ordinal));
        list.Features.Where(feature => feature.Feature.StartsWith("visits.", StringComparison.Ordinal))
            .ShouldAllBe(feature => !feature.Kept);
        list.Features.Count(feature => feature.Feature == "visits.deep.pages.last").ShouldBe(1);
    }

    [Fact]
    public async Task Of_too_many_the_plainest_are_proposed_and_it_is_told()
    {
        using var project = Project("[{table: orders, most: 3}]");
        var join = (await project.ReadAsync(Stage.Curate, Artifact.CuratedTable)).Joins!.Single();
        join.Columns.ShouldBe(["orders.deep.count.7d", "orders.deep.count.28d", "orders.deep.count.91d"]);
        join.Notes.ShouldBe(
            ["3 of 13 aggregates are proposed, up to 'count.91d': name columns or windows, or raise most"]);
    }

    [Theory]
    [InlineData("[order]", "TR0520", "'order'")]
    [InlineData("[{table: orders, windows: [0s]}]", "TR0342", "a window that is not positive")]
    [InlineData("[{table: orders, columns: [amounts]}]", "TR0521", "amounts")]
    [InlineData("[{table: visits, on: [customer]}]", "TR0341", "several columns of dates: day, seen")]
    [InlineData("[{table: visits, as-of: day}]", "TR0340", "several columns may be the foreign key of 'visits': customer, shop")]
    [InlineData("[{table: rates}]", "TR0340", "no column of the main table is a foreign key of 'rates'")]
    public async Task What_cannot_be_proposed_is_refused(string deep, string code, string words)
    {
        using var project = Project(deep);
        var problem = (await project.FailsAsync(Stage.Curate)).Problems[0];
        problem.Code.ShouldBe(code);
        problem.ToString().ShouldContain(words);
    }

    private static TestProject Project(string deep)
    {
        var project = new TestProject(
            "name: small\nsources: {main: data.csv, orders: orders.csv, visits: visits.csv, rates: rates.csv}\n"
                + "target: y\ntime: at\nsplit: {folds: 3}\ntrain: {trials: 1}\nrevisit-candidates: {ensemble: false}\n"
                + $"curate: {{deep: {deep}}}\n", MainRows());
        void Write(string name, IEnumerable<string> lines) => File.WriteAllLines(Path.Combine(project.Path_, name), lines);
        Write("orders.csv", Orders().Select(order => Line($"c{order.Customer},{order.At:yyyy-MM-ddTHH:mm:ss},{order.Amount}"))
            .Prepend("customer,ordered,amount"));
        var random = new Random(4);
        Write("visits.csv", Enumerable.Range(0, 2000).Select(i => Line(
            $"c{random.Next(Customers)},s{i % 3},{Start.AddHours(i):yyyy-MM-dd},{Start.AddHours(i):yyyy-MM-dd},{random.Next(100)}"))
            .Prepend("customer,shop,day,seen,pages"));
        Write("rates.csv", Enumerable.Range(0, 50).Select(i => Line($"{Start.AddDays(i):yyyy-MM-dd},{i % 7}")).Prepend("date,rate"));
        return project;
    }

    private static string MainRows()
    {
        var (orders, random, text) = (Orders(), new Random(3), new StringBuilder("at,customer,shop,x,y\n"));
        for (var i = 0; i < Rows; i++)
        {
            var month = orders.Where(
                order => order.Customer == i % Customers && order.At <= At(i) && order.At > At(i).AddDays(-28)).ToArray();
            var mean = month.Length == 0 ? 50 : month.Average(order => order.Amount);
            var target = mean + random.Next(-10, 10) > 50 ? "yes" : "no";
            text.AppendLine(Line($"{At(i):yyyy-MM-ddTHH:mm:ss},c{i % Customers},s{i % 3},{random.Next(10)},{target}"));
        }

        return text.ToString();
    }

    private static DateTime At(int row) => Start.AddDays(30).AddHours(2 * row).AddMinutes(30);

    private static (int Customer, DateTime At, double Amount)[] Orders()
    {
        var random = new Random(2);
        return
        [
            .. Enumerable.Range(0, 1500).Select(
                i => (random.Next(Customers), Start.AddMinutes(96 * i), Math.Round(random.NextDouble() * 100, 2))),
        ];
    }

    private static double Slope((int Customer, DateTime At, double Amount)[] orders)
    {
        if (orders.Length < 2)
        {
            return double.NaN;
        }

        double[] days = [.. orders.Select(order => (order.At - Start).TotalDays)];
        var (day, amount) = (days.Average(), orders.Average(order => order.Amount));
        return days.Zip(orders, (own, order) => (own - day) * (order.Amount - amount)).Sum() / days.Sum(own => (own - day) * (own - day));
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
