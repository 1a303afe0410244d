using System.Text;

using Shouldly;

using Trestle.Cli.Rendering;
using Trestle.Core.Artifacts;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Blobs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What people see of each stage's documents, with documents that have something in every part.</summary>
public sealed class ViewTests : IDisposable
{
    private static readonly ContentHash Hash = ContentHash.Of("content"u8);
    private readonly TempFolder folder = new();
    private readonly List<ArtifactPlace> places = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void There_is_a_view_for_every_stage_of_a_run() => StageViews.All.Select(view => view.Stage)
        .ShouldBe(StageCatalog.All(new ProcessScoringHost("none", TimeProvider.System)).Select(stage => stage.Stage));

    [Fact]
    public void The_views_are_the_accepted_ones()
    {
        Write();
        var reader = new ArtifactReader(new ContentStore(folder.Path), places);
        var text = new StringBuilder();
        foreach (var view in StageViews.All)
        {
            text.Append($"=== {view.Stage.Number} {view.Stage.Slug}: {view.Line(reader)}\n{Typed.Show(view.Show(reader, null))}\n");
        }

        var lines = text.ToString().Split('\n');
        lines.Where(line => !line.StartsWith("===", StringComparison.Ordinal)).Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
        Snapshot.Match(text.ToString(), "cli-views");
    }

    [Fact]
    public void A_line_is_shown_only_of_stages_whose_documents_are_all_there()
    {
        Write();
        places.RemoveAll(place => place.Name == "contract");
        StageViews.Lines(new ArtifactReader(new ContentStore(folder.Path), places)).Select(line => line.Stage)
            .ShouldNotContain(Stage.ValidateData);
    }

    private void Put<T>(Stage stage, Artifact<T> artifact, T document, string shard = Unit.Whole)
    {
        var bytes = Documents.Write(document);
        places.Add(new ArtifactPlace(stage.Slug, shard, artifact.Name, new ContentStore(folder.Path).Put(bytes), bytes.Length));
    }

    private void Write()
    {
        WriteData();
        WritePlans();
        WriteModels();
        WriteScores();
        WriteRounds();
        Put(
            Stage.SelectBest, Artifact.SelectedModel,
            new SelectedModel
            {
                Candidate = "linear",
                Learner = "linear",
                Metric = "auc",
                OutOfFold = Auc(0.84),
                Corrected = Auc(0.82),
                Trials = 37,
                Test = Auc(0.83),
                Generalisation = new CheckResult(
                    "generalisation", null, false, false, "no worse than the baseline on the test part",
                    "auc 0.7000 on the test part, 0.8200 out of fold; the intervals do not overlap"),
                Threshold = 0.321,
                ThresholdReason = "greatest F1 on out-of-fold rows",
                Evidence = ["linear is simpler", "and as good"],
            });
        Put(Stage.Package, Artifact.ModelPackage, new PackagedModel("churn", Hash, 141_000, ["manifest.json", "model/linear.json"]));
        Put(
            Stage.Package, Artifact.ParityProof,
            new ParityProof(200, [new ParityWay("row by row", 200, 0, null), new ParityWay("HTTP, JSON", 200, 1, "row 7: 0.5 and 0.6")]));
        Put(
            Stage.Register, Artifact.RegistryEntry,
            new RegistryEntry("churn", 3, true, Hash, ".trestle/packages/churn-3.trestle", ["champion"]));
    }

