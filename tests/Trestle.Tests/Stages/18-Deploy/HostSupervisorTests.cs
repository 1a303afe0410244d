using System.Diagnostics;

using Shouldly;

using Trestle.Stages.Deploy.Hosts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Supervision of real processes: small shell scripts that behave as a host does.</summary>
public sealed class HostSupervisorTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TempFolder folder = new();
    private readonly HostFiles files;

    public HostSupervisorTests()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the scripts are for a POSIX shell");
        }

        files = new HostFiles(folder.Path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_that_is_killed_is_started_again_on_the_port_that_it_had()
    {
        var running = Supervise("echo listening on http://127.0.0.1:4567; exec sleep 60");
        var first = await UntilAsync(state => state.Address is not null);
        Kill(first.Host!);
        var second = await UntilAsync(state => state.Restarts == 1 && state.Host is not null);
        second.Host!.Id.ShouldNotBe(first.Host!.Id);
        (second.Port, second.LastFailure).ShouldBe((4567, "code 137: port 0 | listening on http://127.0.0.1:4567"));
        await UntilAsync(_ => File.ReadAllText(files.Log).Contains("port 4567"));
        (await StopAsync(running)).ShouldBeTrue();
        second.Host.IsAlive().ShouldBeFalse();
        files.Read().Host.ShouldBeNull();
    }

    [Fact]
    public async Task A_host_that_ends_at_once_is_a_crash_loop_and_its_last_words_are_kept()
    {
        var running = Supervise("echo TR1902 the port is taken >&2; exit 1");
        var state = await UntilAsync(state => state.Failures >= 3);
        state.LastFailure!.ShouldStartWith("code 1: ");
        state.LastFailure.ShouldContain("TR1902 the port is taken");
        state.CrashLoop.ShouldBeFalse();
        (state with { Failures = HostState.Loop }).CrashLoop.ShouldBeTrue();
        (await StopAsync(running)).ShouldBeTrue();
    }

    [Fact]
    public void Pauses_double_up_to_half_a_minute() =>
        new[] { 1, 2, 3, 4, 7, 8, 50 }.Select(failures => HostSupervisor.Pause(failures).TotalSeconds)
            .ShouldBe([0.25, 0.5, 1, 2, 16, 30, 30]);

    [Fact]
    public async Task A_supervisor_that_died_leaves_its_host_and_the_next_one_adopts_it()
    {
        using var left = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        var identity = ProcessIdentity.Of(left)!;
        files.Write(new HostState(identity, 4567, "http://127.0.0.1:4567/", 3, 0, null));
        var running = Supervise("exit 9");
        await UntilAsync(_ => File.Exists(files.Log) && File.ReadAllText(files.Log).Contains("adopted"));
        files.Read().Host.ShouldBe(identity);
        (await StopAsync(running)).ShouldBeTrue();
        await left.WaitForExitAsync(Cancellation);
    }

    [Fact]
    public async Task A_number_that_another_process_has_now_is_not_adopted()
    {
        using var other = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        files.Write(new HostState(ProcessIdentity.Of(other)! with { StartedAt = 1 }, 4567, null, 0, 0, null));
        var running = Supervise("echo listening on http://127.0.0.1:4567; exec sleep 60");
        (await UntilAsync(state => state.Address is not null)).Host!.Id.ShouldNotBe(other.Id);
        (await StopAsync(running)).ShouldBeTrue();
        other.HasExited.ShouldBeFalse();
        other.Kill();
    }

    [Fact]
    public async Task There_is_one_supervisor_at_a_time()
    {
        var running = Supervise("exec sleep 60");
        await UntilAsync(state => state.Host is not null);
        (await Supervise("exit 1")).ShouldBeFalse();
        (await StopAsync(running)).ShouldBeTrue();
    }

    [Fact]
    public void A_log_that_has_become_large_is_set_aside()
    {
        var log = new RotatingLog(folder.At("x.log"), 100, 2, TimeProvider.System);
        for (var i = 0; i < 10; i++)
        {
            log.Write($"line {i} {new string('x', 20)}");
        }

        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ShouldBe(["x.log", "x.log.1", "x.log.2"]);
        File.ReadAllText(folder.At("x.log")).ShouldContain("line 9");
        File.ReadAllLines(folder.At("x.log.1")).Length.ShouldBe(2);
        new FileInfo(folder.At("x.log.1")).Length.ShouldBeLessThanOrEqualTo(100);
    }

    private static void Kill(ProcessIdentity identity)
    {
        using var process = identity.Find();
        process!.Kill();
    }

    private Task<bool> Supervise(string script)
    {
        var supervisor = new HostSupervisor(
            files, new HostCommand("/bin/sh", ["-c", $"echo port $2; {script}", "host"], 0), TimeProvider.System);
        return Task.Run(() => supervisor.RunAsync(() => { }, Cancellation));
    }

    private async Task<bool> StopAsync(Task<bool> running)
    {
        await File.WriteAllTextAsync(files.Stop, "", Cancellation);
        return await running.WaitAsync(Limit, Cancellation);
    }

    private async Task<HostState> UntilAsync(Func<HostState, bool> holds)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Limit; await Task.Delay(20, Cancellation))
        {
            if (files.Read() is var state && holds(state))
            {
                return state;
            }
        }

        throw new TimeoutException($"it never came to that: {files.Read()}");
    }
}
