using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>The flights example: several tables, joined by key and by time, from the files to predictions.</summary>
public sealed class FlightsTests
{
    private const string Small = "train: {trials: 2}\nevaluate: {resamples: 100}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Joined_tables_help_the_model_answer_alike_everywhere_and_name_what_they_do_not_know()
    {
        var folder = TrestleProgram.CopyExample("flights", Small);
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        var said = string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        said.ShouldContain("every bit agrees");
        said.ShouldContain("joined weather 99.8 %, planes 84.5 %, airports 97.6 %");
        said.ShouldContain("left join of planes on tailnum: 1,269 rows whose key is not in planes: 'n713mq' (16 rows)");

        var plain = TrestleProgram.CopyExample("flights", Small);
        await File.WriteAllTextAsync(
            Path.Combine(plain, "trestle.yaml"),
            "name: flights\nsource: data/flights.csv\ntarget: late\nkey: id\ntime: scheduled\nvalidate-model: {generalisation: warn}\n"
                + Small,
            Cancellation);
        (await TrestleProgram.RunAsync(Cancellation, "run", plain, "--to", "select-best")).ExitCode.ShouldBe(0);
        (await OutOfFoldAsync(folder)).ShouldBeGreaterThanOrEqualTo(await OutOfFoldAsync(plain));

        // A request brings the flight alone.
        var flights = Path.Combine(folder, "new.csv");
        await File.WriteAllLinesAsync(
            flights, (await File.ReadAllLinesAsync(Path.Combine(folder, "data", "flights.csv"), Cancellation))
                .Select(line => line[..line.LastIndexOf(',')]).Take(40), Cancellation);
        var predicted = await TrestleProgram.RunAsync(
            Cancellation, "predict", folder, "--input", flights, "--output", Path.Combine(folder, "scores.csv"));
        predicted.ExitCode.ShouldBe(0, predicted.ToString());
        File.ReadLines(Path.Combine(folder, "scores.csv")).Count().ShouldBe(40);
        Directory.Delete(folder, recursive: true);
        Directory.Delete(plain, recursive: true);
    }

    private static async Task<double> OutOfFoldAsync(string folder)
    {
        var shown = await TrestleProgram.RunAsync(Cancellation, "show", folder, "last/select-best", "--json");
        shown.ExitCode.ShouldBe(0, shown.ToString());
        using var document = JsonDocument.Parse(shown.Output);
        return Find(document.RootElement).ShouldNotBeNull();
    }

    /// <summary>The out-of-fold figure, wherever the report has it.</summary>
    private static double? Find(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("outOfFold", out var figure) => figure.GetProperty("value").GetDouble(),
        JsonValueKind.Object => element.EnumerateObject().Select(member => Find(member.Value)).FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(Find).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
