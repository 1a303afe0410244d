using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Docs;

/// <summary>The pages of the stages are written by hand: what they show must be what can be typed.</summary>
public sealed partial class StagePagesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "stages");

    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_configuration_on_a_page_can_be_read(string page)
    {
        using var folder = new TempFolder();
        foreach (Match block in Yaml().Matches(File.ReadAllText(Path.Combine(Folder, page))))
        {
            var text = block.Groups[1].Value;
            foreach (Match variable in Variable().Matches(text))
            {
                Environment.SetEnvironmentVariable(variable.Groups[1].Value, "https://hooks.example.org/secret");
            }

            var needed = new[] { "name: shown", "source: data.csv", "target: y" }.Where(
                line => !text.Contains($"\n{line.Split(' ')[0]}", StringComparison.Ordinal)
                    && !(line.StartsWith("source", StringComparison.Ordinal) && text.Contains("\nsources:", StringComparison.Ordinal)));
            Should.NotThrow(() => Project.Parse(folder.Path, Project.FileName, $"{string.Join('\n', needed)}\n{text}"), text)
                .Notices.ShouldBeEmpty("the page uses a former name");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_is_called_like_its_stage_and_its_links_lead_somewhere(string page)
    {
        var stage = Stage.All.SingleOrDefault(stage => $"{stage.Number:00}-{stage.Slug}.md" == page);
        stage.ShouldNotBeNull();
        var text = File.ReadAllText(Path.Combine(Folder, page));
        text.ShouldStartWith($"# Stage {stage.Number}: ");
        foreach (Match link in Link().Matches(text))
        {
            File.Exists(Path.Combine(Folder, link.Groups[1].Value)).ShouldBeTrue($"{page} links to {link.Groups[1].Value}");
        }
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"```yaml(\n.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
