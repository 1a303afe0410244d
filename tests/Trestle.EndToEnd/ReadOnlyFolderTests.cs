using System.Diagnostics;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>A project in a folder that may not be written to.</summary>
public sealed class ReadOnlyFolderTests
{
    [Fact]
    public async Task A_folder_that_may_not_be_written_to_is_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's permissions");
        var cancellation = TestContext.Current.CancellationToken;
        var folder = TrestleProgram.CopyExample("churn");
#pragma warning disable CA1416 // skipped elsewhere
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
#pragma warning restore CA1416

        // Root may write everywhere, so root runs it as nobody.
        string[] before = Environment.UserName == "root"
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"]
            : ["env"];
        var program = Path.Combine(TrestleProgram.Root, "artifacts", "bin", "Trestle.Cli", "release", "trestle.dll");
        using (var look = Process.Start(before[0], [.. before.Skip(1), "test", "-r", program]))
        {
            await look.WaitForExitAsync(cancellation);
            Assert.SkipUnless(look.ExitCode == 0, "the build lies where nobody else may read");
        }

        var start = new ProcessStartInfo(
            before[0],
            [.. before.Skip(1), "dotnet", program, "run", folder])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        process.ExitCode.ShouldBe(1, error);
        error.ShouldContain("TR0023");
    }
}
