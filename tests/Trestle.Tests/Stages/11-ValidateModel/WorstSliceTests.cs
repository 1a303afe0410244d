using System.Collections;
using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel.Slices;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>The search for rows on which a model is worst.</summary>
public sealed class WorstSliceTests
{
    private const string Settings = TestProject.Small
        + "propose-candidates: {learners: [linear]}\nevaluate: {resamples: 100, learning-curve: false}\nvalidate-model:\n"
        + "  generalisation: warn\n";

    [Fact]
    public void A_pair_of_conditions_with_large_errors_is_found_and_measured()
    {
        var random = new Random(2);
        const int Rows = 4000;
        var (a, b) = (new bool[Rows], new bool[Rows]);
        var (labels, scores) = (new double[Rows], new double[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            (a[row], b[row]) = (random.Next(3) == 0, random.Next(3) == 0);
            labels[row] = random.NextDouble() + (a[row] && b[row] ? random.NextDouble() * 4 : 0);
            scores[row] = 0.5;
        }

        (SliceCondition, BitArray)[] conditions =
        [
            (new("a", "a = 1"), new BitArray(a)), (new("a", "a = 0"), new BitArray([.. a.Select(met => !met)])),
            (new("b", "b = 1"), new BitArray(b)), (new("b", "b = 0"), new BitArray([.. b.Select(met => !met)])),
        ];
        var outcome = new Outcome(TaskKind.Regression, labels, scores, 1);
        var worst = new SliceSearch(conditions, 50).Worst(new Rmse(), outcome, 3, 1, TestContext.Current.CancellationToken);
        worst[0].Slice.ShouldBe("a = 1 and b = 1");
        var own = Enumerable.Range(0, Rows).Where(row => a[row] && b[row]).ToArray();
        worst[0].Rows.ShouldBe(own.Length);
        worst[0].Figure.Value.ShouldBe(new Rmse().Measure(outcome.Take(own)), 1e-12);
        worst[0].Whole.ShouldBe(new Rmse().Measure(outcome), 1e-12);

        // Four conditions, and four pairs of conditions on different columns.
        worst.ShouldAllBe(found => found.Searched == 8 && found.PValue < 0.05);
        worst.ShouldNotContain(found => found.Slice == "a = 0" || found.Slice == "b = 0");
    }

    /// <summary>Errors are alike everywhere: at most a few of 100 tables have a slice that counts as worse at the level of 5 %.</summary>
    [Fact]
    public void Where_no_rows_are_worse_hardly_ever_some_are_found()
    {
        var found = 0;
        for (var table = 0; table < 100; table++)
        {
            var random = new Random(table);
            const int Rows = 500;
            var outcome = new Outcome(
                TaskKind.Regression, [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())],
                [.. Enumerable.Repeat(0.5, Rows)], 1);
            (SliceCondition, BitArray)[] conditions =
            [
                .. Enumerable.Range(0, 12).Select(i => (
                    new SliceCondition($"c{i / 4}", $"c{i / 4} = {i % 4}"),
                    new BitArray([.. Enumerable.Range(0, Rows).Select(_ => random.Next(4) == 0)]))),
            ];
            found += new SliceSearch(conditions, 30).Worst(new Rmse(), outcome, 1, 1, TestContext.Current.CancellationToken).Count;
        }

        found.ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public void Conditions_are_quarters_of_numbers_frequent_texts_and_missing_values()
    {
        var rows = new RowBlock(
            new RowSchema([new("Odd Name", ColumnKind.Number), new("city", ColumnKind.Text), new("day", ColumnKind.Number)]), 80,
            [
                Enumerable.Range(0, 80).Select(i => i < 40 ? double.NaN : i).ToArray(),
                Enumerable.Range(0, 80).Select(i => i < 40 ? "O'Fallon" : i < 60 ? "o'fallon" : $"rare{i}").ToArray(),
                Enumerable.Range(0, 80).Select(i => TimeSpan.FromDays(i / 20).TotalMicroseconds).ToArray(),
            ]);
        Texts("Odd Name", ColumnType.Number, ColumnKind.Number).ShouldBe(
        [
            "\"Odd Name\" < 50", "\"Odd Name\" >= 50 and \"Odd Name\" < 60", "\"Odd Name\" >= 60 and \"Odd Name\" < 70",
            "\"Odd Name\" >= 70", "\"Odd Name\" is null",
        ]);
        Texts("city", ColumnType.Text, ColumnKind.Text).ShouldBe(["city = 'O''Fallon'"]);
        Texts("day", ColumnType.Date, ColumnKind.Number)[1].ShouldBe("day = date('1970-01-02T00:00:00')");

        string[] Texts(string name, ColumnType type, ColumnKind kind) =>
            [.. SliceCondition.Of(new CuratedColumn(name, type, kind), rows, 10).Select(condition => condition.Text)];
    }

    [Theory]
    [InlineData("error", true)]
    [InlineData("warning", false)]
    public async Task A_model_that_is_bad_on_some_rows_is_refused_or_named(string severity, bool refused)
    {
        using var project = new TestProject(
            $"{Settings}  slices: {{worst: {{auc: {{at-least: 0.75, severity: {severity}}}}}}}\n", Uneven());
        if (refused)
        {
            var problem = (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem();
            problem.Code.ShouldBe("TR1101");
            problem.Found.ShouldContain("worst slice by auc (0.");
            problem.Found.ShouldContain("z = 'c'");
            return;
        }

        var result = await project.RunAsync(Stage.SelectBest);
        var linear = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == "linear");
        var worst = linear.Worst[0];
        worst.Slice.ShouldContain("z = 'c'");
        worst.Figure.Value.ShouldBeLessThan(0.65);
        worst.Whole.ShouldBeGreaterThan(0.75);
        worst.Test!.Metrics.ShouldHaveSingleItem().Value.ShouldBeLessThan(0.7);
        var limit = result.Artifacts.Read(Artifact.SelectedModel).Limits.ShouldHaveSingleItem();
        (limit.Name, limit.Passed, limit.Blocking).ShouldBe(("worst slice by auc on the test part", false, false));
    }

    [Theory]
    [InlineData("slices: {worst: {auc: {}}}", "TR1412")]
    [InlineData("slices: {worst: {auk: {at-least: 0.8}}}", "TR1413")]
    public async Task Mistakes_in_limits_are_told(string yaml, string code)
    {
        using var project = new TestProject($"{Settings}  {yaml}\n", Uneven());
        (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task Slices_of_private_columns_are_not_searched()
    {
        using var project = new TestProject($"private: [z]\n{Settings}", Uneven());
        var report = await project.ReadAsync(Stage.ValidateModel, Artifact.ModelReport);
        report.Candidates.SelectMany(candidate => candidate.Worst).ShouldNotContain(found => found.Slice.Contains('z'));
    }

    /// <summary>The target follows from x, but not where z is c.</summary>
    private static string Uneven()
    {
        var random = new Random(4);
        var text = new StringBuilder("x,z,y\n");
        for (var i = 0; i < 1500; i++)
        {
            var (x, z) = (random.NextDouble(), random.Next(3));
            var yes = (z == 2 ? random.NextDouble() : x) > 0.5;
            text.Append(CultureInfo.InvariantCulture, $"{x:0.000},{"abc"[z]},{(yes ? "yes" : "no")}\n");
        }

        return text.ToString();
    }
}
