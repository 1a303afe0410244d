using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>A target whose classes have an order, as its package and its program answer.</summary>
public sealed class OrdinalTests
{
    private const string Settings =
        "refit: train\nname: levels\nsource: data.csv\ntarget: y\ntask: ordinal\nclasses: [low, middle, high, top]\nkey: id\n"
            + "split: {folds: 3}\ntrain: {trials: 1}\nevaluate: {resamples: 100}\nrevisit-candidates: {rounds: 1, ensemble: false}\n"
            + "propose-candidates: {learners: [linear]}\n";

    private static readonly string[] Classes = ["low", "middle", "high", "top"];

    [Fact]
    public async Task Package_and_program_decide_for_the_middle_class()
    {
        using var project = new CodeProject(Settings, Levels());
        (await project.TrestleAsync("run")).ShouldContain("rps");
        await project.TrestleAsync("predict", "--input", project.At("data.csv"), "--output", project.At("all.csv"));
        var packaged = Predictions(File.ReadAllLines(project.At("all.csv")));
        packaged.Count.ShouldBe(900);
        packaged.Values.ShouldAllBe(row => row.Label == Middle(row.Probabilities));
        packaged.Values.Count(row => row.Label != Classes[Array.IndexOf(row.Probabilities, row.Probabilities.Max())])
            .ShouldBeGreaterThan(0, "the middle class is not always the most probable one");

        var written = await project.ProgramAsync("linear", "lines");
        written.Predictions.Length.ShouldBeGreaterThan(100);
        foreach (var line in written.Predictions.Select(line => line.Split(',')))
        {
            line[2].ShouldBe(packaged[line[0]].Label, line[0]);
        }

        var recorded = await project.RecordedAsync("linear");
        recorded.Keys.ShouldContain("kappa-quadratic");
        written.Metrics["rps"].ShouldBe(recorded["rps"], 1e-9);
        written.Metrics["accuracy"].ShouldBe(recorded["accuracy"], 1e-9);
    }

    private static Dictionary<string, (string Label, double[] Probabilities)> Predictions(string[] lines)
    {
        var names = lines[0].Split(',');
        var places = Classes.Select(name => Array.IndexOf(names, $"probability.{name}")).ToArray();
        var label = Array.IndexOf(names, "prediction");
        return lines.Skip(1).Select(line => line.Split(',')).ToDictionary(
            cells => cells[0], cells => (cells[label], places.Select(place => double.Parse(cells[place])).ToArray()));
    }

    private static string Middle(double[] probabilities)
    {
        var (middle, below) = (0, probabilities[0]);
        while (below < 0.5)
        {
            below += probabilities[++middle];
        }

        return Classes[middle];
    }

    private static string Levels()
    {
        var random = new Random(7);
        return "id,x,z,y\n" + string.Concat(Enumerable.Range(0, 900).Select(i =>
        {
            var x = random.NextDouble();
            return $"{i},{x:0.0000},{"abc"[i % 3]},{Classes[Math.Clamp((int)((4 * x) + (2 * (random.NextDouble() - 0.5))), 0, 3)]}\n";
        }));
    }
}
