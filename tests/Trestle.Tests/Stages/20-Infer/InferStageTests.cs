using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Learners.Explanations;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Stages.Infer;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Infer;

public sealed class InferStageTests : IDisposable
{
    private const int Rows = 9000;

    private readonly TempFolder folder = new();

    public static TheoryData<TaskKind> Tasks => new(Enum.GetValues<TaskKind>());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("jsonl")]
    public async Task The_bytes_do_not_depend_on_the_number_of_cores(string ending)
    {
        WriteRows(Rows, faults: true);
        var one = await PredictAsync(TaskKind.Binary, $"one.{ending}", cores: 1);
        var four = await PredictAsync(TaskKind.Binary, $"four.{ending}", cores: 4);
        one.Rows.ShouldBe(Rows);
        one.Faults.ShouldBe(Rows / 100);
        (four.Rows, four.Faults, four.Unreadable).ShouldBe((one.Rows, one.Faults, 0));
        File.ReadAllBytes(folder.At($"four.{ending}")).ShouldBe(File.ReadAllBytes(folder.At($"one.{ending}")));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task Contributions_and_base_value_sum_to_the_prediction(TaskKind task)
    {
        WriteRows(300, faults: true);
        await PredictAsync(task, "out.csv", cores: 2, explain: true);
        await PredictAsync(task, "plain.csv", cores: 2);
        var lines = File.ReadAllLines(folder.At("out.csv")).Select(line => line.Split(',')).ToArray();
        var classes = SamplePackages.Contract(task).Classes;
        var width = 3 + classes.Count;
        lines[0][width..].ShouldBe(
            [
                "base_value", "contribution_age", "contribution_income", "contribution_city", "contribution_member", "contribution_joined",
                "contribution_plan",
            ]);
        lines.Select(line => string.Join(',', line[..width])).ShouldBe(File.ReadAllLines(folder.At("plain.csv")));
        foreach (var line in lines.Skip(1))
        {
            if (line[width - 1].Length > 0)
            {
                line[width..].ShouldAllBe(text => text.Length == 0);
                continue;
            }

            var sum = line[width..].Sum(double.Parse);
            var probabilities = line[2..(width - 1)].Select(double.Parse).ToArray();
            if (task == TaskKind.Regression)
            {
                sum.ShouldBe(double.Parse(line[1]), 1e-9);
            }
            else if (task == TaskKind.Binary)
            {
                (1 / (1 + Math.Exp(-sum))).ShouldBe(probabilities[1], 1e-9);
            }
            else
            {
                // The softmax takes the margins of the other classes, too.
                var rows = new RowBlock(Schema, 1, [.. Input(int.Parse(line[0]) - 1).Select(text => new[] { text })]);
                var scorer = Scorer(task);
                var explanations = scorer.Explain(rows);
                explanations.Scale.ShouldBe(ContributionScale.Margins);
                var margins = Enumerable.Range(0, 3)
                    .Select(output => explanations.BaseValues[output] + explanations.Of(0, output).ToArray().Sum()).ToArray();
                var predicted = scorer.Class(new Scores(probabilities, 3), 0);
                sum.ShouldBe(margins[predicted], 1e-9);
                (Math.Exp(sum) / margins.Sum(Math.Exp)).ShouldBe(probabilities[predicted], 1e-9);
            }
        }
    }

    [Fact]
    public async Task A_key_that_is_called_as_a_column_of_predictions_is_named()
    {
        File.WriteAllText(folder.At("new.csv"), "fault,age,income,city,member,joined,plan\n1,20,1,Bern,yes,2020-01-01,plus\n");
        var problem = (
            await Should.ThrowAsync<TrestleException>(
                () => PredictAsync(TaskKind.Binary, "out.csv", cores: 1, yaml: "key: [fault]\n"))).Problems.Single();
        problem.Code.ShouldBe("TR2053");
        problem.Found.ShouldBe("the predictions would have two columns 'fault'");
        File.Exists(folder.At("out.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_output_of_an_unknown_kind_and_an_input_without_a_column_are_refused()
    {
        WriteRows(10, faults: false);
        var ending = (
            await Should.ThrowAsync<TrestleException>(() => PredictAsync(TaskKind.Binary, "out.xls", cores: 1))).Problems.Single();
        (ending.Code, ending.Found).ShouldBe(("TR2001", "predictions cannot be written as '.xls'"));

        File.WriteAllText(folder.At("new.csv"), "agee,income,city,member,joined,plan\n20,1,Bern,yes,2020-01-01,plus\n");
        var missing = (
            await Should.ThrowAsync<TrestleException>(() => PredictAsync(TaskKind.Binary, "out.csv", cores: 1))).Problems.Single();
        (missing.Code, missing.Found, missing.Fix).ShouldBe(("TR2003", "the input has no column 'age'", "did you mean 'agee'?"));
    }

    [Fact]
    public async Task What_is_cancelled_leaves_no_output()
    {
        WriteRows(Rows, faults: false);
        using var cancelled = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(
            () => PredictAsync(TaskKind.Binary, "out.csv", cores: 2, report: (_, _) => cancelled.Cancel(), cancellation: cancelled.Token));
        File.Exists(folder.At("out.csv")).ShouldBeFalse();
    }

    private static RowSchema Schema => SamplePackages.Rows(0, seed: 1).Schema;

    private static IEnumerable<string?> Input(int row)
    {
        var block = SamplePackages.Rows(300, seed: 3);
        return Enumerable.Range(0, block.Schema.Count).Select(column => block.Texts(column)[row]);
    }

    [Theory]
    [InlineData("", "'=1+1")]
    [InlineData("infer: {neutralise-formulas: false}\n", "=1+1")]
    public async Task A_text_of_the_input_is_no_formula_in_a_csv_file(string yaml, string written)
    {
        WriteRows(3, faults: false);
        var lines = File.ReadAllLines(folder.At("new.csv"));
        var city = Array.IndexOf(lines[0].Split(','), "city");
        var cells = lines[1].Split(',');
        cells[city] = "=1+1";
        lines[1] = string.Join(',', cells);
        File.WriteAllLines(folder.At("new.csv"), lines);
        await PredictAsync(TaskKind.Binary, "out.csv", cores: 1, yaml: $"key: city\n{yaml}");
        File.ReadAllLines(folder.At("out.csv"))[1].Split(',')[1].ShouldBe(written);
        await PredictAsync(TaskKind.Binary, "out.jsonl", cores: 1, yaml: $"key: city\n{yaml}");
        File.ReadAllText(folder.At("out.jsonl")).ShouldContain("\"city\":\"=1\\u002B1\"");
    }

    [Fact]
    public async Task Intervals_and_sets_are_columns_and_rows_with_faults_have_none()
    {
        WriteRows(200, faults: true);
        var tail = UpperTail.Of([.. Enumerable.Range(1, 99).Select(i => i / 100.0)]);
        await PredictAsync(
            TaskKind.Regression, "value.csv", cores: 2, with: new Additions { Interval = 0.9 },
            conformal: new ConformalScores { Intervals = new ConformalIntervals(tail, tail) });
        var lines = File.ReadAllLines(folder.At("value.csv"));
        lines[0].ShouldBe("row,prediction,fault,interval.low,interval.high");
        lines[100].ShouldMatch("^100,,.+,,$");
        var row = lines[1].Split(',');
        (double.Parse(row[1]) - double.Parse(row[3])).ShouldBe(0.95, 1e-9);
        (double.Parse(row[4]) - double.Parse(row[1])).ShouldBe(0.95, 1e-9);

        await PredictAsync(
            TaskKind.Multiclass, "classes.csv", cores: 1, with: new Additions { Set = 0.5 },
            conformal: new ConformalScores { Sets = new ConformalSets([tail, tail, tail]) });
        lines = File.ReadAllLines(folder.At("classes.csv"));
        lines[0].ShouldEndWith("fault,set.low,\"set.mid\"\"dle\",set.höch");
        lines[100].ShouldEndWith(",,,");
        lines.Skip(1).Take(99).ShouldAllBe(line => line.Split(',', StringSplitOptions.None).TakeLast(3).Any(cell => cell == "1"));

        (await Should.ThrowAsync<TrestleException>(() => PredictAsync(
            TaskKind.Binary, "no.csv", cores: 1, with: new Additions { Interval = 0.9, Set = 0.9 }))).Problems
            .Select(problem => problem.Code).ShouldBe(["TR1310", "TR1311"]);
    }

    private Scorer Scorer(TaskKind task) => new(ModelPackage.Open(folder.At($"{task}.trestle")));

    /// <summary>Rows as a file; every hundredth has an age that is none.</summary>
    private void WriteRows(int count, bool faults)
    {
        var block = SamplePackages.Rows(count, seed: 3);
        string Cell(int row, int column) => faults && column == 0 && row % 100 == 99
            ? "old"
            : block.Texts(column)[row] is { } text ? $"\"{text.Replace("\"", "\"\"")}\"" : "";
        var lines = Enumerable.Range(0, count)
            .Select(row => string.Join(',', Enumerable.Range(0, block.Schema.Count).Select(column => Cell(row, column))));
        File.WriteAllLines(folder.At("new.csv"), lines.Prepend(string.Join(',', block.Schema.Columns.Select(column => column.Name))));
    }

    private async Task<InferResult> PredictAsync(
        TaskKind task, string output, int cores, bool explain = false, string yaml = "", Action<double, string>? report = null,
        CancellationToken? cancellation = null, Additions? with = null, ConformalScores? conformal = null)
    {
        File.WriteAllText(folder.At(Project.FileName), $"name: sample\nsource: new.csv\ntarget: churn\n{yaml}");
        PackageWriter.WriteFile(SamplePackages.Contents(task) with { Conformal = conformal }, folder.At($"{task}.trestle"));
        var project = Project.Open(folder.Path);
        var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, Cancellation);
        var stage = new InferStage(project, records) { With = with ?? new Additions { Explain = explain } };
        return await Task.Run(
            () => stage.RunAsync(
                folder.At($"{task}.trestle"), folder.At("new.csv"), folder.At(output), new Resources(cores, 1L << 30),
                report ?? ((_, _) => { }), cancellation ?? Cancellation),
            Cancellation);
    }
}
