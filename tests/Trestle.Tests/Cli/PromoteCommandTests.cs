using System.Text.Json;

using Shouldly;

using Trestle.Stages.Register;
using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What people see of the champion and of what answers. Target kubernetes starts nothing: it writes a file.</summary>
public sealed class PromoteCommandTests
{
    private const string Settings = "deploy: {target: kubernetes, strategy: direct, monitor: none}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promoting_does_not_leave_the_live_deployment_behind()
    {
        using var world = await DeployWorld.MakeAsync(Settings);
        Images.Write(world.Project, "small", 1, 2);
        var folder = world.Project.Folder;
        (await Typed.RunAsync("deploy", folder, "1")).Code.ShouldBe(0);

        var refused = await Typed.RunAsync("models", folder, "promote", "2", "--reason", "better");
        refused.Code.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldStartWith("TR1818");
        refused.Errors.ShouldContain("version 1 of 'small' answers since");
        (await world.ChampionAsync()).ShouldBe(1);

        var deployed = await Typed.RunAsync("models", folder, "promote", "2", "--reason", "better", "--deploy");
        deployed.Code.ShouldBe(0, deployed.ToString());
        deployed.Output.ShouldContain("small version 2 is the champion now; it was version 1.");
        deployed.Output.ShouldContain("small: version 2 is live in what was written for kubernetes");
        (await world.ChampionAsync()).ShouldBe(2);
        var again = await Typed.RunAsync("models", folder, "promote", "2", "--reason", "again");
        again.Output.ShouldContain("small version 2 is the champion already.");
    }

    [Fact]
    public async Task Without_a_deployment_promoting_moves_the_alias_alone()
    {
        using var world = await DeployWorld.MakeAsync();
        var typed = await Typed.RunAsync("models", world.Project.Folder, "promote", "2", "--reason", "better", "--json");
        typed.Code.ShouldBe(0, typed.ToString());
        var document = typed.Json();
        (document.GetProperty("before").GetInt32(), document.GetProperty("champion").GetInt32()).ShouldBe((1, 2));
        document.GetProperty("deployment").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Status_shows_the_champion_and_what_answers_and_that_they_differ()
    {
        using var world = await DeployWorld.MakeAsync(Settings);
        Images.Write(world.Project, "small", 1);
        var folder = world.Project.Folder;
        (await Typed.RunAsync("status", folder)).Output.ShouldContain("nothing is deployed");
        await Typed.RunAsync("deploy", folder, "1");
        var same = (await Typed.RunAsync("status", folder, "--json")).Json();
        same.GetProperty("champion").GetInt32().ShouldBe(1);
        same.GetProperty("answers")[0].GetProperty("version").GetInt32().ShouldBe(1);
        same.GetProperty("answers")[0].GetProperty("since").GetDateTimeOffset().Year.ShouldBeGreaterThan(2000);
        same.GetProperty("difference").ValueKind.ShouldBe(JsonValueKind.Null);

        await world.Records.SetAliasAsync("small", ModelRegistry.Champion, 2, "bob", "better", Cancellation);
        var output = (await Typed.RunAsync("status", folder)).Output;
        output.ShouldContain("version 1 since");
        output.ShouldContain("the champion is version 2, but version 1 answers");
        var differs = (await Typed.RunAsync("status", folder, "--json")).Json();
        differs.GetProperty("difference").GetString()!.ShouldStartWith("the champion is version 2, but version 1 answers");
    }
}