    private void WriteData()
    {
        SplitPart[] split = [new("test part", -1, 200), new("fold 0", 0, 400), new("fold 1", 1, 400)];
        Put(Stage.Ingest, Artifact.RawTable, new RawTable
        {
            Files = [new SourceFile("data/customers.csv", Hash, 1_234_567)],
            Format = "csv",
            Table = Hash,
            Columns = ["age", "city", "signed", "email", "churn"],
            Rows = 1000,
            SplitBy = "hash of the row",
            Split = split,
            Unreadable = [new BadRow(null, 17, null, "3 values instead of 5", "1,2,3")],
            UnreadableRows = 1,
        });
        Put(Stage.ValidateData, Artifact.Contract, new Contract
        {
            Task = TaskKind.Binary,
            Target = "churn",
            Classes = ["no", "yes"],
            Columns =
            [
                new ColumnContract
                {
                    Name = "age", Type = ColumnType.Number, Whole = true, Nullable = true, NullShare = 0.012, Min = 18, Max = 99,
                    Distinct = 80,
                },
                new ColumnContract
                {
                    Name = "city", Type = ColumnType.Text, Values = ["Aachen", "Bonn", "Celle", "Dresden", "Essen", "Fulda"], Distinct = 6,
                },
                new ColumnContract
                {
                    Name = "signed", Type = ColumnType.Date, Formats = ["yyyy-MM-dd"], Min = 0, Max = 86_400_000_000.0 * 365,
                    Distinct = 300,
                },
                new ColumnContract { Name = "email", Type = ColumnType.Text, Private = true, Distinct = 1000 },
                new ColumnContract { Name = "churn", Type = ColumnType.Boolean, Distinct = 2 },
            ],
        });
        Put(Stage.ValidateData, Artifact.DataReport, new DataReport
        {
            Rows = 1000,
            Columns =
            [
                new ColumnProfile
                {
                    Name = "age", Type = ColumnType.Number, Rows = 800, Missing = 9, Distinct = 80, Mean = 43.21, Deviation = 12.5,
                    Min = 18, Median = 42, Max = 99,
                },
                new ColumnProfile
                {
                    Name = "city", Type = ColumnType.Text, Rows = 800, Missing = 0, Distinct = 6, Top = [new ValueCount("Bonn", 400)],
                },
            ],
            Checks =
            [
                new CheckResult("unique", "email", true, true, "no value twice", "0 repeats"),
                new CheckResult("between", "age", false, true, "0 to 90", "3 rows above"),
                new CheckResult("no-repeats", null, false, false, "no row that repeats another in every column", "2 rows do"),
            ],
            Notes = ["task: binary, because the target has 2 distinct values"],
        });
        Put(
            Stage.ValidateData, Artifact.Quarantine,
            new Quarantine
            {
                Rows = 2,
                Share = 0.002,
                RowNumbers = [3, 4],
                Reasons = [new ValueCount("no number", 2)],
                Samples = [new BadRow(3, 4, "age", "no number", "many"), new BadRow(4, 5, "email", "empty", null)],
            });
        Put(
            Stage.Clean, Artifact.CleanTable,
            new CleanTable
            {
                RowsIn = 1000,
                RowsOut = 998,
                Dropped = [new DroppedRows(
                "quarantined", 2, "they break the contract")],
                RowNumbers = [3, 4]
            });
        Put(
            Stage.Curate, Artifact.CuratedTable,
            new CuratedTable
            {
                Table = Hash,
                Columns = [new CuratedColumn(
                "age", ColumnType.Number,
                ColumnKind.Number), new CuratedColumn("city", ColumnType.Text, ColumnKind.Text)],
                Rows = 998,
                Split = split
            });
        Put(
            Stage.Curate, Artifact.DataCard,
            new DataCard(
                "# Data card: churn\n\n## Source\n- `data/customers.csv`\n\nA paragraph.\n\n| column | type |\n|---|---|\n| age | "
                    + "number |\n"));
    }

    private void WritePlans()
    {
        Put(
            Stage.Clean, Artifact.CleanPlan,
            new StepList([new PlannedStep(new Trim { Columns = ["age", "city"] }, "white space around a value has no meaning")]));
        Put(
            Stage.Standardise, Artifact.StandardPlan,
            new StepList([new PlannedStep(new ParseNumber { Columns = ["age"] }, "numbers by contract, with a decimal '.'")]));
        Put(Stage.ExtractFeatures, Artifact.FeaturePlan, new StepList([]));
        Put(
            Stage.SelectFeatures, Artifact.FeatureList,
            new FeatureList(
                [new FeatureDecision("age", "age", ColumnKind.Number, true, "no rule drops it"), new FeatureDecision(
                    "signed.year", "signed", ColumnKind.Number, false, "it is the same in every row")]));
    }

