using System.Text.Json;

using Shouldly;

using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class DataCommandTests
{
    private const string Before = "id,x,y\n1,5,yes\n2,6,no\n3,7,yes\n4,8,no\n5,9,yes\n6,5,no\n"
        + "7,6,yes\n8,7,no\n9,8,yes\n10,9,no\n11,5,yes\n12,6,no\n";

    private static readonly string Settings = TestProject.Small.Replace("split: {folds: 3}", "key: [id]\nsplit: {folds: 2}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshots_are_listed_shown_compared_searched_and_written_out()
    {
        using var project = new TestProject(Settings, Before);
        await Typed.RunAsync("run", project.Path_, "--to", "ingest");
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "data.csv"), Before.Replace("\n2,6,no\n", "\n2,60,no\n") + "13,1,no\n", Cancellation);
        await Typed.RunAsync("run", project.Path_, "--to", "ingest");
        await Typed.RunAsync("run", project.Path_, "--to", "ingest");

        var log = (await Typed.RunAsync("data", "log", project.Path_, "--json")).Json().EnumerateArray().ToArray();
        log.Select(one => one.GetProperty("rows").GetInt64()).ShouldBe([13, 12]);
        Runs(log[0]).ShouldBe([2, 3]);
        Runs(log[1]).ShouldBe([1]);
        var hash = log[1].GetProperty("snapshot").GetString()!;

        (await Typed.RunAsync("data", "show", project.Path_, hash[..8])).Output.ShouldContain(hash);
        (await Typed.RunAsync("data", "show", project.Path_, "last", "--json")).Json().GetProperty("rows").GetInt64().ShouldBe(13);
        (await Typed.RunAsync("data", "search", project.Path_, "DATA.CSV", "--json")).Json().GetArrayLength().ShouldBe(2);
        (await Typed.RunAsync("data", "search", project.Path_, "nowhere")).Output.ShouldContain("No snapshot mentions 'nowhere'");

        var found = (await Typed.RunAsync("data", "diff", project.Path_, "1", "last", "--json")).Json().GetProperty("comparison");
        found.GetProperty("added").GetInt64().ShouldBe(1);
        found.GetProperty("removed").GetInt64().ShouldBe(0);
        found.GetProperty("changed").GetInt64().ShouldBe(1);
        var page = (await Typed.RunAsync("data", "diff", project.Path_, "1", "last")).Output;
        page.ShouldContain("compared by   id");
        page.ShouldContain("x: 6 → 60");
        (await Typed.RunAsync("data", "diff", project.Path_, "last", "3")).Output.ShouldContain("They hold the same rows.");

        var file = Path.Combine(project.Path_, "old.csv");
        (await Typed.RunAsync("data", "checkout", project.Path_, "1", "--output", file)).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(file, Cancellation)).ShouldBe(Before);
        (await Typed.RunAsync("data", "checkout", project.Path_, "1", "--output", file)).Errors.ShouldStartWith("TR0097");
        (await Typed.RunAsync("data", "checkout", project.Path_, "1", "--output", "rows.xyz")).Errors.ShouldStartWith("TR0119");
    }

    [Fact]
    public async Task A_snapshot_that_is_not_there_is_told_with_those_that_are()
    {
        using var project = new TestProject(Settings, Before);
        (await Typed.RunAsync("data", "log", project.Path_)).Output.ShouldContain("There are no snapshots yet");
        (await Typed.RunAsync("data", "show", project.Path_, "last")).Errors.ShouldContain("this project has none yet");
        await Typed.RunAsync("run", project.Path_, "--to", "ingest");
        var hash = (await Typed.RunAsync("data", "log", project.Path_, "--json")).Json()[0].GetProperty("snapshot").GetString()!;

        foreach (var name in new[] { "7", "abcdefg", hash[..3] })
        {
            var missed = await Typed.RunAsync("data", "show", project.Path_, name);
            missed.Code.ShouldBe(1);
            missed.Errors.ShouldStartWith($"TR0118 there is no single snapshot '{name}'");
            missed.Errors.ShouldContain(hash[..12]);
        }
    }

    [Fact]
    public async Task A_mistyped_subcommand_names_the_whole_command()
    {
        var typed = await Typed.RunAsync("data", "diff", "1");
        typed.Errors.ShouldContain("see trestle data diff --help");
    }

    [Fact]
    public async Task Values_of_private_columns_do_not_appear()
    {
        using var project = new TestProject(Settings + "private: [x]\n", Before);
        await Typed.RunAsync("run", project.Path_, "--to", "ingest");
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "data.csv"), Before.Replace("\n2,6,no\n", "\n2,678,no\n"), Cancellation);
        await Typed.RunAsync("run", project.Path_, "--to", "ingest");

        var page = (await Typed.RunAsync("data", "diff", project.Path_, "1", "2")).Output;
        page.ShouldContain("x: (private) → (private)");
        page.ShouldNotContain("678");
    }

    private static IEnumerable<int> Runs(JsonElement snapshot) =>
        snapshot.GetProperty("runs").EnumerateArray().Select(run => run.GetInt32());
}
