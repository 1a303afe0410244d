using Shouldly;

using Trestle.Stages.Kernel.Access;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class KeysCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_are_listed_with_the_keys_and_ended()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(20));
        await Typed.RunAsync("keys", "create", project.Path_, "anna", "--role", "editor");
        var records = await project.RecordsAsync();
        var session = await new AccessSessions(records, TimeProvider.System)
            .OpenAsync("anna", Role.Editor, "anna", "with the key", Cancellation);

        (await Typed.RunAsync("keys", project.Path_)).Output.ShouldContain(session.Id);
        var listed = await Typed.RunAsync("keys", "sessions", project.Path_, "--json");
        listed.Json()[0].GetProperty("id").GetString().ShouldBe(session.Id);

        (await Typed.RunAsync("keys", "sessions", "end", project.Path_, session.Id)).Output
            .ShouldContain($"Session {session.Id} has ended.");
        var again = await Typed.RunAsync("keys", "sessions", "end", project.Path_, session.Id);
        again.Code.ShouldBe(1);
        again.Errors.ShouldStartWith("TR0126");
        (await Typed.RunAsync("keys", "sessions", project.Path_)).Output.ShouldContain("Nobody is signed in.");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("viewer,admin")]
    [InlineData("root")]
    public async Task A_role_is_one_of_the_four_words(string word)
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(20));
        await Typed.RunAsync("keys", "create", project.Path_, "anna", "--role", "editor");
        var refused = await Typed.RunAsync("keys", "role", project.Path_, "anna", "--role", word);
        refused.Code.ShouldBe(1);
        refused.Errors.ShouldStartWith("TR0089");
        (await Typed.RunAsync("keys", "role", project.Path_, "anna", "--role", "viewer")).Output.ShouldContain("Key anna is now viewer.");
    }
}
