using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>Every command says what comes next, and what it says works as it stands: pasted into a shell.</summary>
public sealed partial class NextStepsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_steps_lead_from_a_run_to_a_request_and_its_label_and_from_a_retired_version_back()
    {
        var folder = TrestleProgram.CopyExample("churn", "train: {trials: 1}\nevaluate: {resamples: 100}\ndeploy: {port: 0}\n");
        try
        {
            Next(await DoneAsync("run", folder)).ShouldBe(
                [$"trestle deploy {folder}", $"trestle serve {folder}", Predict(folder)]);
            var deployed = await DoneAsync("deploy", folder);
            deployed.ShouldContain($"trestle up {folder}");
            var pasted = deployed.Split('\n').Select(line => line.Trim())
                .Where(line => line.StartsWith("curl", StringComparison.Ordinal) || line.StartsWith("id=", StringComparison.Ordinal));
            var answered = await ShellAsync(string.Join('\n', pasted));
            answered.Error.ShouldContain("\"predictions\"");
            answered.Output.ShouldContain("{\"accepted\":1}");
            Next(await DoneAsync("run", folder)).ShouldBe([$"trestle deployments {folder}", $"trestle up {folder}", Predict(folder)]);
            await ReadmeAsync(folder);
            var readable = await ShellAsync($"find {folder}/.trestle -ignore_readdir_race ! -type l -perm /077");
            readable.Output.ShouldBe("", "what a project keeps, with the log of its predictions, is for its owner alone");

            await DoneAsync("retire", folder, "all", "--reason", "contract ended");
            var again = await DoneAsync("run", folder);
            again.ShouldContain("Version 1 was retired: contract ended.");
            Next(again)[0].ShouldBe($"trestle models restore {folder} 1 --reason TEXT");
            var restored = await DoneAsync("models", "restore", folder, "1", "--reason", "prolonged");
            Next(restored).ShouldBe([$"trestle deploy {folder} 1"]);
            (await DoneAsync("deploy", folder, "1")).ShouldContain("version 1 answers at");
        }
        finally
        {
            await TrestleProgram.RunAsync(CancellationToken.None, "stop", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The request in the README, sent to the deployment of its example.</summary>
    private static async Task ReadmeAsync(string folder)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(TrestleProgram.Root, "README.md"), Cancellation);
        var status = JsonDocument.Parse(await DoneAsync("status", folder, "--json")).RootElement;
        var address = status.GetProperty("answers")[0].GetProperty("address").GetString()!;
        var ended = await ShellAsync(Request().Match(readme).Value.Replace("localhost:8080/", new Uri(address).Authority + "/"));
        var answer = JsonDocument.Parse(ended.Output).RootElement.GetProperty("predictions")[0];
        answer.GetProperty("probabilities").EnumerateObject().Select(entry => entry.Name).ShouldBe(["No", "Yes"]);
    }

    private static string Predict(string folder) => $"trestle predict {folder} --input NEW.csv --output predictions.parquet";

    /// <summary>The commands below the heading Next.</summary>
    private static string[] Next(string output) =>
    [
        .. output.Split("Next\n")[^1].Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("trestle", StringComparison.Ordinal)),
    ];

    private static async Task<string> DoneAsync(params string[] args)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, args);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended.Output;
    }

    private static async Task<Ended> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        var ended = new Ended(process.ExitCode, await output, await error);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended;
    }

    [GeneratedRegex(@"^curl .*?^\]\}'$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Request();
}
