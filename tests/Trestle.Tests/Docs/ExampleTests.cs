using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Cli;
using Trestle.Cli.Commands;
using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Lifecycle;
using Trestle.Tests.Cli;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Docs;

/// <summary>Whatever the documents, the help and the generated configuration show as an example can be used as it stands.</summary>
public sealed partial class ExampleTests
{
    private const string Base = "name: shown\nsource: data.csv\ntarget: y\n";

    private static readonly RecordShape Settings = ProjectBinder.Model.Describe(typeof(ProjectSettings));

    /// <summary>The documents that people read; the pages of errors are generated.</summary>
    public static TheoryData<string> Pages =>
    [
        .. new[] { Repository.Root, At("docs"), At("docs", "stages"), At("docs", "add") }
            .SelectMany(folder => Directory.GetFiles(folder, "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_example_of_a_setting_is_a_valid_value_of_it()
    {
        var (tried, refused) = (0, new List<string>());

        // A reference to a variable of the environment is valid where that is set.
        foreach (var (place, yaml) in Examples(Settings, example => example).Where(example => !example.Yaml.Contains("${")))
        {
            var top = yaml.Split(':')[0];
            var others = Base.Split('\n').Where(line => line.Length > 0 && line.Split(':')[0] != top);
            var text = string.Join('\n', others.Append(yaml));
            tried++;
            try
            {
                ProjectBinder.Bind(text, "trestle.yaml");
            }
            catch (TrestleException mistake)
            {
                refused.Add($"{place}: {yaml}: {mistake.Problems[0].Code} {mistake.Problems[0].Found}");
            }
        }

        refused.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task The_examples_of_rules_and_steps_run()
    {
        var settings = string.Concat(
            new[] { "validate-data.expectations", "clean.steps", "standardise.steps", "extract-features.steps" }.Select(place =>
            {
                var (section, key) = (place.Split('.')[0], place.Split('.')[1]);
                var record = (RecordShape)Settings.Settings.Single(setting => setting.Key == section).Shape;
                return $"{section}: {{{key}: {record.Settings.Single(setting => setting.Key == key).Example}}}\n";
            }));
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"{20 + (i % 50)},{"abc"[i % 3]},{(i % 50) + (i % 7)}\n"));
        using var project = new TestProject(TestProject.Small + settings, $"age,city,y\n{rows}");
        (await project.RunAsync(Stage.SelectFeatures)).Artifacts.Places.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_in_a_document_can_be_typed(string page)
    {
        var text = File.ReadAllText(At(page)).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (var line in Block().Matches(text).SelectMany(block => block.Groups[1].Value.Split('\n')))
        {
            if (Line().Match(line) is { Success: true } typed)
            {
                Check(typed.Groups[1].Value, page);
            }
        }
    }

    [Fact]
    public void Every_example_of_the_help_can_be_typed()
    {
        foreach (var verb in Verbs(Root()))
        {
            foreach (var example in verb.Examples.Where(example => !example.Contains('…', StringComparison.Ordinal)))
            {
                Check(example["trestle".Length..].Trim(), verb.Name);
            }
        }
    }

    private static void Check(string arguments, string where)
    {
        var words = Word().Matches(arguments).Select(word => word.Value.Trim('"', '\'')).TakeWhile(word => word != "#").ToArray();
        Root().Parse(words).Errors.Select(error => error.Message).ShouldBeEmpty($"{where}: trestle {arguments}");
    }

    private static Verb Root()
    {
        var writer = new StringWriter();
        return CommandLine.Create(new Terminal(Typed.Console(writer), Typed.Console(writer), writer, TimeProvider.System));
    }

    private static IEnumerable<Verb> Verbs(Verb verb) => verb.Subcommands.OfType<Verb>().SelectMany(Verbs).Prepend(verb);

    private static string At(params string[] place) => Path.Combine([Repository.Root, .. place]);

    /// <summary>Every example with its place, as YAML of one line in which only it and what is required stand.</summary>
    private static IEnumerable<(string Place, string Yaml)> Examples(RecordShape record, Func<string, string> around, string place = "")
    {
        foreach (var setting in record.Settings)
        {
            var needed = string.Concat(record == Settings ? [] : record.Settings
                .Where(other => other.Required && other != setting).Select(other => $"{other.Key}: {other.Example ?? "x"}, "));
            string Inside(string value) => around(record == Settings ? $"{setting.Key}: {value}" : $"{{{needed}{setting.Key}: {value}}}");
            if (setting.Example is { } example)
            {
                yield return ($"{place}{setting.Key}", Inside(example));
            }

            foreach (var inner in Inner(setting.Shape, Inside, $"{place}{setting.Key}."))
            {
                yield return inner;
            }
        }
    }

    private static IEnumerable<(string Place, string Yaml)> Inner(Shape shape, Func<string, string> around, string place) => shape switch
    {
        RecordShape record => Examples(record, around, place),
        ListShape list => Inner(list.Item, value => around($"[{value}]"), place),
        MapShape map => Inner(map.Item, value => around($"{{x: {value}}}"), $"{place}x."),
        ChoiceShape choice => choice.Entries.SelectMany(
            entry => Examples(entry.Value, value => around($"{{{entry.Key}: {value}}}"), $"{place}{entry.Key}.")),
        _ => [],
    };

    [GeneratedRegex(@"```(?:sh|bash)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*(?:\$ )?(?:\./)?trestle ([^|<>]*)$")]
    private static partial Regex Line();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+")]
    private static partial Regex Word();
}
