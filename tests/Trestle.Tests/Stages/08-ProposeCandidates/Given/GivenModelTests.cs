using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ProposeCandidates.Given;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates.Given;

/// <summary>Models that were learned elsewhere, as candidates.</summary>
public sealed class GivenModelTests
{
    private const string Settings = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\ntrain: {trials: 1, calibrate: false}\n"
        + "revisit-candidates: {rounds: 1, ensemble: false}\nevaluate: {resamples: 100}\n";

    private static readonly (string, double)[] Words = [("A", -1), ("B", 0.5), ("C", 2)];

    [Fact]
    public async Task Words_reach_the_model_as_the_source_writes_them_and_classes_by_their_names()
    {
        using var project = Project("theirs: {file: theirs.onnx, unseen: true}", TestProject.Rows(200).ToUpperInvariant()
            .Replace("X,Z,Y", "x,z,y", StringComparison.Ordinal));
        File.WriteAllBytes(
            Path.Combine(project.Path_, "theirs.onnx"), OnnxFiles.Pipeline([("x", 3)], [("z", Words)], ["NO", "YES"], map: true));
        var run = await project.RunAsync(Stage.SelectBest);
        var candidate = run.Artifacts.Read(Artifact.CandidateSet).Candidates.Single(one => one.Id == "theirs");
        candidate.Preparation.Steps.Select(planned => planned.Step.GetType().Name).ShouldBe(["Keep", "Impute", "OrdinalEncode"]);
        candidate.Given!.Header.Words!["z"].ShouldBe(["A", "B", "C"]);
        candidate.Preparation.Steps.Select(planned => planned.Step).OfType<OrdinalEncode>().Single().Order.ShouldBe(["a", "b", "c"]);

        var fitted = run.Artifacts.ReadAll(Artifact.FittedModels)["theirs"];
        fitted.Learner.ShouldBe("onnx");
        var plan = PlanJson.Read(project.Store.Get(fitted.Plan));
        var model = LearnerCatalog.Format("onnx").Load(project.Store.Get(fitted.Model));
        var schema = plan.Input;
        Array[] values =
        [
            .. schema.Columns.Select(column => column.Kind == ColumnKind.Text
                ? (Array)new[] { "a", "b", "c", "d" } : column.Name == "x" ? new[] { 0.1, 0.2, 0.3, 0.4 } : new double[4]),
        ];
        var scores = new double[4];
        model.Score(plan.For(model.Features).Bind(schema).Apply(RowBlock.Trusted(schema, 4, values)), scores);
        double[] margins = [0.3 - 1, 0.6 + 0.5, 0.9 + 2, 1.2];
        scores.ShouldBe([.. margins.Select(margin => 1 / (1 + Math.Exp(-margin)))], 1e-6);
    }

    [Fact]
    public async Task One_input_takes_the_named_columns_and_the_model_wins_where_it_is_better()
    {
        using var project = Project(
            "{theirs: {file: theirs.onnx, columns: [w, x], unseen: true}}, learners: [naive-bayes]",
            "x,w,y\n" + string.Concat(Enumerable.Range(0, 200).Select(
                i => (X: i * 37 % 101, W: i * 53 % 97, Noise: (i * 29 % 43) - (i * 31 % 41))).Select(
                row => $"{row.X},{row.W},{(row.X - row.W + row.Noise > 0 ? 1 : 0)}\n")));
        File.WriteAllBytes(Path.Combine(project.Path_, "theirs.onnx"), OnnxFiles.Logistic([-1, 1], 0.5));
        var run = await project.RunAsync(Stage.SelectBest);
        run.Artifacts.Read(Artifact.CandidateSet).Candidates.Single(one => one.Id == "theirs").Given!.Header.Order.ShouldBe(["w", "x"]);
        var chosen = run.Artifacts.Read(Artifact.SelectedModel);
        (chosen.Candidate, chosen.Learner).ShouldBe(("theirs", "onnx"));

        // The file is part of what a result depends on.
        File.WriteAllBytes(Path.Combine(project.Path_, "theirs.onnx"), OnnxFiles.Logistic([-1, 1], 0.25));
        await project.RunAsync(Stage.SelectBest);
        project.Units["train/theirs"].Reason.ShouldNotContain("reused");
    }

