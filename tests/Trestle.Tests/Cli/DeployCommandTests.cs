using Shouldly;

using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What people see of deployments; nothing is started here.</summary>
public sealed class DeployCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
            starts the host again: the host does not answer: its process is gone


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
        typed.Code.ShouldBe(1, typed.ToString());
        typed.Output.ShouldContain("small: rolling out, nothing answers");
        typed.Output.ShouldContain("canary of version 2, step 2 of 4");
        typed.Output.ShouldContain("the host does not answer");
        (await Typed.RunAsync("deployments", world.Project.Folder, "--json")).Json()[0].GetProperty("deployment").GetProperty("rollout")
            .GetProperty("to").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_host_that_is_gone_is_told_by_every_command_that_looks_and_fails_them()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        var folder = world.Project.Folder;
        var status = await Typed.RunAsync("status", folder);
        status.Code.ShouldBe(1, status.ToString());
        status.Output.ShouldContain("nothing; version 1 should");
        status.Output.ShouldContain("version 1 does not answer: the host does not answer: its process is gone");
        (await Typed.RunAsync("status", folder, "--json")).Json().GetProperty("answers")[0].GetProperty("trouble").GetString()
            .ShouldBe("the host does not answer: its process is gone");
        var deployments = await Typed.RunAsync("deployments", folder);
        deployments.Code.ShouldBe(1, deployments.ToString());
        deployments.Output.ShouldContain("small: down, nothing answers");
        deployments.Output.ShouldContain($"trestle start {folder}");
        var doctor = await Typed.RunAsync("doctor", folder, "--json");
        doctor.Code.ShouldBe(1, doctor.ToString());
        var finding = doctor.Json().EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == "deployment small");
        finding.GetProperty("level").GetString().ShouldBe("problem");
        finding.GetProperty("fix").GetString().ShouldBe($"start it: trestle start {folder}");
        var plan = await Typed.RunAsync("deploy", folder, "1", "--plan", "--json");
        plan.Json().GetProperty("notes").EnumerateArray().Select(note => note.GetString()).ShouldBe(
            ["version 1 is already live", "starts the host again: the host does not answer: its process is gone"]);
    }

    [Fact]
    public async Task What_was_stopped_on_purpose_is_no_fault_and_is_started_again()
    {
        using var world = await DeployWorld.MakeAsync("deploy: {target: kubernetes, strategy: direct, monitor: none}\n");
        Images.Write(world.Project, "small", 1);
        var folder = world.Project.Folder;
        (await Typed.RunAsync("stop", folder)).Errors.ShouldStartWith("TR1802");
        (await Typed.RunAsync("deploy", folder, "1")).Code.ShouldBe(0);
        var stopped = await Typed.RunAsync("stop", folder, "--reason", "maintenance");
        stopped.Code.ShouldBe(0, stopped.ToString());
        stopped.Output.ShouldContain("small is stopped: maintenance; nothing answers");
        stopped.Output.ShouldContain($"trestle start {folder}");
        var manifest = Path.Combine(world.Project.StateFolder, "deployments", "small", "kubernetes.yaml");
        (await File.ReadAllTextAsync(manifest, Cancellation)).ShouldContain("# Stopped: maintenance. Nothing runs.");
        var status = await Typed.RunAsync("status", folder);
        status.Code.ShouldBe(0, status.ToString());
        status.Output.ShouldContain("version 1 does not answer: it is stopped: maintenance");
        (await Typed.RunAsync("deployments", folder)).Output.ShouldContain("small: stopped");
        (await Typed.RunAsync("doctor", folder)).Output.ShouldContain("stopped on purpose: maintenance");
        (await Typed.RunAsync("rollback", folder)).Errors.ShouldStartWith("TR1841");
        var started = await Typed.RunAsync("start", folder);
        started.Code.ShouldBe(0, started.ToString());
        started.Output.ShouldContain("small: version 1 is live in what was written for kubernetes");
        (await File.ReadAllTextAsync(manifest, Cancellation)).ShouldContain("kind: Deployment");
    }

    [Fact]
    public async Task A_retired_version_is_listed_and_brought_back_with_a_reason()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        await world.DeployAsync(2);
        var folder = world.Project.Folder;
        (await Typed.RunAsync("models", folder, "restore", "1", "--reason", "x")).Errors.ShouldStartWith("TR1843");
        await world.Open().RetireAsync("small", 1, "ann", "replaced", null, Cancellation);
        (await Typed.RunAsync("models", folder, "--json")).Json().GetProperty("versions").EnumerateArray()
            .Select(version => version.GetProperty("retired").GetString()).ShouldBe([null, null, "replaced"]);
        var refused = await Typed.RunAsync("deploy", folder, "1", "--plan");
        refused.Errors.ShouldStartWith("TR1805");
        refused.Errors.ShouldContain("trestle models restore 1 --reason TEXT");
        (await Typed.RunAsync("models", folder, "restore", "1")).Errors.ShouldStartWith("TR0091");
        var restored = await Typed.RunAsync("models", folder, "restore", "1", "--reason", "by mistake");
        restored.Code.ShouldBe(0, restored.ToString());
        restored.Output.ShouldContain($"trestle deploy {folder} 1");
        (await Typed.RunAsync("deploy", folder, "1", "--plan")).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("deploy {0} 9", "TR1612")]
    [InlineData("deploy {0} 2 --strategy bluegreen", "TR1803")]
    [InlineData("deploy {0} 2 --name ../up", "TR1801")]
    [InlineData("rollback {0}", "TR1802")]
    [InlineData("start {0}", "TR1802")]
    [InlineData("stop {0} --name ..", "TR1801")]
    [InlineData("models {0} restore 9 --reason x", "TR1612")]
    [InlineData("models {0} restore 1 --reason x", "TR1802")]
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
