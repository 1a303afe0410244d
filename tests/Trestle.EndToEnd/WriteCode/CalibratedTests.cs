using System.Text;
using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>The program of a model whose probabilities are calibrated calibrates them, too.</summary>
public sealed class CalibratedTests
{
    private const string Settings =
        "refit: train\nname: steps\nsource: data.csv\ntarget: y\nkey: id\nsplit: {folds: 3}\ntrain: {trials: 1, calibrators: [isotonic]}\n"
            + "evaluate: {resamples: 100}\nrevisit-candidates: {rounds: 1, ensemble: false}\npropose-candidates: {learners: [linear]}\n";

    [Fact]
    public async Task Its_program_answers_like_its_package()
    {
        using var project = new CodeProject(Settings, Steps());
        await project.TrestleAsync("run");
        using var document = JsonDocument.Parse(await project.TrestleAsync("show", "last/evaluate", "--json"));
        var linear = document.RootElement.GetProperty("all").GetProperty("scorecard").GetProperty("candidates").EnumerateArray()
            .Single(scores => scores.GetProperty("candidate").GetString() == "linear");
        linear.GetProperty("calibrated").GetString().ShouldStartWith("calibrated by isotonic regression");

        var written = await project.ProgramAsync("linear", "lines");
        var packaged = await project.PackagedAsync();
        written.Predictions.Length.ShouldBeGreaterThan(300);
        foreach (var line in written.Predictions.Select(line => line.Split(',')))
        {
            double.Parse(line[^1]).ShouldBe(packaged[line[0]], 1e-9, line[0]);
        }

        var recorded = await project.RecordedAsync("linear");
        written.Metrics["log-loss"].ShouldBe(recorded["log-loss"], 1e-9);
    }

    /// <summary>A probability in two steps, which no logistic curve is.</summary>
    private static string Steps()
    {
        var random = new Random(6);
        var text = new StringBuilder("id,x,z,y\n");
        for (var row = 0; row < 2500; row++)
        {
            var (x, z) = (random.NextDouble(), random.NextDouble());
            var yes = random.NextDouble() < (x < 0.5 ? 0.05 : x < 0.8 ? 0.15 : 0.9);
            text.Append($"{row},{x:R},{z:R},{(yes ? "yes" : "no")}\n");
        }

        return text.ToString();
    }
}
