using Shouldly;

using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What people see of deployments; nothing is started here.</summary>
public sealed class DeployCommandTests
{
    [Fact]
    public async Task A_plan_shows_each_step_and_what_it_waits_for()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {strategy: canary, hold: 90s}\n");
        await world.DeployAsync(1);
        var typed = await Typed.RunAsync("deploy", world.Project.Folder, "2", "--plan");
        typed.Code.ShouldBe(0, typed.ToString());
        Typed.Trimmed(typed.Output).ShouldBe("""
            small on process: version 1 to 2, canary
            step  name                         routes                  continues when
               1  loaded and proven            version 1 live,         its answers to the
                                               version 2 ready         sample rows match the
                                                                       training
               2  10 % of the requests         version 1 live 90 %,    90s have passed and
                                               version 2 canary 10 %   it is shown to be no
                                                                       worse
               3  50 % of the requests         version 1 live 50 %,    90s have passed and
                                               version 2 canary 50 %   it is shown to be no
                                                                       worse
               4  live, version 1 stays ready  version 2 live,
                                               version 1 ready


            """);
        (await Typed.RunAsync("deploy", world.Project.Folder, "2", "--plan", "--json")).Json().GetProperty("steps")
            .GetArrayLength().ShouldBe(4);
        (await world.AuditAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_state_of_a_rollout_is_shown_with_what_it_waits_for()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {hold: 10m}\n");
        (await Typed.RunAsync("deployments", world.Project.Folder)).Output.ShouldContain("Nothing is deployed yet");
        await world.DeployAsync(1);
        await world.DeployAsync(2, "canary");
        var typed = await Typed.RunAsync("deployments", world.Project.Folder);
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldContain("small: rolling out, nothing answers");
        typed.Output.ShouldContain("canary of version 2, step 2 of 4");
        typed.Output.ShouldContain("the host does not answer");
        (await Typed.RunAsync("deployments", world.Project.Folder, "--json")).Json()[0].GetProperty("deployment").GetProperty("rollout")
            .GetProperty("to").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("deploy {0} 9", "TR1612")]
    [InlineData("deploy {0} 2 --strategy bluegreen", "TR1803")]
    [InlineData("deploy {0} 2 --name ../up", "TR1801")]
    [InlineData("rollback {0}", "TR1802")]
    [InlineData("rollback {0} --name ..", "TR1801")]
    [InlineData("retire {0} 1", "TR0091")]
    [InlineData("retire {0} some --reason x", "TR0091")]
    [InlineData("retire {0} 1 --reason x", "TR1802")]
    public async Task A_mistake_is_told_and_nothing_is_done(string line, string code)
    {
        using var world = await DeployWorld.MakeAsync();
        var typed = await Typed.RunAsync([.. line.Split(' ').Select(word => word == "{0}" ? world.Project.Folder : word)]);
        typed.Code.ShouldBe(1, typed.ToString());
        typed.Errors.ShouldContain(code);
        Directory.Exists(Path.Combine(world.Project.StateFolder, "deployments")).ShouldBeFalse();
    }
}
