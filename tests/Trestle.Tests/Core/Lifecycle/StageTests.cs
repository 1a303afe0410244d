using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Core.Lifecycle;

public sealed class StageTests
{
    [Fact]
    public void There_are_22_stages_in_order()
    {
        Stage.All.Select(stage => stage.Number).ShouldBe(Enumerable.Range(1, 22));
        Stage.All.Select(stage => stage.Slug).ShouldBe(
        [
            "ingest", "validate-data", "clean", "standardise", "curate", "extract-features", "select-features", "propose-candidates",
            "write-code", "train",
            "validate-model", "evaluate", "revisit-candidates", "select-best", "package", "register", "containerize", "deploy", "serve",
            "infer", "monitor",
            "retrain-or-retire",
        ]);
        Stage.RetrainOrRetire.Title.ShouldBe("Retrain or retire");
        Stage.ValidateData.Name.ShouldBe("ValidateData");
    }

    [Fact]
    public void Every_artifact_is_written_by_one_stage_and_read_only_by_later_ones()
    {
        var writers = Stage.All.SelectMany(stage => stage.Writes.Select(artifact => (artifact, stage)))
            .ToDictionary(pair => pair.artifact, pair => pair.stage);

        foreach (var stage in Stage.All)
        {
            stage.Reads.ShouldAllBe(artifact => writers.ContainsKey(artifact) && writers[artifact].Number < stage.Number);
        }

        Stage.All.Where(stage => stage.Reads.Count == 0).ShouldBe([Stage.Ingest]);
    }

    [Fact]
    public void What_is_read_in_a_further_round_was_written_by_the_same_stage_or_a_later_one()
    {
        var writers = Stage.All.SelectMany(stage => stage.Writes.Select(artifact => (artifact, stage)))
            .ToDictionary(pair => pair.artifact, pair => pair.stage);

        foreach (var stage in Stage.All)
        {
            stage.Again.ShouldAllBe(artifact => writers[artifact].Number >= stage.Number && stage.MayRead(artifact));
        }

        Stage.All.Where(stage => stage.Again.Count > 0)
            .ShouldBe([Stage.Train, Stage.ValidateModel, Stage.Evaluate, Stage.RevisitCandidates, Stage.Package]);
    }

    [Theory]
    [InlineData("validate-data")]
    [InlineData("2")]
    [InlineData("02")]
    public void A_stage_is_found_by_its_word_or_number(string word) => Stage.Find(word).ShouldBe(Stage.ValidateData);

    [Theory]
    [InlineData("validate-dat", "did you mean 'validate-data'?")]
    [InlineData("standardize", "did you mean 'standardise'?")]
    [InlineData("23", "use one of: ingest, validate-data")]
    [InlineData("", "use one of: ingest, validate-data")]
    [InlineData("-1", "use one of: ingest, validate-data")]
    public void An_unknown_stage_brings_the_nearest_one(string word, string advice)
    {
        var problem = Should.Throw<TrestleException>(() => Stage.Find(word)).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe("TR0019");
        problem.Found.ShouldBe($"there is no stage '{word}'");
        problem.Fix.ShouldStartWith(advice);
    }

    [Fact]
    public void The_table_has_a_line_a_stage_and_says_which_are_here()
    {
        var lines = LifecycleTable.Markdown(new HashSet<int> { 1, 10 }).Split('\n')
            .Where(line => line.StartsWith("| ") && char.IsDigit(line[2])).ToArray();

        lines.Length.ShouldBe(22);
        lines[0].ShouldBe(
            "| 1 | Ingest | Copies the sources into one immutable table and decides which rows are for training and which for testing. "
                + "| sources | raw-table | here |");
        lines[1].ShouldEndWith("| raw-table | data-report, quarantine, contract | later |");
        lines.Count(line => line.EndsWith("| here |")).ShouldBe(2);
    }
}
