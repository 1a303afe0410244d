using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>From a CSV to a model that answers, as a user goes: run, look, serve, predict.</summary>
public sealed class JourneyTests(ChurnProject churn) : IClassFixture<ChurnProject>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_run_ends_with_a_registered_proved_model_and_says_what_to_do_next()
    {
        churn.Output.ShouldContain("every bit");
        churn.Output.ShouldContain("version 1 (champion)");
        churn.Output.ShouldContain($"trestle deploy {churn.Folder}");
        File.Exists(churn.Package).ShouldBeTrue();
    }

    [Fact]
    public async Task An_unchanged_run_reuses_everything_and_registers_nothing_new()
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", churn.Folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain("0 units run");
        Directory.GetFiles(Path.GetDirectoryName(churn.Package)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_data_configuration_and_seed_give_the_same_package_byte_for_byte()
    {
        var folder = TrestleProgram.CopyExample("churn");
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", folder, "--cores", "1");
        ended.ExitCode.ShouldBe(0, ended.ToString());
        (await File.ReadAllBytesAsync(Path.Combine(folder, ".trestle", "packages", "churn-1.trestle"), Cancellation))
            .ShouldBe(await File.ReadAllBytesAsync(churn.Package, Cancellation));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_ensemble_of_the_best_trials_is_packaged_proved_and_answers()
    {
        var folder = TrestleProgram.CopyExample(
            "churn", "train: {trials: 2}\nevaluate: {resamples: 100}\nselect-best: {prefer-simple: false}\n");
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain("ensemble.2: auc");
        ended.Output.ShouldContain("every bit");
        var predicted = await TrestleProgram.RunAsync(
            Cancellation, "predict", folder, "--input", Path.Combine(folder, "data", "wa_churn.csv"), "--output",
            Path.Combine(folder, "scores.csv"));
        predicted.ExitCode.ShouldBe(0, predicted.ToString());
        File.ReadLines(Path.Combine(folder, "scores.csv")).Count().ShouldBe(7044);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("ingest", "7,043")]
    [InlineData("validate-data", "total_charges")]
    [InlineData("clean", "7,043")]
    [InlineData("standardise", "parse-number")]
    [InlineData("curate", "Data card")]
    [InlineData("extract-features", "")]
    [InlineData("select-features", "tenure")]
    [InlineData("propose-candidates", "linear")]
    [InlineData("train", "auc")]
    [InlineData("validate-model", "beats-baseline")]
    [InlineData("evaluate", "auc")]
    [InlineData("revisit-candidates", "the ensemble")]
    [InlineData("select-best", "threshold")]
    [InlineData("package", "row by row")]
    [InlineData("register", "champion")]
    public async Task Every_stage_shows_what_it_wrote_on_80_columns(string stage, string expected)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, "show", churn.Folder, $"1/{stage}");
        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain(expected, Case.Insensitive);
        ended.Output.Split('\n').Max(line => line.TrimEnd().Length).ShouldBeLessThanOrEqualTo(80);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("runs")]
    [InlineData("models")]
    public async Task Reports_are_JSON_when_asked(string command)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, command, churn.Folder, "--json");
        ended.ExitCode.ShouldBe(0, ended.ToString());
        using var document = JsonDocument.Parse(ended.Output);
        document.RootElement.ValueKind.ShouldBeOneOf(JsonValueKind.Object, JsonValueKind.Array);
    }

    [Fact]
    public async Task A_file_is_predicted_and_its_scores_are_those_of_the_endpoint()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(churn.Folder, "data", "wa_churn.csv"), Cancellation)).Take(51).ToArray();
        var input = Path.Combine(churn.Folder, "new.csv");
        var output = Path.Combine(churn.Folder, "scores.csv");
        await File.WriteAllLinesAsync(input, [.. rows[..21], "cut,off", .. rows[21..], "cut,off"], Cancellation);
        var ended = await TrestleProgram.RunAsync(Cancellation, "predict", churn.Folder, "--input", input, "--output", output);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldEndWith(
            "2 lines of 'new.csv' could not be read: 2 values where 20 are expected (lines 22, 53)");
        var batch = (await File.ReadAllLinesAsync(output, Cancellation)).Skip(1).Select(line => double.Parse(line.Split(',')[3])).ToArray();

        var (process, address) = await ServeAsync();
        using var client = new HttpClient { BaseAddress = address };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', rows)));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await client.PostAsync("/invocations", content, Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        process.Kill(entireProcessTree: true);
        ((int)answer.StatusCode).ShouldBe(200, body);
        using var document = JsonDocument.Parse(body);
        document.RootElement.GetProperty("predictions").EnumerateArray()
            .Select(prediction => prediction.GetProperty("probabilities").GetProperty("Yes").GetDouble())
            .ShouldBe(batch);
    }

    [Fact]
    public async Task A_served_model_ends_within_two_seconds_of_an_interrupt()
    {
        var (process, _) = await ServeAsync();
        var stopped = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        await process.WaitForExitAsync(Cancellation);
        stopped.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task A_package_that_was_tampered_with_is_not_served()
    {
        var bytes = await File.ReadAllBytesAsync(churn.Package, Cancellation);
        var at = bytes.AsSpan().IndexOf("\"target\""u8);
        at.ShouldBeGreaterThan(0);
        bytes[at + 1] ^= 1;
        var file = Path.Combine(churn.Folder, "tampered.trestle");
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        var ended = await TrestleProgram.RunAsync(Cancellation, "serve", churn.Folder, "--model", file, "--port", "0");
        ended.ExitCode.ShouldNotBe(0);
        ended.Error.ShouldContain("TR15");
    }

    [Fact]
    public async Task A_damaged_artifact_is_made_again()
    {
        var store = Path.Combine(churn.Folder, ".trestle", "store");
        var largest = Directory.GetFiles(store, "*", SearchOption.AllDirectories).MaxBy(file => new FileInfo(file).Length)!;
        await File.AppendAllTextAsync(largest, "x", Cancellation);
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", churn.Folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain("damaged");
    }

    private async Task<(Process Process, Uri Address)> ServeAsync()
    {
        var process = TrestleProgram.Start("serve", churn.Folder, "--port", "0");
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
            {
                return (process, new Uri(line[at..].Split(' ')[0]));
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Cancellation));
    }
}
