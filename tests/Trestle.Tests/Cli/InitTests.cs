using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed partial class InitTests
{
    private const string Table = "customer_id,signed,age,plan,churn\nc1,2024-01-05,31,basic,no\nc2,2024-02-17,,plus,yes\n"
        + "c3,2024-03-28,57,basic,no\n";

    [Fact]
    public async Task What_is_written_binds_and_says_what_was_seen()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("init", folder.Write("my customers.2024.csv", Table), "--target", "churn");
        typed.Code.ShouldBe(0, typed.ToString());

        var settings = Project.Open(folder.Path).Settings;
        settings.Name.ShouldBe("my-customers");
        settings.MainSource.Path.ShouldBe(["my customers.2024.csv"]);
        settings.Table.Target.ShouldBe("churn");
        settings.Table.Time.ShouldBeNull();

        var text = await File.ReadAllTextAsync(folder.At("trestle.yaml"), TestContext.Current.CancellationToken);
        text.ShouldStartWith("# yaml-language-server: $schema=trestle.schema.json\n");
        text.ShouldMatch(@"\n# \| age +number, decimal '\.' +100\.0 % +2 +1\n");
        text.ShouldContain("#time: signed\n");
        text.ShouldContain("#key: [customer_id]\n");
        (await File.ReadAllTextAsync(folder.At("trestle.schema.json"), TestContext.Current.CancellationToken))
            .ShouldContain("json-schema.org");
    }

    [Fact]
    public async Task Every_choice_that_is_commented_out_binds_when_it_is_taken_in()
    {
        // A secret is read from the variable that the file names.
        Environment.SetEnvironmentVariable("TRESTLE_DATABASE", "Host=nowhere");
        Environment.SetEnvironmentVariable("TLS_PASSWORD", "secret");
        Environment.SetEnvironmentVariable("LINEAGE_TOKEN", "secret");
        Environment.SetEnvironmentVariable("OIDC_SECRET", "secret");
        Environment.SetEnvironmentVariable("SLACK_URL", "https://hooks.example.org/secret");
        using var folder = new TempFolder();
        await Typed.RunAsync("init", folder.Write("customers.csv", Table), "--target", "churn");
        var text = await File.ReadAllTextAsync(folder.At("trestle.yaml"), TestContext.Current.CancellationToken);
        var all = string.Join('\n', text.Split('\n').Select(line => Choice().IsMatch(line) ? line[1..] : line));
        all.ShouldContain("\ntask: auto\n");
        all.ShouldContain("\npositive-class: \"yes\"\n");

        var settings = ProjectBinder.Bind(all, "trestle.yaml").Value;
        settings.Table.Time.ShouldBe("signed");
        settings.Table.Key.ShouldBe(["customer_id"]);
        settings.Split.ShouldBe(new SplitSettings
        {
            Gap = TimeSpan.FromDays(14),
            Window = TimeSpan.FromDays(730),
            Horizon = TimeSpan.FromDays(90),
        });
        (settings.Train.Trials, settings.Budget).ShouldBe((12, TimeSpan.FromMinutes(5)));
        settings.SelectBest.Value.ShouldNotBeNull().FalsePositive!.Text.ShouldBe("-20");
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("a: b")]
    [InlineData("a # b")]
    [InlineData("'quoted\"")]
    [InlineData("- x")]
    [InlineData("12")]
    [InlineData("back\\slash")]
    [InlineData("größe €")]
    [InlineData("in side")]
    [InlineData("{x}")]
    public async Task Any_column_can_be_the_target(string column)
    {
        using var folder = new TempFolder();
        var quoted = $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", $"x,{quoted}\n1,a\n2,b\n3,a\n"), "--target", column);
        typed.Code.ShouldBe(0, typed.ToString());
        Project.Open(folder.Path).Settings.Table.Target.ShouldBe(column);
    }

    [Fact]
    public async Task A_target_that_is_not_there_brings_the_nearest_and_writes_nothing()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", Table), "--target", "chrun");
        typed.Code.ShouldBe(1);
        typed.Errors.ShouldStartWith("TR0096");
        typed.Errors.ShouldContain("did you mean 'churn'?");
        File.Exists(folder.At("trestle.yaml")).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_target_the_columns_are_named_and_nothing_is_written()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", "a,b,c\n1,2,3\n4,5,6\n"));
        typed.Code.ShouldBe(1);
        typed.Errors.ShouldStartWith("TR0189");
        typed.Errors.ShouldContain("add --target with one of: a, b, c");
        File.Exists(folder.At("trestle.yaml")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_configuration_that_is_there_is_kept_unless_forced()
    {
        using var folder = new TempFolder();
        var data = folder.Write("data.csv", Table);
        folder.Write("trestle.yaml", "mine");
        var typed = await Typed.RunAsync("init", data, "--target", "churn");
        typed.Code.ShouldBe(1);
        typed.Errors.ShouldStartWith("TR0097");
        File.ReadAllText(folder.At("trestle.yaml")).ShouldBe("mine");
        (await Typed.RunAsync("init", data, "--target", "churn", "--force")).Code.ShouldBe(0);
        Project.Open(folder.Path).Settings.Name.ShouldBe("data");
    }

    [Fact]
    public async Task Another_folder_and_name_can_be_given()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.At("in"));
        var typed = await Typed.RunAsync(
            "init", folder.Write("in/data.csv", Table), "--target", "churn", "--output", folder.At("out"), "--name", "churn-2", "--json");
        typed.Json().GetProperty("source").GetString().ShouldBe("../in/data.csv");
        Project.Open(folder.At("out")).Settings.Name.ShouldBe("churn-2");
        Project.Open(folder.At("out")).Settings.MainSource.Path.ShouldBe(["../in/data.csv"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x,y\n")]
    [InlineData("\0\u0001\u0002")]
    public async Task A_file_that_is_no_table_is_a_mistake_or_has_columns_but_never_a_bug(string content)
    {
        using var folder = new TempFolder();
        (await Typed.RunAsync("init", folder.Write("data.csv", content), "--target", "y")).Code.ShouldBeOneOf(0, 1);
        (await Typed.RunAsync("init", folder.At("nowhere.csv"), "--target", "y")).Code.ShouldBe(1);
    }

    /// <summary>A choice that is commented out: prose has a space and then a word behind the '#', at any indentation.</summary>
    [GeneratedRegex(@"^#( {2})*[a-z-]+:")]
    private static partial Regex Choice();
}
