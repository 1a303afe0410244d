using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>The program of trees for two classes; and edited, as a candidate.</summary>
public sealed class BinaryTests
{
    // The program learns what the figures are from: the training part.
    private const string Settings =
        "refit: train\nname: shop\nsource: data.csv\ntarget: y\nkey: id\nprivate: [city]\nsplit: {folds: 3}\ntrain: {trials: "
            + "1}\nevaluate: {resamples: 100}\nrevisit-candidates: {rounds: 1, ensemble: false}\n";

    [Fact]
    public async Task Its_program_gives_the_same_figures_and_edited_it_competes()
    {
        using var project = new CodeProject($"{Settings}propose-candidates: {{learners: [lightgbm]}}\n", Tables.Binary());
        await project.TrestleAsync("run");
        var written = await project.ProgramAsync("lightgbm", "same");
        written.Metrics.ShouldBe(await project.RecordedAsync("lightgbm"));
        var packaged = await project.PackagedAsync();
        foreach (var line in written.Predictions.Select(line => line.Split(',')))
        {
            double.Parse(line[^1]).ShouldBe(packaged[line[0]]);
        }

        await project.TrestleAsync("code", "last", "--candidate", "lightgbm", "--output", project.At("faster"));
        Edit(project.At("faster/Model.cs"), "[\"learning_rate\"] = 0.05", "[\"learning_rate\"] = 0.2");
        File.WriteAllText(project.At("trestle.yaml"), $"{Settings}propose-candidates: {{learners: [lightgbm], code: [same, faster]}}\n");
        await project.TrestleAsync("run");
        var (own, same, faster) = (
            await ScoresAsync(project, "lightgbm"), await ScoresAsync(project, "same"), await ScoresAsync(project, "faster"));
        same.ShouldBe(own);
        faster.Length.ShouldBe(own.Length);
        faster.ShouldNotBe(own);

        Edit(project.At("faster/Model.cs"), "internal sealed class Model", "internal sealed class Modle");
        File.WriteAllText(project.At("trestle.yaml"), $"{Settings}propose-candidates: {{learners: [lightgbm], code: [faster]}}\n");
        var ended = await TrestleProgram.RunAsync(TestContext.Current.CancellationToken, "run", project.Folder);
        ended.ExitCode.ShouldBe(1, ended.ToString());
        ended.Error.ShouldContain("TR0916");
        ended.Error.ShouldContain("Model.cs");
        ended.Error.ShouldContain("CS0246");
    }

    private static void Edit(string file, string from, string to)
    {
        var text = File.ReadAllText(file);
        text.ShouldContain(from);
        File.WriteAllText(file, text.Replace(from, to));
    }

    private static async Task<double[]> ScoresAsync(CodeProject project, string candidate)
    {
        using var document = JsonDocument.Parse(await project.TrestleAsync("show", $"last/train/{candidate}", "--json"));
        return [.. document.RootElement.GetProperty(candidate).GetProperty("trials").GetProperty("ran").EnumerateArray()
            .ShouldHaveSingleItem().GetProperty("foldScores").EnumerateArray().Select(score => score.GetDouble())];
    }
}
