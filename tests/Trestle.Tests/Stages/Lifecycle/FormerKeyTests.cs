using Shouldly;

using Trestle.Cli.Simulations;
using Trestle.Core.Configuration;
using Trestle.Rows.Steps;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Tests.Cli;

using Xunit;

namespace Trestle.Tests.Stages.Lifecycle;

/// <summary>Configurations, plans and documents with the names of earlier versions.</summary>
public sealed class FormerKeyTests
{
    private const string Old = """
        name: small
        source: data.csv
        target: y
        positive: yes
        validate-data:
          expectations: [{one-of: {column: z, values: [a, b, c]}}]
        extract-features:
          steps:
            - fill: {columns: [x], with: mode}
            - scale-standard: {columns: [x]}
            - scale-robust
            - target: {columns: [z]}
            - frequency
            - ordinal
        select-features: {leak: 0.99}
        train: {code-limit: 1h}
        deploy: {canary: {patience: 4h}}
        retrain-or-retire: {when: {drift: 3, performance: 2}, limits: {pause: 2d, patience: 20d}}
        """;

    private const string Present = """
        name: small
        source: data.csv
        target: y
        positive-class: yes
        validate-data:
          expectations: [{accepted-values: {column: z, values: [a, b, c]}}]
        extract-features:
          steps:
            - impute: {columns: [x], strategy: most-frequent}
            - standard-scale: {columns: [x]}
            - robust-scale
            - target-encode: {columns: [z]}
            - frequency-encode
            - ordinal-encode
        select-features: {max-target-auc: 0.99}
        train: {timeout: 1h}
        deploy: {canary: {timeout: 4h}}
        retrain-or-retire: {when: {drift-windows: 3, performance-windows: 2}, limits: {cooldown: 2d, timeout: 20d}}
        """;

    [Fact]
    public void A_configuration_of_an_earlier_version_is_the_present_one_with_notices()
    {
        var (old, present) = (ProjectBinder.Bind(Old, "trestle.yaml"), ProjectBinder.Bind(Present, "trestle.yaml"));

        CanonicalConfiguration.Write(old.Value, ProjectBinder.Model)
            .ShouldBe(CanonicalConfiguration.Write(present.Value, ProjectBinder.Model));
        present.Notices.ShouldBeEmpty();
        old.Notices.Count.ShouldBe(17);
        old.Notices[0].ShouldBe("trestle.yaml:4: 'positive' is now called 'positive-class'; the old name is still read");
    }

    [Fact]
    public async Task A_command_prints_each_notice_once_to_the_standard_error()
    {
        using var project = new TestProject(TestProject.Small + "positive: yes\n", TestProject.Rows(60));
        var typed = await Typed.RunAsync("status", project.Path_, "--json");

        typed.Errors.ShouldBe(
            $"{Path.Combine(project.Path_, "trestle.yaml")}:7: 'positive' is now called 'positive-class'; "
                + $"the old name is still read{Environment.NewLine}");
        typed.Json().GetProperty("project").GetString().ShouldBe("small");
    }

    [Fact]
    public async Task Doctor_shows_the_notices_on_its_page()
    {
        using var project = new TestProject(TestProject.Small + "positive: yes\n", TestProject.Rows(60));
        var typed = await Typed.RunAsync("doctor", project.Path_, "--json");

        var finding = typed.Json().EnumerateArray().Single(found => found.GetProperty("name").GetString() == "configuration");
        finding.GetProperty("level").GetString().ShouldBe("warning");
        finding.GetProperty("found").GetString().ShouldEndWith(":7: 'positive' is now called 'positive-class'; the old name is still read");
        typed.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void A_replay_never_writes_to_the_database_of_the_team_under_either_name()
    {
        Environment.SetEnvironmentVariable("TRESTLE_FORMER_KEY_TESTS", "Host=nowhere");
        foreach (var key in new[] { "database", "records" })
        {
            using var project = new TestProject($"{TestProject.Small}{key}: ${{TRESTLE_FORMER_KEY_TESTS}}\n", TestProject.Rows(10));
            SimulationProject.Configuration(Project.Open(project.Path_)).ShouldNotContain("TRESTLE_FORMER_KEY_TESTS");
        }
    }

    [Fact]
    public void A_planned_step_of_an_earlier_version_is_read()
    {
        var step = Trestle.Stages.Kernel.Artifacts.Documents.Read<PlannedStep>(
            """{"step":{"fill":{"columns":["x"],"with":"mode","indicator":true}},"reason":"gaps"}"""u8).Step.ShouldBeOfType<Impute>();

        (step.Strategy, step.Indicator).ShouldBe((ImputeStrategy.MostFrequent, true));
        step.Columns.ShouldBe(["x"]);
        System.Text.Encoding.UTF8.GetString(Trestle.Stages.Kernel.Artifacts.Documents.Write(new PlannedStep(step, "gaps")))
            .ShouldBe(
                """{"step":{"impute":{"columns":["x"],"strategy":"most-frequent","constant":null,"indicator":true}},"reason":"gaps"}""");
    }

    [Fact]
    public void The_limits_of_a_rollout_of_an_earlier_version_are_read() =>
        Trestle.Stages.Kernel.Artifacts.Documents.Read<CanarySettings>(
            """{"patience":"04:00:00"}"""u8).Timeout.ShouldBe(TimeSpan.FromHours(4));

    [Fact]
    public void Old_step_names_are_not_suggested() =>
        Should.Throw<Trestle.Core.Errors.TrestleException>(() => StepCatalog.Find("fil")).Problems[0].Fix.ShouldNotContain("'fill'");
}
