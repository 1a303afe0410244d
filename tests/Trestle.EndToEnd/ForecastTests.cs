using System.Globalization;
using System.Text;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>The next steps of series, by the package of a run.</summary>
public sealed class ForecastTests : IDisposable
{
    private const int Days = 240;
    private const string Settings =
        "name: sales\nsource: data.csv\ntarget: sales\nsplit: {folds: 3}\nrevisit-candidates: {ensemble: false}\ntrain: {trials: 1}\n"
            + "propose-candidates: {learners: [relative]}\nevaluate: {resamples: 100, adversarial: false, learning-curve: false}\n";

    private static readonly DateOnly First = new(2024, 1, 1);

    private readonly string folder = Directory.CreateTempSubdirectory("trestle-forecast-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_next_steps_of_each_series_are_predicted_and_no_others()
    {
        await RunAsync("forecast: {time: day, series: [shop], horizon: 7}\n");
        var output = Path.Combine(folder, "next.csv");
        var done = await ForecastAsync(output);
        done.ExitCode.ShouldBe(0, done.ToString());
        done.Output.ShouldContain($"7 steps after {First.AddDays(Days - 1):yyyy-MM-dd} of 2 series");
        done.Output.ShouldContain("1 series are too short to forecast: new");
        var rows = File.ReadAllLines(output).Skip(1).Select(line => line.Split(',')).ToArray();
        rows.Select(row => (row[1], row[2])).ShouldBe(
            new[] { "large", "small" }.SelectMany(
                shop => Enumerable.Range(0, 7).Select(ahead => (shop, $"{First.AddDays(Days + ahead):yyyy-MM-dd}"))),
            ignoreOrder: true);
        foreach (var row in rows)
        {
            // The formula of the table, but for its noise.
            var level = Level(row[1] == "large", DateOnly.Parse(row[2], CultureInfo.InvariantCulture));
            double.Parse(row[3], CultureInfo.InvariantCulture).ShouldBe(level, 0.15 * level);
            row[4].ShouldBe("");
            double.Parse(row[5], CultureInfo.InvariantCulture).ShouldBeLessThan(double.Parse(row[6], CultureInfo.InvariantCulture));
        }

        foreach (var steps in new[] { "0", "-1", "8" })
        {
            (await ForecastAsync(output, "--horizon", steps)).Error.ShouldContain("TR2006");
        }
    }

    [Fact]
    public async Task A_model_that_needs_more_of_the_steps_to_come_than_their_time_says_how_to_predict_them()
    {
        await RunAsync("forecast: {time: day, series: [shop], horizon: 7, known: [price]}\n");
        var (input, output) = (Path.Combine(folder, "steps.csv"), Path.Combine(folder, "predicted.csv"));
        (await ForecastAsync(output)).Error.ShouldContain("TR2005 the model asks for 'price' of each step to come");
        var (next, late) = (First.AddDays(Days), First.AddDays(Days + 7));
        await File.WriteAllTextAsync(
            input, $"day,shop,price\n{next:yyyy-MM-dd},large,5\n{late:yyyy-MM-dd},large,5\n{next:yyyy-MM-dd},other,5\n", Cancellation);
        await TrestleProgram.RunAsync(Cancellation, "predict", folder, "--input", input, "--output", output);
        var rows = File.ReadAllLines(output).Skip(1).ToArray();
        rows[0].Split(',')[1].ShouldNotBe("");
        rows[1].ShouldContain("day is further ahead than the horizon, 7 times a day after the last known value");
        rows[2].ShouldContain("the series of shop is not known");
    }

    /// <summary>A level, a rise, a week, and more in the first ten days of a month, which smoothing does not know.</summary>
    private static double Level(bool large, DateOnly date)
    {
        var day = date.DayNumber - First.DayNumber;
        return (large ? 500 : 50) * (1 + (day / 400.0) + (day % 7 / 10.0) + (date.Day <= 10 ? 0.5 : 0));
    }

    private async Task RunAsync(string forecast)
    {
        var (random, csv) = (new Random(2), new StringBuilder("day,shop,sales,price\n"));
        for (var i = 0; i < 2 * Days; i++)
        {
            var (date, large, price) = (First.AddDays(i / 2), i % 2 == 1, random.Next(5, 9));
            var factor = forecast.Contains("known", StringComparison.Ordinal) ? price / 6.0 : 1;
            var sales = factor * (Level(large, date) + random.Next(-3, 4));
            csv.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},{(large ? "large" : "small")},{sales:0.00},{price}\n");
        }

        csv.Append(CultureInfo.InvariantCulture, $"{First.AddDays(Days - 1):yyyy-MM-dd},new,1,5\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "data.csv"), csv.ToString(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "trestle.yaml"), Settings + forecast, Cancellation);
        var ended = await TrestleProgram.RunAsync(Cancellation, "run", folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
    }

    private Task<Ended> ForecastAsync(string output, params string[] more) =>
        TrestleProgram.RunAsync(Cancellation, ["forecast", folder, "--output", output, .. more]);
}
