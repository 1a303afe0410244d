using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Trestle.Core.Errors;
using Trestle.Server;
using Trestle.Server.Runs;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Storage.Records;
using Trestle.Tests.Stages;
using Xunit;

namespace Trestle.Tests.Server.Runs;

/// <summary>A training that stage 22 asks for is one run of the queue, however often it is asked for.</summary>
public sealed class RenewalTrainingTests : IDisposable
{
    private static readonly RunRequest Request = new(3, "small", "drift", "x has drifted", 1, DateTimeOffset.UnixEpoch);

    private readonly TestProject project = new(TestProject.Small, TestProject.Rows(200));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_request_is_asked_for_once_also_when_the_server_was_killed_meanwhile()
    {
        var (served, queue) = await ServerAsync();
        foreach (var _ in new[] { 1, 2 })
        {
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            killed.CancelAfter(TimeSpan.FromMilliseconds(300));
            await Should.ThrowAsync<OperationCanceledException>(
                () => new RenewalTraining(served, queue, TimeProvider.System).TrainAsync(Request, killed.Token));
        }

        var order = (await queue.OrdersAsync(Cancellation)).ShouldHaveSingleItem();
        (order.Who, order.Why).ShouldBe(("retrain-or-retire", "request 3 of small: x has drifted"));
    }

    [Fact]
    public async Task The_version_is_that_of_the_run_that_bears_the_mark()
    {
        var (served, queue) = await ServerAsync();
        await RunAsync(served, "request 3 of small: x has drifted", RunStatus.Finished, 7);
        await RunAsync(served, "request 4 of small: z has drifted", RunStatus.Finished, 8);
        (await new RenewalTraining(served, queue, TimeProvider.System).TrainAsync(Request, Cancellation)).ShouldBe(7);
    }

    [Fact]
    public async Task A_run_that_failed_is_told_and_not_run_again()
    {
        var (served, queue) = await ServerAsync();
        await RunAsync(served, "request 3 of small: x has drifted", RunStatus.Refused, null);
        var failed = await Should.ThrowAsync<TrestleException>(
            () => new RenewalTraining(served, queue, TimeProvider.System).TrainAsync(Request, Cancellation));
        failed.Problems[0].Code.ShouldBe("TR0160");
        failed.Problems[0].Found.ShouldBe("the training of run 1 registered no version: refused");
        (await queue.OrdersAsync(Cancellation)).ShouldBeEmpty();
    }

    private async Task<(ServedProject Served, RunQueue Queue)> ServerAsync()
    {
        var served = await ServedProject.OpenAsync(new ServerOptions { Project = project.Path_ }, TimeProvider.System, Cancellation);
        return (served, new RunQueue(served, new LiveRun(), TimeProvider.System, NullLogger<RunQueue>.Instance));
    }

    private static async Task RunAsync(ServedProject served, string why, RunStatus status, int? version)
    {
        var run = await served.Records.StartRunAsync(
            new NewRun("small", TestProject.Small, 42, "1", "here", $"requested by retrain-or-retire: {why}", 1, 1, null), Cancellation);
        if (version is { } number)
        {
            var entry = Documents.Write(
                new RegistryEntry("small", number, true, Trestle.Core.Artifacts.ContentHash.Of([1]), $"small-{number}.trestle", []));
            var hash = served.Project.Store.Put(entry);
            var unit = await served.Records.AddUnitAsync(
                run, 16, "register", "all", $"key{number}", "new", UnitStatus.Running, Cancellation);
            await served.Records.EndUnitAsync(
                unit, UnitStatus.Finished, [new UnitArtifact(Artifact.RegistryEntry.Name, hash, entry.Length)], 0, null, Cancellation);
        }

        await served.Records.EndRunAsync(run, status, Cancellation);
    }
}
