using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class AuditCommandTests
{
    [Fact]
    public async Task An_old_copy_of_the_database_that_was_put_back_is_found_and_accepted_with_a_reason()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(20));
        var database = Path.Combine(project.Path_, ".trestle", "trestle.db");
        await Typed.RunAsync("keys", "create", project.Path_, "anna", "--role", "editor");
        SqliteConnection.ClearAllPools();
        File.Copy(database, $"{database}.copy");
        await Typed.RunAsync("keys", "create", project.Path_, "ben", "--role", "editor");
        (await Typed.RunAsync("audit", "verify", project.Path_)).Code.ShouldBe(0);

        SqliteConnection.ClearAllPools();
        foreach (var part in new[] { "-wal", "-shm" })
        {
            File.Delete(database + part);
        }

        File.Copy($"{database}.copy", database, overwrite: true);
        var lost = await Typed.RunAsync("audit", "verify", project.Path_);
        lost.Code.ShouldBe(2);
        lost.Errors.ShouldStartWith("TR0020");
        lost.Errors.ShouldContain("entry 2 was written");
        (await Typed.RunAsync("doctor", project.Path_)).Output.ShouldContain("audit log");

        (await Typed.RunAsync("audit", "accept", project.Path_, "--reason", "the copy of Monday")).Output
            .ShouldContain("Entry 2 accepts 1 fault.");
        (await Typed.RunAsync("audit", "verify", project.Path_)).Code.ShouldBe(0);
    }
}
