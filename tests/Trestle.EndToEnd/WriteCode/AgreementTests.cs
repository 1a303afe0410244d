using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>Programs for three classes and for a value agree with the run: trees bit for bit, linear models to 1e-9.</summary>
public sealed class AgreementTests
{
    /// <summary>Linear models end at the same minimum on other ways, and a temperature is found to about 1e-8.</summary>
    private const double Tolerance = 1e-8;

    private const string Settings =
        "source: data.csv\ntarget: y\nkey: id\nsplit: {folds: 3}\ntrain: {trials: 1}\nevaluate: "
            + "{resamples: 100}\nrevisit-candidates: {rounds: 1, ensemble: false}\n";

    /// <summary>Every row step, most of them with settings that are not the default.</summary>
    private const string Steps = """
        extract-features:
          steps:
            - branch: {columns: [mixed, city], prefix: "a/"}
            - branch: {columns: [mixed], prefix: "b/"}
            - trim: {columns: [a/city], fold-inner: true}
            - case-fold: {columns: [a/city]}
            - null-tokens: {columns: [a/city, weight], tokens: ["city 3"], numbers: [-999]}
            - parse-number: {columns: [mixed]}
            - parse-boolean: {columns: [a/mixed]}
            - parse-date: {columns: [b/mixed]}
            - date-parts: {columns: [b/mixed], parts: [year, quarter, days], keep-source: true}
            - impute: {columns: [weight], strategy: mean}
            - impute: {columns: [mixed], strategy: most-frequent}
            - impute: {columns: [a/city], strategy: most-frequent, indicator: true}
            - impute: {columns: [b/mixed], strategy: constant, constant: "0"}
            - clip: {columns: [weight], low: 0.1, high: 0.8}
            - clip: {columns: [size], bounds: values, low: 0.2, high: null}
            - standard-scale: {columns: [weight]}
            - robust-scale: {columns: [size]}
            - frequency-encode: {columns: [city], keep-source: true}
            - target-encode: {columns: [city], smoothing: 3}
            - one-hot: {columns: [kind], max-categories: 9, other: true, missing: true}
            - ordinal-encode: {columns: [a/city], unseen: code}
            - drop: {columns: [mixed]}

        """;

    [Fact]
    public async Task For_three_classes()
    {
        using var project = new CodeProject($"name: levels\n{Settings}", Tables.Multiclass());
        await project.TrestleAsync("run");
        Near((await project.ProgramAsync("linear", "lines")).Metrics, await project.RecordedAsync("linear"));
        var trees = await project.ProgramAsync("lightgbm", "trees");
        trees.Metrics.ShouldBe(await project.RecordedAsync("lightgbm"));
        (await project.ProgramAsync("forest", "woods")).Metrics.ShouldBe(await project.RecordedAsync("forest"));
        trees.Predictions.ShouldContain(line => line.Contains(",'=low,'=low,", StringComparison.Ordinal));
        trees.Predictions.ShouldAllBe(line => !line.Contains(",=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task For_a_value_with_every_step_there_is()
    {
        using var project = new CodeProject($"name: trips\n{Settings}{Steps}", Tables.Regression());
        await project.TrestleAsync("run");
        (await project.ProgramAsync("lightgbm", "trees")).Metrics.ShouldBe(await project.RecordedAsync("lightgbm"));
        (await project.ProgramAsync("extra-trees", "woods")).Metrics.ShouldBe(await project.RecordedAsync("extra-trees"));
        Near((await project.ProgramAsync("linear", "lines")).Metrics, await project.RecordedAsync("linear"));
    }

    [Fact]
    public async Task Over_time_with_an_encoding_by_the_target()
    {
        using var project = new CodeProject(
            $"name: trips\n{Settings.Replace("folds: 3", "folds: 4")}time: day\n"
                + "extract-features: {steps: [{target-encode: {columns: [city], smoothing: 3}}]}\n"
                + "propose-candidates: {learners: [lightgbm]}\n",
            Tables.Regression());
        await project.TrestleAsync("run");
        (await project.ProgramAsync("lightgbm", "trees")).Metrics.ShouldBe(await project.RecordedAsync("lightgbm"));
    }

    /// <summary>Learners that are all Trestle's own: programs learn with copies of their sources.</summary>
    [Fact]
    public async Task For_learners_that_compete_when_they_are_named()
    {
        string[] learners = ["mlp", "nearest", "additive", "naive-bayes"];
        using var project = new CodeProject(
            $"name: levels\n{Settings}propose-candidates: {{learners: [{string.Join(", ", learners)}]}}\n", Tables.Multiclass());
        await project.TrestleAsync("run");
        foreach (var learner in learners)
        {
            (await project.ProgramAsync(learner, $"own-{learner}")).Metrics.ShouldBe(await project.RecordedAsync(learner), learner);
        }
    }

    private static void Near(Dictionary<string, double> found, Dictionary<string, double> expected)
    {
        found.Keys.ShouldBe(expected.Keys);
        foreach (var (name, value) in expected)
        {
            found[name].ShouldBe(value, Tolerance * Math.Max(1, Math.Abs(value)), name);
        }
    }
}
