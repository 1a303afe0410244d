using Shouldly;
using Trestle.Testing;
using Trestle.Tests.Stages;
using Xunit;

namespace Trestle.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("rnu", "TR0091", "did you mean 'run'?")]
    [InlineData("run --plann", "TR0091", "did you mean '--plan'?")]
    [InlineData("run --cores many", "TR0091", "a whole number is expected")]
    [InlineData("run --memory 3", "TR0094", "--memory 4GB")]
    [InlineData("run --from trian", "TR0019", "did you mean 'train'?")]
    [InlineData("exec", "TR0091", "UNIT")]
    [InlineData("exec here", "TR0091", "RUN/STAGE/SHARD")]
    [InlineData("run /nowhere", "TR0021", "trestle init")]
    [InlineData("predict --input a.csv", "TR0091", "--output")]
    [InlineData("models promote 1", "TR0091", "--reason")]
    public async Task A_mistake_is_a_problem_with_advice_and_ends_with_1(string line, string code, string advice)
    {
        var typed = await Typed.RunAsync(line.Split(' '));
        typed.Code.ShouldBe(1, typed.ToString());
        typed.Errors.ShouldStartWith(code);
        typed.Errors.ShouldContain(advice);
        typed.Errors.ShouldNotContain("   at ");
        typed.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Problems_are_JSON_when_JSON_is_asked_for()
    {
        var typed = await Typed.RunAsync("status", "/nowhere", "--json");
        typed.Code.ShouldBe(1);
        typed.Json().GetProperty("problems")[0].GetProperty("code").GetString().ShouldBe("TR0021");
        typed.Json().GetProperty("exitCode").GetString().ShouldBe("mistake");
    }

    [Fact]
    public async Task The_stack_trace_is_shown_only_when_asked_for()
    {
        var typed = await Typed.RunAsync("status", "/nowhere", "--verbose");
        typed.Code.ShouldBe(1);
        typed.Errors.ShouldContain("   at Trestle.");
    }

    [Fact]
    public async Task A_run_is_planned_run_reused_shown_and_compared()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(300));
        var planned = await Typed.RunAsync("run", project.Path_, "--to", "clean", "--plan", "--json");
        planned.Json().EnumerateArray().Select(unit => unit.GetProperty("outcome").GetString()).ShouldBe(["run", "depends", "depends"]);

        var first = await Typed.RunAsync("run", project.Path_, "--to", "3");
        first.Code.ShouldBe(0, first.ToString());
        first.Output.ShouldContain("Run 1 finished");
        first.Output.ShouldContain("300 rows × 3 columns");

        planned = await Typed.RunAsync("run", project.Path_, "--to", "clean", "--plan", "--json");
        planned.Json().EnumerateArray().Select(unit => unit.GetProperty("outcome").GetString()).ShouldBe(["reuse", "reuse", "reuse"]);

        var second = await Typed.RunAsync("run", project.Path_, "--to", "clean", "--json");
        second.Json().GetProperty("ran").GetInt32().ShouldBe(0);
        second.Json().GetProperty("reused").GetInt32().ShouldBe(3);
        second.Errors.ShouldContain("2/ingest reused");

        (await Typed.RunAsync("runs", project.Path_, "--json")).Json().GetArrayLength().ShouldBe(2);
        (await Typed.RunAsync("show", project.Path_)).Output.ShouldContain("Run 2 of small: finished");
        StagesIn((await Typed.RunAsync("show", project.Path_)).Output).ShouldBe(["1 ingest", "2 validate-data", "3 clean"]);
        (await Typed.RunAsync("show", project.Path_, "1/validate-data")).Output.ShouldContain("Contract");
        (await Typed.RunAsync("show", project.Path_, "validate-data")).Output.ShouldContain("Run 2, stage 2");
        (await Typed.RunAsync("show", project.Path_, "last/ingest", "--json")).Json().GetProperty("all").GetProperty("raw-table")
            .GetProperty("rows").GetInt32().ShouldBe(300);
        (await Typed.RunAsync("compare", project.Path_, "1", "last")).Output.ShouldContain("no difference");
        (await Typed.RunAsync("status", project.Path_)).Output.ShouldContain("none yet");
        (await Typed.RunAsync("models", project.Path_)).Output.ShouldContain("No version of small is registered yet");
        (await Typed.RunAsync("exec", "1/clean", "--project", project.Path_)).Output.ShouldContain("1 unit run");

        var nothing = await Typed.RunAsync("show", project.Path_, "last/train");
        nothing.Code.ShouldBe(1);
        nothing.Errors.ShouldStartWith("TR0093");
        (await Typed.RunAsync("show", project.Path_, "9")).Errors.ShouldStartWith("TR0092");
        (await Typed.RunAsync("models", project.Path_, "promote", "1", "--reason", "x")).Errors.ShouldStartWith("TR1611");

        static IEnumerable<string> StagesIn(string page) => page.Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is [_, _, "reused", ..])
            .Select(words => $"{words[0]} {words[1]}");
    }

    [Fact]
    public async Task A_changed_setting_is_told_by_plan_and_compare()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(300));
        await Typed.RunAsync("run", project.Path_, "--to", "clean");
        await File.AppendAllTextAsync(
            Path.Combine(project.Path_, "trestle.yaml"), "clean: {drop-duplicates: true}\n", TestContext.Current.CancellationToken);

        var planned = await Typed.RunAsync("run", project.Path_, "--to", "clean", "--plan", "--json");
        var clean = planned.Json()[2];
        clean.GetProperty("outcome").GetString().ShouldBe("run");
        clean.GetProperty("reason").GetString().ShouldBe("changed: the settings 'clean'");

        await Typed.RunAsync("run", project.Path_, "--to", "clean");
        var compared = (await Typed.RunAsync("compare", project.Path_, "1", "2", "--json")).Json().GetProperty("changes")
            .GetProperty("Configuration");
        compared.GetArrayLength().ShouldBe(1);
        compared[0].GetProperty("what").GetString().ShouldBe("clean.drop-duplicates");
        compared[0].GetProperty("first").GetString().ShouldBe("false");
        compared[0].GetProperty("second").GetString().ShouldBe("true");
    }

    [Fact]
    public async Task A_gate_that_refuses_ends_with_2_and_what_was_found_can_be_shown()
    {
        var rows = TestProject.Rows(300).Split('\n').Select((line, i) => i % 10 == 5 ? $"bad,{line.Split(',')[1]},no" : line);
        using var project = new TestProject(TestProject.Small + "columns: {x: {type: number}}\n", string.Join('\n', rows));
        var typed = await Typed.RunAsync("run", project.Path_, "--to", "clean");
        typed.Code.ShouldBe(2, typed.ToString());
        typed.Errors.ShouldStartWith("TR02");
        (await Typed.RunAsync("show", project.Path_, "last/validate-data")).Output.ShouldContain("Quarantine: 30 rows, 10.0 %");
        (await Typed.RunAsync("status", project.Path_)).Output.ShouldContain("refused");
    }

    [Fact]
    public async Task Doctor_finds_a_damaged_artifact_and_a_broken_configuration()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(300));
        await Typed.RunAsync("run", project.Path_, "--to", "clean");
        var well = await Typed.RunAsync("doctor", project.Path_, "--deep", "--json");
        Level(well, "store").ShouldBe("ok");
        Level(well, "database").ShouldBe("ok");
        Level(well, "DuckDB").ShouldBe("ok");

        var store = Path.Combine(project.Path_, ".trestle", "store");
        await File.AppendAllTextAsync(
            Directory.GetFiles(store, "*", SearchOption.AllDirectories)[0], "x", TestContext.Current.CancellationToken);
        var ill = await Typed.RunAsync("doctor", project.Path_, "--deep", "--json");
        ill.Code.ShouldBe(1);
        Level(ill, "store").ShouldBe("problem");

        await File.WriteAllTextAsync(Path.Combine(project.Path_, "trestle.yaml"), "name: [", TestContext.Current.CancellationToken);
        var broken = await Typed.RunAsync("doctor", project.Path_);
        broken.Code.ShouldBe(1);
        broken.Output.ShouldContain("problem");
        broken.Output.ShouldContain("TR00");

        static string? Level(Typed typed, string name) =>
            typed.Json().EnumerateArray().Single(finding => finding.GetProperty("name").GetString() == name)
                .GetProperty("level").GetString();
    }

    [Fact]
    public async Task Names_from_hostile_data_do_not_command_the_terminal()
    {
        using var project = new TestProject(
            TestProject.Small, TestProject.Rows(300).Replace("x,z,y", "x,\"z\u001b[2J\u202E\",y", StringComparison.Ordinal));
        (await Typed.RunAsync("run", project.Path_, "--to", "clean")).Code.ShouldBe(0);
        var shown = await Typed.RunAsync("show", project.Path_, "last/validate-data");
        shown.Output.ShouldContain("z\uFFFD[2J\uFFFD");
        shown.Output.ShouldNotContain("\u001b");
        shown.Output.ShouldNotContain("\u202E");
    }

    [Fact]
    public async Task A_path_with_a_space_is_quoted_in_what_to_type_next()
    {
        using var folder = new TempFolder();
        var place = Directory.CreateDirectory(folder.At("my data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(place, "data.csv"), TestProject.Rows(60), TestContext.Current.CancellationToken);
        var typed = await Typed.RunAsync("init", Path.Combine(place, "data.csv"), "--target", "y");
        typed.Output.ShouldContain($"trestle run '{place}'");
    }
}
