using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Testing;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What commands refuse after the command line was understood.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("audit verify PROJECT --kept 12", "TR0030 --kept 12\n")]
    [InlineData("keys create PROJECT robot --role boss", "TR0089 'boss' is not a role\n")]
    [InlineData("up PROJECT", "TR0088 the server is missing\n")]
    [InlineData("life PROJECT", "TR0174 no trigger for a new training is set\n")]
    public async Task A_command_that_cannot_do_its_work_says_why(string line, string found)
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        var typed = await Typed.RunAsync([.. line.Split(' ').Select(word => word == "PROJECT" ? project.Path_ : word)]);
        typed.Code.ShouldBe(1, typed.ToString());
        typed.Errors.ShouldStartWith(found);
    }

    [Fact]
    public async Task A_day_that_is_none_is_refused()
    {
        const string Renewed = $"{TestProject.Small}retrain-or-retire: {{when: {{new-rows: 100}}, then: compete}}\n";
        using var project = new TestProject(Renewed, TestProject.Rows(60));
        var typed = await Typed.RunAsync("life", project.Path_, "--from", "2014-02-30");
        typed.Code.ShouldBe(1, typed.ToString());
        typed.Errors.ShouldStartWith("TR0177 '2014-02-30' is not a valid date\n");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("data.csv", TestProject.Rows(60));
        var typed = await Typed.RunAsync("init", folder.At("data.csv"), "--target", "y", "--output", folder.At("data.csv/inside"));
        typed.Code.ShouldBe(1, typed.ToString());
        typed.Errors.ShouldStartWith("TR0098 the file cannot be written: ");
    }

    [Fact]
    public async Task An_audit_log_that_was_changed_is_refused()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        await Typed.RunAsync("keys", "create", project.Path_, "robot", "--role", "viewer");
        (await Typed.RunAsync("audit", "verify", project.Path_)).Code.ShouldBe(0);
        await ChangeAsync(Path.Combine(project.Path_, ".trestle"));

        var typed = await Typed.RunAsync("audit", "verify", project.Path_);
        typed.Code.ShouldBe(2, typed.ToString());
        typed.Errors.ShouldStartWith("TR0020 the audit log or the records were changed past Trestle: entry 1 was changed");
    }

    private static async Task ChangeAsync(string folder)
    {
        var file = Directory.GetFiles(folder, "*.db").ShouldHaveSingleItem();
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER Audit_NoUpdate; UPDATE \"Audit\" SET \"Reason\" = 'another'";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
