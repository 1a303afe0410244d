using System.Globalization;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Lifecycle;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Package;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Package;

/// <summary>The served model learns all rows, once the figures are settled.</summary>
public sealed class RefitTests
{
    private const string Settings = """
        name: late
        source: data.csv
        target: y
        time: day
        split: {folds: 3}
        train: {trials: 2}
        propose-candidates: {learners: [linear, lightgbm]}
        evaluate: {resamples: 100}
        validate-model: {generalisation: warn}

        """;

    /// <summary>The category b comes up in the newest tenth only, which is a part of the test part, and there the target is 10.</summary>
    private static readonly string Csv = "day,x,z,y\n" + string.Concat(Enumerable.Range(0, 600).Select(Line));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("linear")]
    [InlineData("lightgbm")]
    [InlineData("ensemble")]
    public async Task The_served_model_has_learned_what_only_the_test_part_shows(string candidate)
    {
        var (served, fitted, before, after) = await StageProbe.LookAsync(Stage.Package, Settings, Csv, (context, cancellation) =>
        {
            var (id, fitted) = context.ReadAll(Artifact.FittedModels)
                .Last(model => model.Key.StartsWith(candidate, StringComparison.Ordinal));
            new Refit(context, id).RunAsync(cancellation).GetAwaiter().GetResult();
            var served = Served(context);
            return (served, fitted, Error(context, fitted.Learner, fitted.Plan, fitted.Model), Error(
                context, served.Learner, served.Plan, served.Model));
        }, Cancellation);

        before.ShouldBeGreaterThan(8);
        after.ShouldBeLessThan(3);
        (served.Candidate, served.Learner).ShouldBe((fitted.Candidate, fitted.Learner));
        (served.Rows.Evaluated.Rows, served.Rows.Test.Rows, served.Rows.Served.Rows).ShouldBe((480, 120, 600));
        served.Rows.Refitted.ShouldBeTrue();
        (Day(served.Rows.Evaluated.Until), Day(served.Rows.Test.From), Day(served.Rows.Served.Until)).ShouldBe((479, 480, 599));
        served.Rounds.ShouldBe(Refit.Rounds(fitted.Trial.Rounds, 480, 600));
    }

    [Fact]
    public async Task Without_a_refit_the_model_of_the_figures_is_served_itself()
    {
        var (served, fitted) = await StageProbe.LookAsync(Stage.Package, Settings + "refit: train\n", Csv, (context, cancellation) =>
        {
            var selected = context.Read(Artifact.SelectedModel).Candidate;
            new Refit(context, selected).RunAsync(cancellation).GetAwaiter().GetResult();
            return (Served(context), context.ReadAll(Artifact.FittedModels)[selected]);
        }, Cancellation);

        (served.Model, served.Plan).ShouldBe((fitted.Model, fitted.Plan));
        (served.Rows.Refitted, served.Rows.Served.Rows).ShouldBe((false, 480));
    }

    [Theory]
    [InlineData(100, 125)]
    [InlineData(3, 4)]
    [InlineData(1, 1)]
    public void Rounds_grow_with_the_rows(int rounds, int expected) => Refit.Rounds(rounds, 480, 600).ShouldBe(expected);

    [Fact]
    public async Task What_the_served_model_has_learned_is_not_unusual_in_service()
    {
        var (narrow, wide) = await StageProbe.LookAsync(Stage.Package, Settings, Csv, (context, cancellation) =>
        {
            var contract = context.Read(Artifact.Contract);
            var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
            return (contract, LearnedLimits.Widen(contract, context, raw, cancellation));
        }, Cancellation);

        narrow.Find("z")!.Values.ShouldBe(["a"]);
        wide.Find("z")!.Values.ShouldBe(["a", "b"]);
        (Day(narrow.Find("day")!.Max), Day(wide.Find("day")!.Max)).ShouldBe((479, 599));
        (narrow.Find("x")!.Max, wide.Find("x")!.Max).ShouldBe((1, 2));
        wide.Find("y").ShouldBe(narrow.Find("y"));
    }

    [Fact]
    public async Task The_refit_is_a_unit_of_its_own_that_a_resumed_run_does_not_repeat()
    {
        using var project = new TestProject(Settings, Csv);

        // No scoring host is there to prove the package with, so the run ends after the refit.
        await Should.ThrowAsync<InvalidOperationException>(() => project.RunAsync(Stage.Package));
        project.Units["package/refit"].Outcome.ShouldBe(UnitOutcome.Finished);
        await Should.ThrowAsync<InvalidOperationException>(() => project.RunAsync(Stage.Package));
        (project.Units["package/refit"].Outcome, project.Units["package"].Outcome).ShouldBe((UnitOutcome.Reused, UnitOutcome.Failed));

        var again = await project.ExecuteAsync(new Unit(1, "package", Refit.Shard));
        again.Artifacts.ReadAll(Artifact.ServedModel).Count.ShouldBe(1);
        await Should.ThrowAsync<InvalidOperationException>(() => project.ExecuteAsync(new Unit(1, "package", Unit.Whole)));
    }

    [Fact]
    public async Task Another_choice_of_rows_trains_nothing_again()
    {
        using var project = new TestProject(Settings, Csv);
        await project.RunAsync(Stage.SelectBest);
        await File.AppendAllTextAsync(Path.Combine(project.Path_, "trestle.yaml"), "refit: train\n", Cancellation);
        await project.RunAsync(Stage.SelectBest);
        project.Units.Values.ShouldAllBe(unit => unit.Outcome == UnitOutcome.Reused);
    }

    private static ServedModel Served(UnitContext context) =>
        Documents.Read<ServedModel>(context.Store.Get(context.Written.Single(place => place.Name == Artifact.ServedModel.Name).Hash));

    /// <summary>The mean error on the rows of the category b.</summary>
    private static double Error(UnitContext context, string learner, ContentHash plan, ContentHash saved)
    {
        var model = LearnerCatalog.Get(learner).Load(context.Store.Get(saved));
        var rows = CuratedRows.Open(context, context.Read(Artifact.CuratedTable), null, Cancellation);
        var block = RowBlock.Join(rows.Schema, [.. rows.Scan(CuratedRows.TestFold, Cancellation)]);
        var texts = block.Texts(block.Schema.Find("z"));
        var late = new List<int>();
        for (var i = 0; i < block.Rows; i++)
        {
            if (texts[i] == "b")
            {
                late.Add(i);
            }
        }

        late.Count.ShouldBe(60);
        var features = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var scores = new double[late.Count];
        var path = PlanJson.Read(context.Store.Get(plan)).Bind(block.Schema);
        model.Score(path.Apply(block.Take([.. late])).Project(features, "test"), scores);
        return scores.Average(score => Math.Abs(score - 10));
    }

    private static double? Day(double? time) => (DateTime.UnixEpoch.AddMicroseconds(time!.Value) - new DateTime(2020, 1, 1)).TotalDays;

    private static string Line(int i)
    {
        var late = i >= 540;
        var x = late ? 2.0 : i % 10 / 9.0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2020, 1, 1).AddDays(i):yyyy-MM-dd},{x:0.0000},{(late ? "b,10" : $"a,{x - (i % 7 / 10.0):0.0000}")}\n");
    }
}
