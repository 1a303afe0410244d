using System.Text;
using Shouldly;
using Trestle.Cli.Simulations;
using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Tables;
using Trestle.Tests.Stages;
using Xunit;

namespace Trestle.Tests.Cli.Simulations;

/// <summary>A project's past as traffic, and the copy of the project that lives.</summary>
public sealed class HistoricalRowsTests : IDisposable
{
    private const string Yaml = "name: days\nsource: {path: data.csv, delimiter: \",\"}\ntarget: y\ntime: day\nrecords: ${HOME}\ndeploy: "
        + "{port: 9000, steps: [10%]}\nalerts: {webhooks: [{url: \"https://example.org\", key: \"${HOME}\"}]}\n";

    private readonly TestProject project = new(Yaml, Rows(300));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => project.Dispose();

    [Fact]
    public void Traffic_begins_in_the_middle_and_every_day_has_its_rows()
    {
        var past = Read(null);
        (past.Start, past.Rows).ShouldBe((150, 300));
        var days = past.Days(null);
        days.Count.ShouldBe(150);
        days[0].At.ShouldBe(new DateTimeOffset(2020, 5, 30, 12, 0, 0, TimeSpan.Zero));
        days.SelectMany(day => day.Rows).ShouldBe(Enumerable.Range(150, 150));
        past.Days(7).Count.ShouldBe(7);
    }

    [Fact]
    public void Rows_out_of_order_are_put_in_the_order_of_their_time()
    {
        var past = Read(new DateOnly(2020, 10, 1));
        past.Label(0).ShouldBe("0");
        past.Label(299).ShouldBe("299");
        past.Request([299]).ShouldBe("day,x\n2020-10-26,\"a,299\"\n");
        past.Days(null).Count.ShouldBe(26);
    }

    [Fact]
    public void A_world_that_does_not_change_draws_the_same_rows_for_a_seed_and_none_from_the_future()
    {
        var past = Read(null);
        var days = past.Stationary(null, 7);
        days.Select(day => day.At).ShouldBe(past.Days(null).Select(day => day.At));
        days.SelectMany(day => day.Rows).ShouldAllBe(row => row < 150);
        days.SelectMany(day => day.Rows).ShouldBe(past.Stationary(null, 7).SelectMany(day => day.Rows));
        days.SelectMany(day => day.Rows).Distinct().Count().ShouldBeGreaterThan(70);
    }

    [Fact]
    public void Only_labels_that_have_come_in_are_known()
    {
        var past = Read(null);
        using var tables = new TableEngine(new TableEngineSettings(1, 256L << 20, project.Path_));
        var file = Path.Combine(project.Path_, "known.parquet");
        past.WriteKnown(
            new DateTimeOffset(2020, 6, 30, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(14), traffic: true, file, tables, Cancellation);
        tables.Open(file, Cancellation).Rows.ShouldBe(150 + 18);
        past.WriteKnown(
            new DateTimeOffset(2020, 6, 30, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(14), traffic: false, file, tables, Cancellation);
        tables.Open(file, Cancellation).Rows.ShouldBe(150);
    }

    [Theory]
    [InlineData("2020-02-01", "TR0173")]
    [InlineData("2030-01-01", "TR0173")]
    public void A_start_without_rows_before_or_after_is_refused(string from, string code) =>
        Should.Throw<TrestleException>(() => Read(DateOnly.Parse(from))).Problems[0].Code.ShouldBe(code);

    [Theory]
    [InlineData("name: days\nsource: data.csv\ntarget: y\n", "TR0171")]
    [InlineData("name: days\nsource: data.csv\ntarget: y\ntime: x\n", "TR0106")]
    [InlineData("name: days\nsource: data.csv\ntarget: y\ntime: nowhere\n", "TR0172")]
    [InlineData("name: days\nsource: data.csv\ntarget: late\ntime: day\nlabel: x > 1\n", "TR0178")]
    public void Without_dates_there_is_no_past(string yaml, string code)
    {
        using var other = new TestProject(yaml, Rows(300));
        Should.Throw<TrestleException>(
            () => HistoricalRows.Read(
                Project.Open(other.Path_), null, new Resources(1, 256L << 20), Cancellation)).Problems[0].Code.ShouldBe(code);
    }

    [Fact]
    public void The_simulated_copy_does_not_touch_the_project()
    {
        var folder = Path.Combine(project.Path_, "simulation");
        SimulationProject.Create(Project.Open(project.Path_), folder);
        var settings = Project.Open(folder).Settings;
        settings.MainSource.Path.ShouldBe([SimulationProject.Source]);
        settings.MainSource.Delimiter.ShouldBeNull();
        settings.Database.ShouldBeNull();
        settings.Alerts.Webhooks.ShouldBeEmpty();
        (settings.Deploy.Target, settings.Deploy.Host, settings.Deploy.Port).ShouldBe(("process", "127.0.0.1", 0));
        settings.Deploy.Steps.ShouldBe([0.1]);
        (settings.Table.Target, settings.Table.Time, settings.Name).ShouldBe(("y", "day", "days"));
    }

    private static string Rows(int count)
    {
        // Written backwards: the file's order says nothing.
        var text = new StringBuilder("y,day,x\n");
        for (var i = count - 1; i >= 0; i--)
        {
            text.Append($"{i},{new DateOnly(2020, 1, 1).AddDays(i):yyyy-MM-dd},\"a,{i}\"\n");
        }

        return text.ToString();
    }

    private HistoricalRows Read(DateOnly? from) =>
        HistoricalRows.Read(Project.Open(project.Path_), from, new Resources(1, 256L << 20), Cancellation);
}
