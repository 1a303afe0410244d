using System.Diagnostics;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>Runs that are killed, interrupted, or started twice.</summary>
public sealed class InterruptionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_run_goes_on_and_ends_with_the_same_package_as_an_unbroken_one()
    {
        var broken = TrestleProgram.CopyExample("churn");
        for (var round = 1; round <= 4; round++)
        {
            using var process = TrestleProgram.Start("run", broken);
            await UntilAsync(
                process,
                round switch
                {
                    1 => "curate finished",
                    2 => "train/majority finished",
                    3 => "validate-model finished",
                    _ => "validate-model/round-2 begins",
                });
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }

        var resumed = await TrestleProgram.RunAsync(Cancellation, "run", broken);
        resumed.ExitCode.ShouldBe(0, resumed.ToString());
        (resumed.Output + resumed.Error).ShouldContain("interrupted");
        resumed.Output.ShouldNotContain("0 reused");

        var whole = TrestleProgram.CopyExample("churn");
        (await TrestleProgram.RunAsync(Cancellation, "run", whole)).ExitCode.ShouldBe(0);
        Package(broken).ShouldBe(Package(whole));
        Directory.Delete(broken, recursive: true);
        Directory.Delete(whole, recursive: true);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_run_within_two_seconds_and_what_was_finished_is_kept()
    {
        var folder = TrestleProgram.CopyExample("churn", "train: {trials: 50}\n");
        using var process = TrestleProgram.Start("run", folder);
        await UntilAsync(process, "train/lightgbm begins");
        var stopped = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        await process.WaitForExitAsync(Cancellation);
        stopped.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2.5));
        process.ExitCode.ShouldBe(130);
        var runs = await TrestleProgram.RunAsync(Cancellation, "runs", folder);
        runs.Output.ShouldContain("cancelled");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Two_runs_at_once_end_with_one_version()
    {
        var folder = TrestleProgram.CopyExample("churn");
        var both = await Task.WhenAll(
            TrestleProgram.RunAsync(Cancellation, "run", folder), TrestleProgram.RunAsync(Cancellation, "run", folder));
        both[0].ExitCode.ShouldBe(0, both[0].ToString());
        both[1].ExitCode.ShouldBe(0, both[1].ToString());
        Directory.GetFiles(Path.Combine(folder, ".trestle", "packages")).ShouldHaveSingleItem();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task One_unit_of_a_run_can_be_executed_alone_in_a_process_of_its_own()
    {
        var folder = TrestleProgram.CopyExample("churn");
        (await TrestleProgram.RunAsync(Cancellation, "run", folder, "--to", "train")).ExitCode.ShouldBe(0);
        var ended = await TrestleProgram.RunAsync(Cancellation, "exec", "1/train/linear", "--project", folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Mistakes_of_a_configuration_are_told_together_with_their_places()
    {
        var folder = TrestleProgram.CopyExample("churn", "spilt: {test: 20%}\ntrain: {trials: many}\n");
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", folder);
        ended.ExitCode.ShouldBe(1);
        ended.Error.ShouldContain("trestle.yaml:4:1");
        ended.Error.ShouldContain("'split'");
        ended.Error.ShouldContain("trestle.yaml:5:17");
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] Package(string folder) => File.ReadAllBytes(Path.Combine(folder, ".trestle", "packages", "churn-1.trestle"));

    /// <summary>Reads what a process prints, on either stream, until a line holds a text.</summary>
    private static async Task UntilAsync(Process process, string text)
    {
        var found = new TaskCompletionSource();
        void Look(object sender, DataReceivedEventArgs line)
        {
            if (line.Data?.Contains(text, StringComparison.Ordinal) == true)
            {
                found.TrySetResult();
            }
        }

        process.OutputDataReceived += Look;
        process.ErrorDataReceived += Look;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(found.Task, process.WaitForExitAsync(Cancellation));
        found.Task.IsCompleted.ShouldBeTrue($"the run ended before it printed '{text}'");
    }
}
