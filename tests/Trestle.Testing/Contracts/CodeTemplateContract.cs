using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.WriteCode.Code;
using Trestle.Stages.WriteCode.Learners;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ICodeTemplate"/> promises; that the program it writes learns as the learner does is for a test of its
/// own. To hold templates to it, derive and name them; that is all:
/// <code>
/// public sealed class OurTemplates : CodeTemplateContract
/// {
///     protected override IEnumerable&lt;ICodeTemplate&gt; Templates => [new RidgeTemplate()];
/// }
/// </code>
/// </summary>
public abstract class CodeTemplateContract : IContractFor<ICodeTemplate>
{
    private const string Hostile = "a \"b\" {c}\n\\d";

    /// <summary>The templates under test.</summary>
    protected abstract IEnumerable<ICodeTemplate> Templates { get; }

    IEnumerable<ICodeTemplate> IContractFor<ICodeTemplate>.Subjects => Templates;

    [Fact]
    public void Has_the_name_of_a_learner_and_is_found_by_it()
    {
        ContractAssert.Names(Templates.Select(template => template.Name));
        foreach (var template in Templates)
        {
            LearnerCatalog.Get(template.Name).Name.ShouldBe(template.Name);
            CodeTemplateCatalog.Of(template.Name).Name.ShouldBe(template.Name);
        }
    }

    [Fact]
    public void One_of_its_files_is_the_model_and_each_is_written_once() => Each((template, plan) =>
    {
        var files = template.Files(plan).ToArray();
        files.Select(file => file.Path).ShouldContain("Model.cs");
        files.Select(file => file.Path).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
        files.ShouldAllBe(file => !Path.IsPathRooted(file.Path) && !file.Path.Contains("..", StringComparison.Ordinal));
    });

    [Fact]
    public void The_files_are_text_without_a_mark_of_a_machine() => Each((template, plan) =>
    {
        foreach (var file in template.Files(plan))
        {
            file.Text.ShouldNotBeNullOrWhiteSpace(file.Path);
            file.Text.ShouldNotContain('\r');
            file.Text.ShouldNotContain('\t');
            file.Text.ShouldNotContain(Environment.CurrentDirectory);
        }
    });

    [Fact]
    public void The_same_plan_gives_the_same_files() => Each((template, plan) => template.Files(plan).ShouldBe([.. template.Files(plan)]));

    private static CodePlan Plan(string learner, TaskKind task, int features) => new()
    {
        Name = "sample",
        Run = 1,
        Candidate = learner,
        Learner = learner,
        Task = task,
        Classes = task switch { TaskKind.Binary => ["No", Hostile], TaskKind.Multiclass => ["a", "b", Hostile], _ => [] },
        Target = Hostile,
        Columns = [
            .. Enumerable.Range(0, features).Select(
                at => new CuratedColumn(at == 0 ? Hostile : $"c{at}", ColumnType.Number, ColumnKind.Number))],
        Private = [],
        Steps = [],
        Categories = [],
        Parameters = LearnerCatalog.Get(learner).Space(task, 400, Math.Max(features, 1)).Defaults,
        Rounds = 3,
        Seed = 42,
        Threshold = 0.5,
        TrainRows = features,
        TestRows = features,
    };

    private void Each(Action<ICodeTemplate, CodePlan> check)
    {
        Templates.ShouldNotBeEmpty();
        foreach (var template in Templates)
        {
            foreach (var task in Enum.GetValues<TaskKind>().Where(LearnerCatalog.Get(template.Name).Can))
            {
                foreach (var features in new[] { 0, 1, 5 })
                {
                    check(template, Plan(template.Name, task, features));
                }
            }
        }
    }
}
