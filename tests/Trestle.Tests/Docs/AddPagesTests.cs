using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Tests.Architecture;

using Xunit;

namespace Trestle.Tests.Docs;

/// <summary>The pages that say how to add an implementation of each extension point.</summary>
public sealed partial class AddPagesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "add");

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileName(file))];

    [Fact]
    public void Every_extension_point_has_a_page_that_the_index_names()
    {
        var index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var pages = Row().Matches(index).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

        pages.Keys.ShouldBe(ExtensionPoints.All.Select(point => point.Data), ignoreOrder: true);
        pages.Values.ShouldBe(Pages.Select(page => page.Data).Except(["README.md"]), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_files_and_contracts_that_a_page_names_exist(string page)
    {
        var text = File.ReadAllText(Path.Combine(Folder, page));
        var places = Place().Matches(text).Select(place => place.Value.Trim('`'))
            .Where(place => !place.Contains("My", StringComparison.Ordinal));

        places.Where(place => !Path.Exists(Path.Combine(Repository.Root, place))).ShouldBeEmpty();
        foreach (var contract in Contract().Matches(text).Select(contract => contract.Groups[1].Value))
        {
            Directory.GetFiles(Path.Combine(Repository.Root, "tests"), $"{contract}.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
                .ShouldHaveSingleItem(contract);
        }
    }

    [GeneratedRegex(@"^\|[^|]*\| `(\w+)` \| \[([\w.-]+)\]", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(src|tests|bench|docs)/[\w./-]+`")]
    private static partial Regex Place();

    [GeneratedRegex(@"Contract: `(\w+)`")]
    private static partial Regex Contract();
}
