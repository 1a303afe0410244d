using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Explanations;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Learners.Packages;

public sealed class ScorerTests
{
    public static TheoryData<TaskKind> Tasks => new(Enum.GetValues<TaskKind>());

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_package_scores_as_its_parts_do_bit_for_bit(TaskKind task)
    {
        var contents = SamplePackages.Contents(task);
        var raw = SamplePackages.Rows(300, seed: 5);
        var model = LearnerCatalog.Get(contents.Learner).Load(contents.Model);
        var features = contents.Plan.Bind().Apply(raw)
            .Project(new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number))), "test");
        var expected = new double[raw.Rows * model.Outputs];
        model.Score(features, expected);

        var scorer = new Scorer(Open(contents));
        Bits(scorer.Score(raw).Values).ShouldBe(Bits(expected));
        Bits([.. BlockAssert.Singles(raw).SelectMany(row => scorer.Score(row).Values)]).ShouldBe(Bits(expected));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Numbers_score_as_their_texts_in_any_order_and_among_others(TaskKind task)
    {
        var scorer = new Scorer(Open(SamplePackages.Contents(task)));
        var raw = SamplePackages.Rows(50, seed: 6);
        var income = Array.ConvertAll(
            raw.Texts(1).ToArray(), text => text is not null && ValueParser.TryNumber(text, '.', out var value) ? value : double.NaN);
        var other = new RowBlock(
            new RowSchema(
                [raw.Schema[5], new Column("extra", ColumnKind.Text), new Column(
                    "income", ColumnKind.Number), raw.Schema[4], raw.Schema[3], raw.Schema[2], raw.Schema[0]]),
            raw.Rows,
            [raw.Raw(5), new string?[raw.Rows], income, raw.Raw(4), raw.Raw(3), raw.Raw(2), raw.Raw(0)]);
        Bits(scorer.Score(other).Values).ShouldBe(Bits(scorer.Score(raw).Values));
    }

    [Fact]
    public void Many_schemas_and_threads_give_the_same_scores()
    {
        var scorer = new Scorer(Open(SamplePackages.Contents(TaskKind.Binary)));
        var raw = SamplePackages.Rows(20, seed: 7);
        var expected = Bits(scorer.Score(raw).Values);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var schema = new RowSchema([.. raw.Schema.Columns, new Column($"extra{i % 20}", ColumnKind.Text)]);
            var block = new RowBlock(schema, raw.Rows, [.. Enumerable.Range(0, raw.Schema.Count).Select(raw.Raw), new string?[raw.Rows]]);
            Bits(scorer.Score(block).Values).ShouldBe(expected);
        });
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var raw = SamplePackages.Rows(2, seed: 1);
        var block = raw.Project(new RowSchema(raw.Schema.Columns.Skip(1)), "test");
        var problem = Should.Throw<TrestleException>(
            () => new Scorer(Open(SamplePackages.Contents(TaskKind.Binary))).Score(block)).Problems[0];
        problem.Found.ShouldBe("there is no column 'age'");
    }

    [Fact]
    public void No_rows_give_no_scores() =>
        new Scorer(Open(SamplePackages.Contents(TaskKind.Multiclass))).Score(SamplePackages.Rows(0, seed: 1)).Values.ShouldBeEmpty();

    [Fact]
    public void The_threshold_and_the_first_of_equals_decide()
    {
        var binary = new Scorer(Open(SamplePackages.Contents(TaskKind.Binary)));
        double[] values = [0.4, Math.BitDecrement(0.4), 1, 0];
        Enumerable.Range(0, 4).Select(row => binary.Label(new Scores(values, 1), row)).ShouldBe(["Yes", "No", "Yes", "No"]);
        new Scores([0.25], 1).Probability(0, 0).ShouldBe(0.75);

        var several = new Scorer(Open(SamplePackages.Contents(TaskKind.Multiclass)));
        double[] rows = [0.2, 0.4, 0.4, 0.1, 0.2, 0.7];
        Enumerable.Range(0, 2).Select(row => several.Label(new Scores(rows, 3), row)).ShouldBe(["mid\"dle", "höch"]);
        new Scorer(Open(SamplePackages.Contents(TaskKind.Regression))).Label(new Scores([1], 1), 0).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Contributions_of_all_features_that_a_column_became_are_the_column_s(TaskKind task)
    {
        var scorer = new Scorer(Open(SamplePackages.Contents(task)));
        var raw = SamplePackages.Rows(40, seed: 8);
        var model = (IExplainableModel)scorer.Package.Model;
        var features = scorer.Package.Plan.Bind().Apply(raw)
            .Project(new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number))), "test");
        var byFeature = new double[raw.Rows * model.Outputs * model.Features.Count];
        model.Explain(features, byFeature);

        var explanations = scorer.Explain(raw);
        explanations.Columns.ShouldBe(["age", "income", "city", "member", "joined", "plan"]);
        explanations.BaseValues.ShouldBe(model.BaseValues);
        explanations.Scale.ShouldBe(model.Scale);
        for (var row = 0; row < raw.Rows; row++)
        {
            for (var output = 0; output < model.Outputs; output++)
            {
                var own = byFeature.AsSpan(((row * model.Outputs) + output) * model.Features.Count, model.Features.Count).ToArray();
                var expected = explanations.Columns.Select(
                    column => own.Where((_, feature) => model.Features[feature].Split('=')[0] == column).Sum());
                explanations.Of(row, output).ToArray().ShouldBe(expected, 1e-12);
            }
        }
    }

    [Fact]
    public void Rows_one_by_one_in_any_order_of_columns_are_explained_as_together()
    {
        var scorer = new Scorer(Open(SamplePackages.Contents(TaskKind.Multiclass)));
        var raw = SamplePackages.Rows(30, seed: 9);
        var turned = raw.Project(new RowSchema(raw.Schema.Columns.Reverse()), "test");
        var expected = Bits(scorer.Explain(raw).Values);
        Bits(scorer.Explain(turned).Values).ShouldBe(expected);
        Bits([.. BlockAssert.Singles(raw).SelectMany(row => scorer.Explain(row).Values)]).ShouldBe(expected);
        scorer.Explain(raw.Take([])).Values.ShouldBeEmpty();
    }

    [Fact]
    public void A_baseline_s_contributions_are_zero()
    {
        var sample = SamplePackages.Contents(TaskKind.Binary);
        var model = """{"format":"trestle-constant-1","task":"binary","features":["age"],"answer":[0.25]}"""u8.ToArray();
        var explanations = new Scorer(Open(sample with { Learner = "majority", Model = model })).Explain(SamplePackages.Rows(3, seed: 1));
        explanations.BaseValues.ShouldBe([0.25]);
        explanations.Scale.ShouldBe(ContributionScale.Score);
        explanations.Values.ShouldBe(new double[3 * 6]);
    }

    private static ModelPackage Open(PackageContents contents)
    {
        using var folder = new TempFolder();
        PackageWriter.WriteFile(contents, folder.At("a.trestle"));
        return ModelPackage.Open(folder.At("a.trestle"));
    }

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
