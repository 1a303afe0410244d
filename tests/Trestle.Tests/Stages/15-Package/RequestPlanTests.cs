using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Package;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Package;

/// <summary>A request is asked only for the columns that the model uses.</summary>
public sealed class RequestPlanTests
{
    private const string Settings = """
        name: sample
        source: data.csv
        target: y
        key: [id]
        group: household
        ignore: [score_copy, comment]
        columns: {z: {unseen: reject}, x: {nullable: false, out-of-range: accept}}
        split: {folds: 2}
        train: {trials: 1}
        propose-candidates: {learners: [LEARNER]}
        revisit-candidates: {ensemble: ENSEMBLE}
        evaluate: {resamples: 100}

        """;

    [Theory]
    [InlineData("linear", "false")]
    [InlineData("lightgbm", "false")]
    [InlineData("linear, lightgbm", "true")]
    public async Task Ignored_dropped_and_split_columns_are_not_asked_for(string learners, string ensemble)
    {
        var (plan, contract) = await StageProbe.LookAsync(
            Stage.Package, Settings.Replace("LEARNER", learners).Replace("ENSEMBLE", ensemble), Rows(), (context, cancellation) =>
        {
            var fitted = context.ReadAll(Artifact.FittedModels)[context.Read(Artifact.SelectedModel).Candidate];
            var model = LearnerCatalog.Get(fitted.Learner).Load(context.Store.Get(fitted.Model));
            var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
            return RequestPlan.Make(context, PlanJson.Read(context.Store.Get(fitted.Plan)), model.Features, raw.Schema,
                new Dictionary<string, Trestle.Rows.Keyed.KeyedTable>());
        }, TestContext.Current.CancellationToken);

        plan.Input.Columns.Select(column => column.Name).ShouldBe(["x", "z"]);
        contract.Columns.Select(column => column.Name).ShouldBe(["x", "z", "y"]);
        contract.Unused.ShouldBe(["id", "household", "score_copy", "comment", "constant", "y"], ignoreOrder: true);
        plan.Bind().Output.Columns.Count.ShouldBeGreaterThan(1);

        var (x, z) = (contract.Find("x")!, contract.Find("z")!);
        (x.Required, x.OutOfRange, x.Unseen).ShouldBe((true, UnusualValue.Accept, null));
        (z.Required, z.OutOfRange, z.Unseen).ShouldBe((false, null, UnusualValue.Reject));
    }

    private static string Rows()
    {
        var random = new Random(5);
        return "id,household,score_copy,comment,constant,x,z,y\n" + string.Concat(
            Enumerable.Range(0, 300).Select(_ => random.NextDouble()).Select((x, at) =>
                $"K{at},H{at / 2},{x + 1:0.000},w{at % 7},1,{x:0.0000},{"abc"[at % 3]},"
                + $"{(x + (at % 3 * 0.2) + (random.NextDouble() * 0.3) > 0.85 ? "yes" : "no")}\n"));
    }
}
