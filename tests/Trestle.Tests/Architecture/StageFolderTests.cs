using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>The tests are where the stage is: a folder for each of the stages, with tests in it.</summary>
public sealed class StageFolderTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Trestle.Tests", "Stages");

    public static TheoryData<string> Folders => [.. Stage.All.Select(NameOf)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_stage_has_a_folder_with_tests_of_its_own(string name) => Texts(name)
        .Any(text => text.Contains("[Fact]", StringComparison.Ordinal) || text.Contains("[Theory]", StringComparison.Ordinal))
        .ShouldBeTrue($"a class with tests in Stages/{name}");

    [Fact]
    public void A_numbered_folder_is_one_of_a_stage() => Directory.EnumerateDirectories(Folder)
        .Select(path => Path.GetFileName(path))
        .Where(name => char.IsAsciiDigit(name[0]))
        .ShouldBe(Stage.All.Select(NameOf), ignoreOrder: true);

    private static string NameOf(Stage stage) => $"{stage.Number:00}-{stage.Name}";

    private static IEnumerable<string> Texts(string name) => Directory.Exists(Path.Combine(Folder, name))
        ? SourceTree.Files(Path.Combine(Folder, name)).Select(File.ReadAllText)
        : [];
}
