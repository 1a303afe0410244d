using Shouldly;

using Trestle.Cli.Commands;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>Which argument of a command is the project's folder.</summary>
public sealed class OpenProjectTests
{
    [Theory]
    [InlineData("PROJECT last", 1, "PROJECT", "last")]
    [InlineData("last PROJECT", 1, "PROJECT", "last")]
    [InlineData("1 2 PROJECT", 2, "PROJECT", "1 2")]
    [InlineData("PROJECT", 1, "PROJECT", "")]
    [InlineData("last", 1, ".", "last")]
    [InlineData("nowhere last", 1, "nowhere", "last")]
    [InlineData("PROJECT PROJECT", 1, "PROJECT", "PROJECT")]
    public void The_folder_is_first_or_where_a_project_is(string line, int rest, string folder, string names)
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        string Placed(string text) => text.Replace("PROJECT", project.Path_, StringComparison.Ordinal);
        var split = OpenProject.Split(Placed(line).Split(' '), rest);
        split.Folder.ShouldBe(Placed(folder));
        string.Join(' ', split.Names).ShouldBe(Placed(names));
    }
}
