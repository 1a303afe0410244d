using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.EndToEnd.Containerize;
using Trestle.EndToEnd.WriteCode;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Onnx;

/// <summary>Models of other tools: the program of the documentation, and a finished file up to its container.</summary>
public sealed class OnnxTests(Podman podman) : IClassFixture<Podman>
{
    private const string Python = "/usr/bin/python3";
    private const string Common = "name: shop\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\n"
        + "train: {trials: 1, metric: auc, calibrate: false}\nevaluate: {resamples: 100}\n"
        + "revisit-candidates: {rounds: 1, ensemble: false}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_documented_program_brings_its_model_as_an_ONNX_file()
    {
        Assert.SkipUnless(await HasOnnxAsync(), "the program needs python3-onnx, which ./test installs as root");
        using var project = new CodeProject(
            $"{Common}key: id\npropose-candidates: {{learners: [linear], code: [numpy-onnx]}}\n", Tables.Binary());
        Directory.CreateDirectory(project.At("numpy-onnx"));
        File.WriteAllText(
            project.At("numpy-onnx/trestle-code.json"),
            Documented("json").Replace("\"python3\"", $"\"{Python}\"", StringComparison.Ordinal));
        File.WriteAllText(project.At("numpy-onnx/fit.py"), Documented("python"));
        await project.TrestleAsync("run", "--to", "evaluate");
        var (own, program) = (await ScoreAsync(project, "linear"), await ScoreAsync(project, "numpy-onnx"));
        own.ShouldBeGreaterThan(0.9);
        program.ShouldBe(own, 0.01);
        program.ShouldNotBe(own);
        (await project.TrestleAsync("show", "last/propose-candidates")).ShouldContain("ONNX model, by a program");
    }

    [Fact]
    public async Task A_finished_model_is_chosen_served_and_put_into_a_container()
    {
        using var project = new CodeProject(
            $"{Common}propose-candidates: {{learners: [naive-bayes], onnx: {{current: {{file: current.onnx, unseen: true}}}}}}\n", Rows());
        (string, double)[] words = [("DSL", -1), ("Fiber", 2)];
        File.WriteAllBytes(
            project.At("current.onnx"), OnnxFiles.Pipeline([("a", 3), ("b", -3)], [("line", words)], ["no", "yes"], map: true));
        (await project.TrestleAsync("run")).ShouldContain("learned elsewhere; ");
        var row = new JsonObject { ["a"] = 0.7, ["b"] = 0.4, ["line"] = "Fiber" };
        var expected = 1 / (1 + Math.Exp(-((3 * 0.7) - (3 * 0.4) + 2)));
        using var host = Serving.HostProcess.Start("--package", project.At(".trestle/packages/shop-1.trestle"), "--port", "0");
        (await AskAsync(await host.AddressAsync(), row)).ShouldBe(expected, 1e-6);

        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        await project.TrestleAsync("containerize", "--base", Podman.Root, "--output", project.At("image.tar"));
        await podman.DoAsync("podman", "load", "--input", project.At("image.tar"));
        var record = JsonNode.Parse(File.ReadAllText(project.At(".trestle/images/shop-1.json")))!;
        var port = LocalServers.FreePort();
        await podman.DoAsync(
            "podman", "run", "--detach", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL",
            record["reference"]!.GetValue<string>(), "--host", "127.0.0.1", "--port", $"{port}");
        (await AskAsync(new Uri($"http://127.0.0.1:{port}"), row)).ShouldBe(expected, 1e-6);
    }

    /// <summary>Rows whose target follows from a difference, which Naive Bayes does not see as well.</summary>
    private static string Rows()
    {
        var random = new Random(3);
        return "a,b,line,y\n" + string.Concat(Enumerable.Range(0, 600).Select(_ =>
        {
            var (both, fiber) = (5 * random.NextDouble(), random.Next(3) == 0);
            var (a, b) = (both + random.NextDouble(), both + random.NextDouble());
            var isYes = a - b + (fiber ? 0.5 : 0) + (random.NextDouble() / 2) > 0.4;
            return $"{a:0.0000},{b:0.0000},{(fiber ? "Fiber" : "DSL")},{(isYes ? "yes" : "no")}\n";
        }));
    }

    /// <summary>The probability of the class 'yes'; asked until the host listens.</summary>
    private static async Task<double> AskAsync(Uri host, JsonObject row)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(
                    new Uri(host, "/invocations"), new JsonObject { ["dataframe_records"] = new JsonArray(row.DeepClone()) }, limit.Token);
                var text = await answer.Content.ReadAsStringAsync(limit.Token);
                return JsonNode.Parse(text)!["predictions"]![0]!["probabilities"]!["yes"]!.GetValue<double>();
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
            }
        }
    }

    private static async Task<double> ScoreAsync(CodeProject project, string candidate)
    {
        using var document = JsonDocument.Parse(await project.TrestleAsync("show", $"last/train/{candidate}", "--json"));
        return document.RootElement.GetProperty(candidate).GetProperty("trials").GetProperty("ran").EnumerateArray()
            .ShouldHaveSingleItem().GetProperty("score").GetDouble();
    }

    private static async Task<bool> HasOnnxAsync()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import onnx"]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode == 0;
    }

    /// <summary>The block of a language in the documentation.</summary>
    private static string Documented(string language) => File.ReadAllText(Path.Combine(TrestleProgram.Root, "docs", "onnx.md")).Split("```")
        .Single(part => part.StartsWith($"{language}\n", StringComparison.Ordinal))[(language.Length + 1)..];
}
