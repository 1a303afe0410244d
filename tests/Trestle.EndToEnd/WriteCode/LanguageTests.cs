using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>A program in another language than C#: the one of the documentation, which competes with Trestle's own learner.</summary>
public sealed class LanguageTests
{
    private const string Settings =
        "name: shop\nsource: data.csv\ntarget: y\nkey: id\nsplit: {folds: 3}\ntrain: {trials: 1, metric: auc}\nevaluate: {resamples: 100, "
            + "refits: 2}\nrevisit-candidates: {rounds: 1, ensemble: false}\npropose-candidates: {learners: [linear], code: [descent]}\n";

    [Fact]
    public async Task The_documented_program_competes_and_one_that_is_not_there_is_named()
    {
        using var project = new CodeProject(Settings, Tables.Binary());
        Directory.CreateDirectory(project.At("descent"));
        File.WriteAllText(project.At("descent/trestle-code.json"), Documented("json"));
        File.WriteAllText(project.At("descent/fit.py"), Documented("python"));
        await project.TrestleAsync("run");
        var (own, program) = (await ScoreAsync(project, "linear"), await ScoreAsync(project, "descent"));
        own.ShouldBeGreaterThan(0.9);
        program.ShouldBe(own, 0.02);
        program.ShouldNotBe(own);
        using var scores = JsonDocument.Parse(await project.TrestleAsync("show", "last/evaluate", "--json"));
        Stable(scores.RootElement, "descent").GetProperty("refits").GetInt32().ShouldBe(2);

        File.WriteAllText(project.At("descent/trestle-code.json"), Documented("json").Replace("python3", "python-of-none"));
        for (var times = 0; times < 2; times++)
        {
            var ended = await TrestleProgram.RunAsync(TestContext.Current.CancellationToken, "run", project.Folder);
            ended.ExitCode.ShouldBe(1, ended.ToString());
            ended.Error.ShouldContain("TR0922 'python-of-none' cannot be started");
        }
    }

    private static JsonElement Stable(JsonElement scores, string candidate) => Everything(scores)
        .Single(element => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("stability", out _)
            && element.TryGetProperty("candidate", out var name) && name.GetString() == candidate)
        .GetProperty("stability");

    private static IEnumerable<JsonElement> Everything(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(entry => Everything(entry.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Everything),
        _ => [],
    };

    private static async Task<double> ScoreAsync(CodeProject project, string candidate)
    {
        using var document = JsonDocument.Parse(await project.TrestleAsync("show", $"last/train/{candidate}", "--json"));
        return document.RootElement.GetProperty(candidate).GetProperty("trials").GetProperty("ran").EnumerateArray()
            .ShouldHaveSingleItem().GetProperty("score").GetDouble();
    }

    /// <summary>The only block of a language in the section on other languages.</summary>
    private static string Documented(string language)
    {
        var text = File.ReadAllText(Path.Combine(TrestleProgram.Root, "docs", "stages", "09-write-code.md"));
        var section = text.Split("\n## ").Single(part => part.StartsWith("In another language\n", StringComparison.Ordinal));
        return section.Split("```").Single(part => part.StartsWith($"{language}\n", StringComparison.Ordinal))[(language.Length + 1)..];
    }
}