    private void WriteModels()
    {
        var space = new SearchSpace([new Dimension("l2", 0.0001, 10_000, 1, Log: true), new Dimension("leaves", 4, 255, 31, Whole: true)]);
        Put(Stage.ProposeCandidates, Artifact.CandidateSet, new CandidateSet("auc",
        [
            new Candidate
            {
                Id = "majority", Learner = "majority", Title = "Most frequent class", Reason = "a model has to beat it", Baseline = true,
                Complexity = 0, Preparation = new StepList([]), Categories = [], Space = SearchSpace.Empty, Trials = 1,
            },
            new Candidate
            {
                Id = "linear", Learner = "linear", Title = "Linear model", Reason = "can do binary on 2 features", Baseline = false,
                Complexity = 1,
                Preparation = new StepList([new PlannedStep(new OneHot { Columns = ["city"] }, "the learner needs numbers")]),
                Categories = ["city"], Space = space, Trials = 2,
            },
        ]));
        Trial[] trials =
        [
            new(2, new Dictionary<string, double> { ["l2"] = 0.0123456, ["leaves"] = 31 }, 40, [0.84, 0.86], 0.85, 0.0141),
            new(1, new Dictionary<string, double> { ["l2"] = 1, ["leaves"] = 31 }, 12, [0.83, 0.85], 0.84, 0.0141),
        ];
        Put(Stage.Train, Artifact.Trials, new Trials("linear", "auc", trials, "ran all 2 trials"), "linear");
        Put(
            Stage.Train, Artifact.FittedModels,
            new FittedModel
            {
                Candidate = "linear",
                Learner = "linear",
                Trial = trials[0],
                Model = Hash,
                Plan = Hash,
                OutOfFold = Hash,
                Importance = Importance,
            },
            "linear");
        Put(
            Stage.ValidateModel, Artifact.ModelReport,
            new ModelReport(
                "majority",
                [new CandidateReport("majority", true, false, []), new CandidateReport(
                    "linear", false, true,
                    [new CheckResult("finite", null, true, true, "probabilities from 0 to 1", "0 of 800 scores are not")])]));
    }

    private void WriteRounds()
    {
        Prospect[] prospects = [new("linear", 2, 0.85, 6, null), new("lightgbm", 12, 0.86, 6, 0.00025)];
        var ensemble = new Candidate
        {
            Id = "ensemble.2",
            Learner = "ensemble",
            Title = "Weighted mean",
            Reason = "of 2 finished trials",
            Baseline = false,
            Complexity = 2,
            Preparation = new StepList([]),
            Categories = [],
            Space = SearchSpace.Empty,
            Trials = 1,
            Library = [new TrialName("linear", 1)],
        };
        Put(
            Stage.RevisitCandidates, Artifact.CandidateRound,
            new CandidateRound
            {
                Round = 1,
                Reason = "no further trials are worth running; the best trials are combined",
                Worth = 0.001,
                TrialsRun = 14,
                SecondsSpent = 12.3,
                Prospects = prospects,
                Notes = [
                    new RevisitNote("stop", "linear", "fewer than 4 trials say nothing about further ones"),
                    new RevisitNote(
                        "widen", "lightgbm", "leaves 4 to 255 becomes 4 to 510: the best trial, 255, is at the end of 4 to 255")],
                Next = new CandidateSet("auc", [ensemble]),
            });
        Put(
            Stage.RevisitCandidates, Artifact.CandidateRound,
            new CandidateRound
            {
                Round = 2,
                Reason = "the search is over",
                Worth = 0.001,
                TrialsRun = 14,
                Prospects = prospects,
                Notes = [],
            },
            "round-2");
    }

    private void WriteScores() => Put(Stage.Evaluate, Artifact.Scorecard, new Scorecard("auc", true, 798, 200, 0.95,
    [
        new CandidateScores
        {
            Candidate = "majority", Blessed = false, OutOfFold = [Auc(0.5)], Test = [Auc(0.5)], Slices = [], Against = [], Importance = [],
        },
        new CandidateScores
        {
            Candidate = "linear",
            Blessed = true,
            OutOfFold = [Auc(0.84)],
            Corrected = Auc(0.82),
            Test = [Auc(0.83)],
            Slices =
            [
                new SliceMetrics("signed 1970", 120, [Auc(0.8)]),
                new SliceMetrics("signed 1971", 80, [new MetricValue("auc", double.NaN, double.NaN, double.NaN)]),
            ],
            Against = [new PairedDifference("majority", 0.34, 0.3, 0.38)],
            Importance = Importance,
            Plots = new Plots
            {
                Roc = [[0, 0], [0.1, 0.6], [0.4, 0.9], [1, 1]],
                Calibration = [[0.1, 0.08], [0.5, 0.55], [0.9, 0.85]],
                Confusion = [[130, 20], [15, 35]],
                Residuals = [[1, -2], [2, 0.5], [3, 1.5]],
            },
        },
    ])
    {
        Trials = 37,
    });

    private static FeatureWeight[] Importance => [new("age", 0.75), new("city=bonn", 0.25), new("city=celle", 0)];

    private static MetricValue Auc(double value) => new("auc", value, value - 0.02, value + 0.02);
}
