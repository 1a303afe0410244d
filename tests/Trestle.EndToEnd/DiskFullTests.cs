using System.Diagnostics;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>A disk that is full: said so, nothing half written, and gone on from when there is space again.</summary>
public sealed class DiskFullTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_said_and_the_run_goes_on_when_there_is_space()
    {
        var mount = Directory.CreateTempSubdirectory("trestle-full-").FullName;
        Assert.SkipUnless(
            await SucceedsAsync("mount", "-t", "tmpfs", "-o", "size=2500k", "tmpfs", mount), "this user may not mount a small file system");
        try
        {
            var example = TrestleProgram.CopyExample("churn");
            (await SucceedsAsync("cp", "-r", $"{example}/.", mount)).ShouldBeTrue();
            Directory.Delete(example, recursive: true);

            var full = await TrestleProgram.RunAsync(Cancellation, "run", mount);
            full.ExitCode.ShouldBe(1, full.ToString());
            full.Error.ShouldContain("full", Case.Insensitive);

            (await SucceedsAsync("mount", "-o", "remount,size=64m", mount)).ShouldBeTrue();
            var again = await TrestleProgram.RunAsync(Cancellation, "run", mount);
            again.ExitCode.ShouldBe(0, again.ToString());
            again.Output.ShouldNotContain(" 0 reused");
        }
        finally
        {
            await SucceedsAsync("umount", mount);
        }
    }

    private static async Task<bool> SucceedsAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode == 0;
    }
}
