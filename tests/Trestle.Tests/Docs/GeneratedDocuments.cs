using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Containerize;
using Trestle.Stages.Deploy;
using Trestle.Stages.Infer;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Stages.Serve;
using Trestle.Stages.WriteCode;
using Trestle.Testing;
using Trestle.Tests.Docs.Errors;

using Xunit;

namespace Trestle.Tests.Docs;

/// <summary>Documents that are made from the code are as the code makes them; <c>./test accept</c> rewrites them.</summary>
public sealed class GeneratedDocuments
{
    [Fact]
    public void The_table_of_the_stages_is_current()
    {
        var present = StageCatalog.All(new ProcessScoringHost("none", TimeProvider.System)).Select(stage => stage.Stage.Number)
            .Append(WriteCodeStage.Stage.Number)
            .Append(ContainerizeStage.Stage.Number)
            .Append(DeployStage.Stage.Number)
            .Append(ServeStage.Stage.Number)
            .Append(InferStage.Stage.Number)
            .Append(MonitorStage.Stage.Number)
            .Append(RetrainOrRetireStage.Stage.Number)
            .ToHashSet();
        Holds("LIFECYCLE.md", LifecycleTable.Markdown(present));
    }

    [Fact]
    public void The_reference_of_the_configuration_is_current() =>
        Holds("docs/configuration.md", ConfigurationReference.Markdown(typeof(ProjectSettings), ProjectBinder.Model, "trestle.yaml"));

    [Fact]
    public void The_schema_for_editors_is_current() =>
        Holds("docs/trestle.schema.json", JsonSchema.For(typeof(ProjectSettings), ProjectBinder.Model));

    [Fact]
    public void The_table_of_the_expectations_is_current() => Holds("docs/expectations.md", ExpectationTable.Markdown());

    [Fact]
    public void The_pages_of_the_errors_are_current()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs", "errors"));
        if (Snapshot.Accepts)
        {
            folder.Delete(recursive: true);
            folder.Create();
        }

        foreach (var (name, text) in ErrorPages.All)
        {
            Holds($"docs/errors/{name}", text);
        }

        folder.GetFiles().Select(file => file.Name).ShouldBe(ErrorPages.All.Keys, ignoreOrder: true);
    }

    private static void Holds(string name, string expected)
    {
        var path = Path.Combine(Repository.Root, name);
        if (Snapshot.Accepts)
        {
            File.WriteAllText(path, expected);
        }

        File.Exists(path).ShouldBeTrue($"{name} is not there; write it with ./test accept");
        File.ReadAllText(path).ShouldBe(expected, $"{name} is not current; rewrite it with ./test accept");
    }
}
