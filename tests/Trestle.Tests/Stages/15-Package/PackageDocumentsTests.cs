using System.Globalization;
using System.Text;
using System.Text.Json;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Learners;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Package;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Package;

/// <summary>The held-out rows that a package is proven on, and the documents that go into it.</summary>
public sealed class PackageDocumentsTests
{
    private const string Settings = TestProject.Small + "propose-candidates: {learners: [linear]}\nevaluate: {resamples: 100}\nseed: 7\n"
        + "select-features: {max-target-auc: 0.6, accept-leak: [{column: x, reason: measured at the door}, z]}\n";

    [Fact]
    public async Task A_package_tells_where_it_comes_from_and_brings_rows_to_prove_it_by()
    {
        var (
            documents, replay,
            testRows) = await StageProbe.LookAsync(Stage.Package, Settings, TestProject.Rows(150), (context, cancellation) =>
        {
            var (contract, selected) = (context.Read(Artifact.Contract), context.Read(Artifact.SelectedModel));
            var fitted = context.ReadAll(Artifact.FittedModels)[selected.Candidate];
            var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
            var model = LearnerCatalog.Get(fitted.Learner).Load(context.Store.Get(fitted.Model));
            var learned = PlanJson.Read(context.Store.Get(fitted.Plan));
            var taken = Replay.Take(context, raw, learned, model, learned, contract, cancellation);
            var rows = new LearnedRows { Served = new RowSpan(120), Evaluated = new RowSpan(96), Test = new RowSpan(24) };
            var evidence = new PackageEvidence(context, contract, selected, ServedModel.AsTrained(fitted, rows), taken);
            return (
                PackagePartCatalog.All.ToDictionary(part => part.File, part => Encoding.UTF8.GetString(part.Make(evidence))), taken,
                context.Read(Artifact.Scorecard).TestRows);
        }, TestContext.Current.CancellationToken);

        replay.Rows.ShouldBe((int)testRows);
        replay.Expected.Count.ShouldBe(replay.Rows * replay.Outputs);
        replay.Expected.ShouldAllBe(score => score > 0 && score < 1);
        replay.Raw.Schema.Columns.Select(column => column.Name).ShouldBe(["x", "z"]);

        documents["README.md"].ShouldContain("small");
        var warnings = documents["README.md"].Split("## Warnings\n").Last().Split("## ").First();
        warnings.ShouldMatch(@"'x': it alone tells the target with AUC 0\.\d{4} out of fold; accepted: measured at the door");
        documents["samples.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(replay.Rows);
        var lineage = JsonDocument.Parse(documents["lineage.json"]).RootElement;
        lineage.GetProperty("seed").GetInt32().ShouldBe(7);
        lineage.GetProperty("configuration").GetString().ShouldBe(Settings);
        lineage.GetProperty("sources")[0].GetProperty("path").GetString().ShouldBe("data.csv");
        JsonDocument.Parse(documents["metrics.json"]).RootElement.GetProperty("candidate").GetString().ShouldBe("linear");
        JsonDocument.Parse(documents["choice.json"]).RootElement.GetProperty("metric").GetString().ShouldBe("auc");
    }

    [Fact]
    public async Task Amounts_of_money_are_replayed_as_the_numbers_that_they_mean()
    {
        var lines = TestProject.Rows(150).TrimEnd().Split('\n');
        var csv = string.Join('\n', lines.Select((line, i) => i == 0 ? line : $"${line}")) + "\n";
        var (cells, request) = await StageProbe.LookAsync(Stage.Package, Settings, csv, (context, cancellation) =>
        {
            var fitted = context.ReadAll(Artifact.FittedModels)[context.Read(Artifact.SelectedModel).Candidate];
            var learned = PlanJson.Read(context.Store.Get(fitted.Plan));
            var taken = Replay.Take(
                context, RawRows.Open(context, context.Read(Artifact.RawTable), cancellation), learned,
                LearnerCatalog.Get(fitted.Learner).Load(context.Store.Get(fitted.Model)), learned, context.Read(Artifact.Contract),
                cancellation);
            return (taken.Raw.Texts(0).ToArray(), Encoding.UTF8.GetString(taken.ToRequest()));
        }, TestContext.Current.CancellationToken);

        cells.ShouldAllBe(cell => cell!.StartsWith('$'));
        JsonDocument.Parse(request).RootElement.GetProperty("dataframe_split").GetProperty("data").EnumerateArray()
            .Select(row => row[0].GetDouble()).ShouldBe(cells.Select(cell => double.Parse(cell![1..], CultureInfo.InvariantCulture)));
    }
}
