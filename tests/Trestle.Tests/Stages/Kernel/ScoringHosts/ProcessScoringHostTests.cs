using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.ScoringHosts;

/// <summary>A scoring host that cannot be started.</summary>
public sealed class ProcessScoringHostTests
{
    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var problem = await StartAsync("/nowhere/Trestle.Serving.dll");
        (problem.Code, problem.Where).ShouldBe(("TR1941", "/nowhere/Trestle.Serving.dll"));
    }

    [Fact]
    public async Task The_last_words_of_a_program_that_ends_are_told()
    {
        using var folder = new TempFolder();
        folder.Write("Trestle.Serving.dll", "no assembly");
        var problem = await StartAsync(folder.At("Trestle.Serving.dll"));
        problem.Code.ShouldBe("TR1942");
        problem.Found.Length.ShouldBeGreaterThan("the scoring host did not start: ".Length);
    }

    [Fact]
    public async Task A_host_that_takes_too_long_is_told_with_the_setting_and_how_to_go_on()
    {
        using var folder = new TempFolder();
        folder.Write("Trestle.Serving.dll", "no assembly");
        var problem = await StartAsync(folder.At("Trestle.Serving.dll"), TimeSpan.Zero);
        (problem.Code, problem.Expected).ShouldBe(("TR1991", "an answer within serve.start-limit"));
        problem.Fix.ShouldStartWith("run the same command to resume");
    }

    private static async Task<Problem> StartAsync(string program, TimeSpan? limit = null)
    {
        var host = new ProcessScoringHost(program, TimeProvider.System) { StartLimit = limit ?? TimeSpan.FromMinutes(1) };
        var start = async () => await host.StartAsync(
            "model.trestle", "127.0.0.1", 0, new RequestPolicy(), null, TestContext.Current.CancellationToken);
        return (await Should.ThrowAsync<TrestleException>(start)).Problems.ShouldHaveSingleItem();
    }
}
