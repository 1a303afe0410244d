using System.Text.RegularExpressions;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>Rules for the text of the sources that neither the compiler nor the formatter checks.</summary>
public sealed partial class SourceLines
{
    private const int LongestLine = 140;

    /// <summary>Projects whose lines are checked.</summary>
    public static TheoryData<string> WrappedProjects =>
    [
        "src/Trestle.Core", "src/Trestle.Rows", "src/Trestle.Learners", "src/Trestle.Storage", "src/Trestle.Serving", "src/Trestle.Stages",
        "src/Trestle.Web", "src/Trestle.Cli", "src/Trestle.Server",
        "tests/Trestle.EndToEnd", "tests/Trestle.Tests", "tests/Trestle.Testing", "bench",
    ];

    [Theory]
    [MemberData(nameof(WrappedProjects))]
    public void Lines_have_at_most_140_characters(string project)
    {
        var files = Files(project);
        files.ShouldNotBeEmpty();
        var tooLong = from file in files
                      from line in File.ReadLines(file).Index()
                      where line.Item.Length > LongestLine
                      select $"{file}:{line.Index + 1} has {line.Item.Length} characters";
        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void Sources_take_the_time_from_a_TimeProvider()
    {
        var reads = from file in Files("src")
                    from line in File.ReadLines(file).Index()
                    where MachineTime().IsMatch(line.Item)
                    select $"{file}:{line.Index + 1}: {line.Item.Trim()}";
        reads.ShouldBeEmpty();
    }

    /// <summary>The sources in a folder, without generated ones.</summary>
    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !file.Contains("/obj/") && !file.Contains("/Migrations/")),
    ];

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bEnvironment\.TickCount|\bStopwatch\b")]
    private static partial Regex MachineTime();
}
