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
    public void The_first_start_is_at_once_and_then_pauses_double_up_to_half_a_minute() =>
        new[] { 1, 2, 3, 4, 7, 8, 50 }.Select(failures => HostSupervisor.Pause(failures).TotalSeconds)
            .ShouldBe([0, 0.5, 1, 2, 16, 30, 30]);

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
    public async Task A_host_that_stands_by_takes_over_and_is_replaced()
    {
        // With "--standby yes" it waits for a line, as a host does.
        var running = Supervise(
            "if [ \"$3\" = --standby ]; then echo standing by; read line || exit 0; fi; "
                + "echo listening on http://127.0.0.1:4567; exec sleep 60",
            standby: true);
        var first = await UntilAsync(state => state.Address is not null && File.ReadAllText(files.Log).Contains("standing by"));
        Kill(first.Host!);
        var second = await UntilAsync(state => state.Restarts == 1 && state.Host is not null);
        var log = await File.ReadAllTextAsync(files.Log, Cancellation);
        log.ShouldContain($"supervisor: host {second.Host!.Id} takes over");
        await UntilAsync(_ => File.ReadAllText(files.Log).Split("standing by").Length == 3);
        (await StopAsync(running)).ShouldBeTrue();
        second.Host.IsAlive().ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_cannot_get_its_port_is_given_up_with_one_clear_state()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        files.Write(HostState.None with { Failures = HostState.Loop - 2 });
        other.Stop();
        var running = Supervise("echo TR1902 cannot listen >&2; exit 1", port);
        (await running.WaitAsync(Limit, Cancellation)).ShouldBeTrue();
        var state = files.Read();
        (state.GaveUp, state.Host, state.Failures)
            .ShouldBe(($"port {port} of 127.0.0.1 is taken by another program", null, HostState.Loop));
        (await File.ReadAllTextAsync(files.Log, Cancellation)).ShouldContain("supervisor: gives up");
    }

    [Fact]
    public void The_state_in_a_copied_folder_is_that_of_another_deployment()
    {
        files.Write(HostState.None with { Port = 4567, Address = "http://127.0.0.1:4567/" });
        using var copy = new TempFolder();
        File.Copy(folder.At("host.json"), copy.At("host.json"));
        files.Read().Port.ShouldBe(4567);
        new HostFiles(copy.Path).Read().ShouldBe(HostState.None);
        new HostFiles(Path.Combine(copy.Path, "a", "b")).Project.ShouldNotBe(new HostFiles(Path.Combine(folder.Path, "a", "b")).Project);
        var link = folder.At("link");
        Directory.CreateSymbolicLink(link, folder.Path);
        new HostFiles(link).Read().Port.ShouldBe(4567);
    }

    [Theory]
    [InlineData(9000, 8080, 9000)]
    [InlineData(0, 4567, 4567)]
    [InlineData(null, 4567, 4567)]
    public void A_port_that_was_chosen_or_had_before_stays(int? chosen, int before, int expected) =>
        HostPort.Choose(chosen, before, "127.0.0.1").ShouldBe(expected);

    [Fact]
    public void A_port_that_was_left_to_Trestle_is_another_one_when_somebody_has_it_now()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;

        // Not one that the system gives to outgoing connections: it has to be had again after a restart.
        HostPort.Choose(0, port, "127.0.0.1").ShouldBeInRange(20000, 32000);
        HostPort.Choose(0, 0, "127.0.0.1").ShouldBeInRange(20000, 32000);
        HostPort.Choose(null, port, "127.0.0.1").ShouldBe(port);
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

    private Task<bool> Supervise(string script, int port = 0, bool standby = false)
    {
        var command = new HostCommand("/bin/sh", ["-c", $"echo port $2; {script}", "host"], "127.0.0.1", port) { Standby = standby };
        var supervisor = new HostSupervisor(files, command, TimeProvider.System);
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
