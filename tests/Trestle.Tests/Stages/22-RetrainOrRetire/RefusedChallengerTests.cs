using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Stages.SelectBest;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.RetrainOrRetire;

/// <summary>A challenger that its own run has refused never competes, and the log says why.</summary>
public sealed class RefusedChallengerTests
{
    [Fact]
    public async Task A_model_that_does_not_hold_on_its_test_part_leaves_the_champion_in_service()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        folder.Write(Project.FileName, "name: churn\nsource: data.csv\ntarget: churn\nretrain-or-retire: {then: compete}\n");
        var project = Project.Open(folder.Path);
        using var connections = new Disposing(Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools);
        var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, cancellation);
        var now = DateTimeOffset.UnixEpoch;
        var asked = new Renewal
        {
            Stage = RenewalStage.Training,
            Since = now,
            AskedAt = now,
            RequestedAt = now,
            Request = new RunRequest(7, "churn", "drift", "drift of age", 1, now),
            Champion = 1,
        };
        (await records.Documents.PutAsync("renewal", "churn", Encoding.UTF8.GetString(Documents.Write(asked)), 0, null, cancellation))
            .ShouldBeTrue();

        var check = new CheckResult("generalisation", null, false, true, "as good", "rmse 5.8 on the test part, 0.3 out of fold");
        var refusal = new TrestleException(SelectBestErrors.DoesNotHold("linear", check, "day"), ExitCode.Refused);
        var stage = new RetrainOrRetireStage(
            project, records, new Untouched(new PredictionLog(folder.At("log"))), (_, _) => throw refusal, new Resources(1, 1L << 29),
            TimeProvider.System);
        var renewal = await stage.AdvanceAsync("churn", cancellation);

        (renewal.Stage, renewal.Challenger, renewal.RequestedAt).ShouldBe((RenewalStage.Watching, null, now));
        var note = (await records.Audit.LastAsync(1, null, cancellation)).Single().Note;
        (note.Action, note.Subject).ShouldBe(("renewal.failed", "churn/1"));
        note.Reason.ShouldStartWith("request 7: linear does not hold on the test part: rmse 5.8 on the test part, 0.3 out of fold");
    }

    private sealed class Disposing(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    /// <summary>A deployment that answers with version 1 and must not be asked to change.</summary>
    private sealed class Untouched(PredictionLog log) : IServedModel
    {
        public Task<Served?> FindAsync(CancellationToken cancellation) =>
            Task.FromResult<Served?>(new Served(1, DateTimeOffset.UnixEpoch, log));

        public Task ShadowAsync(int version, string reason, CancellationToken cancellation) => throw Changed();

        public Task<string?> TryAsync(int version, string reason, CancellationToken cancellation) => throw Changed();

        public Task<TrialProgress> AdvanceAsync(int version, CancellationToken cancellation) => throw Changed();

        public Task PromoteAsync(int version, string reason, CancellationToken cancellation) => throw Changed();

        public Task DropAsync(int version, int live, string reason, CancellationToken cancellation) => throw Changed();

        public Task RetireAsync(int version, string reason, CancellationToken cancellation) => throw Changed();

        private static InvalidOperationException Changed() => new("the deployment is changed");
    }
}
