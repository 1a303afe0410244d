using System.Diagnostics;
using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>A project in a folder of its own, whose programs are written, built and run as a user does it.</summary>
internal sealed class CodeProject : IDisposable
{
    public CodeProject(string settings, string csv)
    {
        File.WriteAllText(At("data.csv"), csv);
        File.WriteAllText(At("trestle.yaml"), settings);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Folder { get; } = Directory.CreateTempSubdirectory("trestle-code-").FullName;

    public string At(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Runs a command of Trestle, which must succeed.</summary>
    public async Task<string> TrestleAsync(string command, params string[] args)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, [command, Folder, .. args]);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended.Output;
    }

    /// <summary>Writes the program of a candidate, builds it with every recommended check as an error, and runs it.</summary>
    public async Task<Written> ProgramAsync(string candidate, string name)
    {
        await TrestleAsync("code", "last", "--candidate", candidate, "--output", At(name));
        await DotnetAsync(name, "build", "-c", "Release", "-warnaserror", "-p:AnalysisLevel=latest-recommended", "-nodeReuse:false");
        await DotnetAsync(name, "run", "-c", "Release", "--no-build");
        return new Written(
            [.. Lines(Path.Combine(name, "predictions.csv"))],
            Lines(Path.Combine(name, "metrics.csv")).Select(line => line.Split(',')).ToDictionary(
                line => line[0], line => double.Parse(line[1])));
    }

    /// <summary>The figures of a candidate on the test part, as stage 12 recorded them.</summary>
    public async Task<Dictionary<string, double>> RecordedAsync(string candidate)
    {
        using var document = JsonDocument.Parse(await TrestleAsync("show", "last/evaluate", "--json"));
        return document.RootElement.GetProperty("all").GetProperty("scorecard").GetProperty("candidates").EnumerateArray()
            .Single(scores => scores.GetProperty("candidate").GetString() == candidate)
            .GetProperty("test").EnumerateArray()
            .ToDictionary(
                metric => metric.GetProperty("metric").GetString()!,
                metric => metric.GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN);
    }

    /// <summary>
    /// The packaged model's scores of all rows of the source, by the row's number: the last of its columns before the fault.
    /// </summary>
    public async Task<Dictionary<string, double>> PackagedAsync()
    {
        await TrestleAsync("predict", "--input", At("data.csv"), "--output", At("all.csv"));
        return Lines("all.csv").Select(line => line.Split(',')).ToDictionary(line => line[0], line => double.Parse(line[^2]));
    }

    private IEnumerable<string> Lines(string file) => File.ReadAllLines(At(file)).Skip(1);

    private async Task DotnetAsync(string name, params string[] args)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", args)
            {
                WorkingDirectory = At(name),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, $"{await output}\n{await error}");
    }
}

/// <summary>What a program wrote.</summary>
/// <param name="Predictions">The lines of its predictions, without the header.</param>
/// <param name="Metrics">Its figures.</param>
internal sealed record Written(string[] Predictions, Dictionary<string, double> Metrics);
