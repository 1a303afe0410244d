using System.Text;
using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>The program of a model whose probabilities are calibrated calibrates them, too.</summary>
public sealed class CalibratedTests
{
    [Theory]
    [InlineData("linear", "isotonic", "isotonic regression", 2)]
    [InlineData("extra-trees", "platt", "Platt scaling", 2)]
    [InlineData("extra-trees", "temperature", "temperature scaling", 3)]
    public async Task Its_program_answers_like_its_package(string learner, string method, string words, int classes)
    {
        using var project = new CodeProject(
            "refit: train\nname: steps\nsource: data.csv\ntarget: y\nkey: id\nsplit: {folds: 3}\n"
                + $"train: {{trials: 1, calibrators: [{method}]}}\nevaluate: {{resamples: 100}}\n"
                + $"revisit-candidates: {{rounds: 1, ensemble: false}}\npropose-candidates: {{learners: [{learner}]}}\n",
            classes == 2 ? Steps() : Parts());
        await project.TrestleAsync("run");
        using var document = JsonDocument.Parse(await project.TrestleAsync("show", "last/evaluate", "--json"));
        var own = document.RootElement.GetProperty("all").GetProperty("scorecard").GetProperty("candidates").EnumerateArray()
            .Single(scores => scores.GetProperty("candidate").GetString() == learner);
        own.GetProperty("calibrated").GetString().ShouldStartWith($"calibrated by {words}");

        var written = await project.ProgramAsync(learner, "lines");
        var packaged = await project.PackagedAsync();
        written.Predictions.Length.ShouldBeGreaterThan(300);
        foreach (var line in written.Predictions.Select(line => line.Split(',')))
        {
            double.Parse(line[^1]).ShouldBe(packaged[line[0]], 1e-9, line[0]);
        }

        var recorded = await project.RecordedAsync(learner);
        written.Metrics["log-loss"].ShouldBe(recorded["log-loss"], 1e-9);
    }

    /// <summary>Three classes that trees tell apart, less surely than they could.</summary>
    private static string Parts()
    {
        var random = new Random(7);
        var text = new StringBuilder("id,x,z,y\n");
        for (var row = 0; row < 2500; row++)
        {
            var (x, z) = (random.NextDouble(), random.NextDouble());
            var part = (int)(3 * Math.Clamp(x + (0.1 * random.NextDouble()), 0, 0.999));
            text.Append($"{row},{x:R},{z:R},{"abc"[part]}\n");
        }

        return text.ToString();
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
