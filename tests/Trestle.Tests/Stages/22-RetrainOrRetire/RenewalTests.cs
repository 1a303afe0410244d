using Shouldly;

using Trestle.Core.Errors;
using Trestle.Learners.Packages;
using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Register;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.RetrainOrRetire;

/// <summary>The whole way of a challenger, on real packages and a real log, with a deployment that only notes what it is asked.</summary>
public sealed class RenewalTests : IAsyncLifetime
{
    private const string Policy = """
        name: churn
        source: data.csv
        target: churn
        retrain-or-retire:
          when: {drift-windows: 2}
          then: compete
          challenge: {rows: 60, looks: 2}
          limits: {cooldown: 2d, probation: 5d, timeout: 20d}
        """;

    private readonly TempFolder folder = new();
    private readonly StillClock clock = new();
    private Project project = null!;
    private RecordStore records = null!;
    private NotedDeployment deployment = null!;
    private int asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        folder.Write(Project.FileName, Policy);
        project = Project.Open(folder.Path);
        records = await RecordStore.OpenAsync(project.DatabaseFile, clock, Cancellation);
        var run = await records.StartRunAsync(new NewRun("churn", Policy, 1, "1", "here", "test", 1, 1, null), Cancellation);
        await Register(run, "mean");
        await Register(run, "linear");
        var log = new PredictionLog(folder.At("deployment"));
        deployment = new NotedDeployment(log, clock.Now, new ModelRegistry(project, records)) { Live = 1 };
        Directory.CreateDirectory(deployment.Log.SegmentFolder);
    }

    [Fact]
    public async Task Drift_brings_a_challenger_that_wins_is_tried_is_promoted_and_the_old_version_is_retired()
    {
        await Step();
        await Drift(2);
        await Step();
        (await Step()).Stage.ShouldBe(RenewalStage.Shadow);
        (await Step()).Stage.ShouldBe(RenewalStage.Shadow);
        Traffic(60);
        (await Step()).Stage.ShouldBe(RenewalStage.Canary);
        (await Step()).Stage.ShouldBe(RenewalStage.Canary);
        deployment.Progress = TrialProgress.Promoted;
        deployment.Live = 2;
        (await Step()).Stage.ShouldBe(RenewalStage.Probation);
        (await Step()).Stage.ShouldBe(RenewalStage.Probation);
        clock.Now += TimeSpan.FromDays(6);
        (await Step()).Stage.ShouldBe(RenewalStage.Watching);

        asked.ShouldBe(1);
        deployment.Calls.ShouldBe(["shadow 2", "try 2", "advance", "advance", "retire 1"]);
        (await records.AliasesAsync("churn", Cancellation)).ShouldBe([new ModelAlias("churn", "champion", 2)]);
        (await Actions()).ShouldBe(
        [
            "renewal.hold churn/1", "renewal.request churn/1", "renewal.shadow churn/2", "renewal.hold churn/2", "renewal.try churn/2",
            "renewal.promote churn/2", "renewal.hold churn/2", "renewal.retire churn/1",
        ]);
        (await records.AliasChangesAsync("churn", Cancellation)).Select(change => (change.From, change.To, change.Who))
            .ShouldBe([(1, 2, "retrain-or-retire"), (null, 1, "trestle run")]);
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_challenger_that_lacks_an_approval_waits_for_it_and_the_log_says_so_once()
    {
        await ShadowAsync();
        deployment.Missing = "version 2 of 'churn' has no approval that counts";
        Traffic(60);
        var waiting = await Step();
        (waiting.Stage, waiting.Looks.Count).ShouldBe((RenewalStage.Approval, 1));
        waiting.Hold.ShouldStartWith("has won and waits: version 2 of 'churn' has no approval that counts; ");
        var until = clock.Now.AddDays(3);
        while (clock.Now < until)
        {
            var next = await Step();
            (next.Stage, next.Since, next.Hold, next.Looks.Count).ShouldBe((waiting.Stage, waiting.Since, waiting.Hold, 1));
            clock.Now += TimeSpan.FromHours(8);
        }

        (await Actions()).Count(action => action == "renewal.hold churn/2").ShouldBe(1);
        deployment.Missing = null;
        (await Step()).Stage.ShouldBe(RenewalStage.Canary);
        (await Actions())[^1].ShouldBe("renewal.try churn/2");
    }

    [Theory]
    [InlineData(21, 1, "nobody approved it in 20 d")]
    [InlineData(1, 5, "version 5 is live instead of version 1")]
    public async Task A_challenger_does_not_wait_for_ever_nor_against_a_person(int days, int live, string reason)
    {
        await ShadowAsync();
        deployment.Missing = "no approval";
        Traffic(60);
        (await Step()).Stage.ShouldBe(RenewalStage.Approval);
        clock.Now += TimeSpan.FromDays(days);
        deployment.Live = live;
        (await Step()).Stage.ShouldBe(RenewalStage.Watching);
        deployment.Calls[^1].ShouldBe($"drop 2 for {live}");
        (await records.Audit.LastAsync(1, null, Cancellation))[0].Note.Reason.ShouldStartWith(reason);
    }

    [Fact]
    public async Task Without_an_alarm_nothing_is_done_and_the_log_says_so_once()
    {
        for (var i = 0; i < 5; i++)
        {
            (await Step()).Stage.ShouldBe(RenewalStage.Watching);
            clock.Now += TimeSpan.FromDays(1);
        }

        asked.ShouldBe(0);
        deployment.Calls.ShouldBeEmpty();
        (await records.Audit.LastAsync(1, null, Cancellation))[0].Note.ShouldBe(
            new AuditNote("retrain-or-retire", "renewal.hold", "churn/1", "no drift alarm"));
        (await Actions()).ShouldBe(["renewal.hold churn/1"]);
    }

    [Fact]
    public async Task A_version_that_is_not_on_record_is_not_renewed()
    {
        deployment.Live = 9;
        await Drift(2);
        var problem = (await Should.ThrowAsync<TrestleException>(Step)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR2203", "version 9 of 'churn' is live and not registered"));
    }

    [Fact]
    public async Task A_metric_of_another_task_cannot_decide_a_challenge()
    {
        project = Project.Parse(
            folder.Path, Project.FileName, Policy.Replace("{rows: 60,", "{metric: auc, rows: 60,", StringComparison.Ordinal));
        await Drift(2);
        var challenge = async () =>
        {
            await Step();
            await Step();
            await Step();
        };
        var problem = (await Should.ThrowAsync<TrestleException>(challenge)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR2202", "the metric 'auc' cannot compare models for this task (Regression)"));
    }

    /// <summary>Old rows that are sent again after the training are no evidence: one of the two has learned them.</summary>
    [Fact]
    public async Task Rows_that_a_model_has_learned_decide_nothing()
    {
        var learned = new LearnedRows
        {
            Served = new RowSpan(100, 0, double.MaxValue),
            Evaluated = new RowSpan(80, 0, 80),
            Test = new RowSpan(20, 80, 100),
            Time = "day",
            Dates = true,
        };
        var run = await records.StartRunAsync(new NewRun("churn", Policy, 1, "1", "here", "test", 1, 1, null), Cancellation);
        await Register(run, "linear", new Dictionary<string, byte[]> { [LearnedRows.File] = Documents.Write(learned) });
        trained = 3;
        await Drift(2);
        await Step();
        await Step();
        Traffic(60);
        (await Step()).Stage.ShouldBe(RenewalStage.Shadow);
        (await records.Audit.LastAsync(1, null, Cancellation))[0].Note.Reason.ShouldBe(
            "waiting for 60 labelled rows to compare version 3 with version 1 (60 rows left out: one of the two has learned them)");
    }

    [Fact]
    public async Task A_challenger_that_is_worse_is_dropped()
    {
        (deployment.Live, trained) = (2, 1);
        await Drift(2);
        await Step();
        await Step();
        Traffic(60);
        (await Step()).Stage.ShouldBe(RenewalStage.Watching);
        deployment.Calls.ShouldBe(["shadow 1", "drop 1 for 2"]);
        (await Actions())[^1].ShouldBe("renewal.drop churn/1");
    }

    [Fact]
    public async Task A_challenger_without_labels_is_dropped_after_the_timeout_and_the_next_request_waits()
    {
        await Drift(2);
        await Step();
        await Step();
        clock.Now += TimeSpan.FromDays(21);
        (await Step()).Stage.ShouldBe(RenewalStage.Watching);
        (await Actions())[^1].ShouldBe("renewal.drop churn/2");
        await Step();
        asked.ShouldBe(1);
        (await RetrainOrRetireStage.FindAsync(records, "churn", Cancellation))!.Stage.ShouldBe(RenewalStage.Training);
    }

    [Fact]
    public async Task A_promoted_version_that_turns_out_worse_is_rolled_back()
    {
        await Drift(2);
        await Step();
        await Step();
        Traffic(60);
        await Step();
        deployment.Progress = TrialProgress.Promoted;
        deployment.Live = 2;
        clock.Now += TimeSpan.FromHours(1);
        (await Step()).Stage.ShouldBe(RenewalStage.Probation);
        Traffic(60, turned: true);
        (await Step()).Stage.ShouldBe(RenewalStage.Watching, (await records.Audit.LastAsync(1, null, Cancellation))[0].Note.Reason);
        deployment.Calls[^1].ShouldBe("drop 2 for 1");
        (await records.AliasesAsync("churn", Cancellation)).ShouldBe([new ModelAlias("churn", "champion", 1)]);
    }

    [Fact]
    public async Task A_person_who_changes_the_deployment_ends_the_competition()
    {
        await Drift(2);
        await Step();
        await Step();
        deployment.Live = 3;
        (await Step()).Stage.ShouldBe(RenewalStage.Watching);
        deployment.Calls[^1].ShouldBe("drop 2 for 3");
    }

    [Fact]
    public async Task Two_who_take_the_same_step_write_it_down_once()
    {
        await Drift(2);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Step)));
        (await Actions()).Count(action => action.StartsWith("renewal.request", StringComparison.Ordinal)).ShouldBe(1);
    }

    /// <summary>A kill after what is done and before it is written down, at every step.</summary>
    [Theory]
    [InlineData("train")]
    [InlineData("shadow")]
    [InlineData("try")]
    [InlineData("advance")]
    [InlineData("retire")]
    public async Task A_kill_at_any_step_of_a_promotion_loses_and_doubles_nothing(string at)
    {
        deployment.KillAfter = at;
        await Drift(2);
        var stages = new List<RenewalStage>();
        for (var i = 0; i < 12 && stages.LastOrDefault(RenewalStage.Training) != RenewalStage.Watching; i++)
        {
            try
            {
                stages.Add((await Step()).Stage);
            }
            catch (OperationCanceledException)
            {
                deployment.KillAfter = "";
            }

            switch (stages.LastOrDefault())
            {
                case RenewalStage.Shadow:
                    Traffic(60);
                    break;
                case RenewalStage.Canary:
                    (deployment.Progress, deployment.Live) = (TrialProgress.Promoted, 2);
                    break;
                case RenewalStage.Probation:
                    clock.Now += TimeSpan.FromDays(6);
                    break;
                default:
                    break;
            }
        }

        deployment.KillAfter.ShouldBe("");
        stages.Distinct()
            .ShouldBe([RenewalStage.Training, RenewalStage.Shadow, RenewalStage.Canary, RenewalStage.Probation, RenewalStage.Watching]);
        var actions = (await Actions()).Where(action => !action.StartsWith("renewal.hold", StringComparison.Ordinal));
        actions.ShouldBe(
            [
                "renewal.request churn/1", "renewal.shadow churn/2", "renewal.try churn/2", "renewal.promote churn/2",
                "renewal.retire churn/1",
            ]);
        (await records.AliasesAsync("churn", Cancellation)).ShouldBe([new ModelAlias("churn", "champion", 2)]);
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private int trained = 2;
    private int segments;

    private async Task Register(int run, string learner, IReadOnlyDictionary<string, byte[]>? documents = null)
    {
        var contents = NotedDeployment.Contents(learner, documents);
        var file = folder.At($"{learner}.trestle");
        PackageWriter.WriteFile(contents, file);
        await new ModelRegistry(project, records)
            .RegisterAsync(new PackagedModel("churn", project.Store.PutFile(file), 1, []), run, Cancellation);
    }

    private Task<Renewal> Step()
    {
        var stage = new RetrainOrRetireStage(
            project,
            records,
            deployment,
            (request, _) =>
            {
                asked++;
                deployment.Kill("train");
                return Task.FromResult(trained);
            },
            new Resources(1, 1L << 29),
            clock);
        return stage.AdvanceAsync("churn", Cancellation);
    }

    private async Task Drift(int windows)
    {
        var signal = new Signal("feature-drift", "age", default, default, 100, 0.4, 0.4, 0.2, 0.001, null, null, true, "PSI 0.4");
        for (var i = 0; i < windows; i++)
        {
            await new AlertStore(records, new AlertSettings(), clock)
                .TakeAsync(new SignalReport("churn", deployment.Live, default, default, [signal]), Cancellation);
        }
    }

    private async Task ShadowAsync()
    {
        await Step();
        await Drift(2);
        await Step();
        (await Step()).Stage.ShouldBe(RenewalStage.Shadow);
    }

    /// <summary>Logged rows whose labels are what the linear model says and some noise, or the mean model's answer.</summary>
    private void Traffic(int rows, bool turned = false)
    {
        clock.Now += TimeSpan.FromHours(1);
        var inputs = SamplePackages.Rows(rows, 100 + segments);
        var linear = new Scorer(ModelPackage.Open(new ModelRegistry(project, records).PackageFile("churn", turned ? 1 : 2)))
            .Score(inputs).Values;
        var host = (ulong)(0xab + segments++);
        var encoder = new PredictionLogEncoder(host);
        encoder.BeginSegment();
        var random = new Random(segments);
        encoder.AddPrediction(clock.Now.UtcTicks, 1, deployment.Live, 0, 10, inputs, new double[rows], 1);
        for (var row = 0; row < rows; row++)
        {
            encoder.AddLabel(
                clock.Now.UtcTicks, new PredictionId(host, 1, row).ToString(),
                FormattableString.Invariant($"{linear[row] + random.NextDouble() - 0.5:R}"));
        }

        File.WriteAllBytes(Path.Combine(deployment.Log.SegmentFolder, $"{host:x16}-000001.journal"), encoder.Pending.ToArray());
    }

    private async Task<IReadOnlyList<string>> Actions() => [.. (await records.Audit.LastAsync(100, null, Cancellation)).Reverse()
        .Where(entry => entry.Note.Who == "retrain-or-retire" && entry.Note.Action.StartsWith("renewal.", StringComparison.Ordinal))
        .Select(entry => $"{entry.Note.Action} {entry.Note.Subject}")];
}