    [Theory]
    [InlineData("theirs: {file: theirs.onnx}", "TR0823", "nothing says that the model 'theirs' was learned without the rows of this table")]
    [InlineData("theirs: {file: missing.onnx, unseen: true}", "TR0824", "the ONNX file 'missing.onnx' cannot be read: ")]
    [InlineData("theirs: {unseen: true}", "TR0824", "the ONNX file '' cannot be read: it is not named")]
    [InlineData("linear: {file: theirs.onnx, unseen: true}", "TR0825", "'linear' cannot name a candidate")]
    [InlineData("'a b': {file: theirs.onnx, unseen: true}", "TR0825", "'a b' cannot name a candidate")]
    [InlineData(
        "theirs: {file: theirs.onnx, columns: [x, q], unseen: true}", "TR0826", "the model 'theirs' reads 'q', which is not a feature")]
    [InlineData(
        "theirs: {file: theirs.onnx, classes: ['no', maybe], unseen: true}", "TR0827",
        "the classes of the model 'theirs', no, maybe, are not those of the target")]
    [InlineData("theirs: {file: data.csv, unseen: true}", "TR2421", "the ONNX file cannot be used: ")]
    public async Task What_does_not_fit_is_refused(string settings, string code, string found)
    {
        using var project = Project(settings, TestProject.Rows(120));
        Write(project, map: false);
        var problem = (await project.FailsAsync(Stage.ProposeCandidates)).Problems[0];
        problem.Code.ShouldBe(code);
        problem.Found.ShouldStartWith(found);
    }

    [Fact]
    public async Task Free_text_does_not_go_in_as_words()
    {
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 7},text {i % 55},{(i % 7 > i * 31 % 11 ? "yes" : "no")}\n"));
        using var project = Project("theirs: {file: theirs.onnx, unseen: true}", $"x,z,y\n{rows}");
        Write(project, map: false);
        (await project.FailsAsync(Stage.ProposeCandidates)).Problems[0].Code.ShouldBe("TR0829");
    }

    [Fact]
    public void A_feature_that_a_round_drops_is_named()
    {
        var given = new GivenModel(default!, new(TaskKind.Binary, ["a", "b"], 2));
        var learner = new GivenLearner("theirs", given, OnnxFiles.Logistic([1, 1], 0));
        var rows = new TrainingSet
        {
            Features = new RowSchema([new Column("a", ColumnKind.Number)]),
            Blocks = [],
            Labels = [0, 1],
            Task = TaskKind.Binary,
            Classes = 2,
        };
        var problem = Should.Throw<TrestleException>(() => learner.Begin(rows, null, new LearningOptions(1, 1))).Problems[0];
        (problem.Code, problem.Found).ShouldBe(
            ("TR0828", "the model 'theirs' reads 'b', which the selection of features drops in some rounds"));
    }

    [Fact]
    public void What_is_said_of_its_rows_is_true()
    {
        var rows = new LearnedRows { Served = new RowSpan(160), Evaluated = new RowSpan(160), Test = new RowSpan(40), Elsewhere = true };
        LearnedWords.Served(rows).ShouldBe("other rows, elsewhere; how its features are prepared is learned from 160 rows");
        LearnedWords.Figures(rows).ShouldBe("this model on 40 rows of the test part");
    }

    [Fact]
    public void A_value_that_a_rule_has_made_is_written_as_it_is() =>
        TextValues.Pair(["dsl", "fibre", "de"], ["DSL", "Fibre ", "Germany"]).Written.ShouldBe(["DSL", "Fibre ", "de"]);

    private static void Write(TestProject project, bool map) => File.WriteAllBytes(
        Path.Combine(project.Path_, "theirs.onnx"), OnnxFiles.Pipeline([("x", 3)], [("z", Words)], ["no", "yes"], map));

    private static TestProject Project(string onnx, string csv) => new(
        $"{Settings}propose-candidates: {{onnx: {(onnx.StartsWith('{') ? onnx : $"{{{onnx}}}, learners: [linear]")}}}\n", csv);
}
