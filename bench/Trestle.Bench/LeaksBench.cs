using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;

namespace Trestle.Bench;

/// <summary>
/// What the checks against leaks say of real tables: of each, the column that alone tells most, what is suspected, and the time that
/// stage 7 takes with the checks. A table whose columns hold the answer has to be stopped, all others must not be.
/// </summary>
internal static class LeaksBench
{
    private static readonly (string Name, string Settings, bool Leaks)[] Tables =
    [
        ("churn", "source: {examples}/churn/data/wa_churn.csv\ntarget: churn", false),
        ("ridership, over time", "source: {examples}/ridership/data/chicago.csv\ntarget: ridership\ntime: date", false),
        ("ridership, at random", "source: {examples}/ridership/data/chicago.csv\ntarget: ridership", false),
        ("adult", "source: {path: {data}/adult_raw/adult-train.csv, header: false}\ntarget: column15", false),
        ("telco", "source: {data}/telco_churn/Telco-Customer-Churn.csv\ntarget: Churn", false),
        ("credit", "source: {data}/credit_g/credit-g.csv\ntarget: class", false),
        ("electricity", "source: {data}/electricity_openml/electricity.csv\ntarget: class", false),
        ("vehicle, 4 classes", "source: {data}/vehicle/vehicle.csv\ntarget: Class", false),
        ("red wine, value", "source: {path: {data}/wine_quality/winequality-red.csv, header: false}\ntarget: column12\n"
            + "task: regression", false),
        ("red wine, classes", "source: {path: {data}/wine_quality/winequality-red.csv, header: false}\ntarget: column12\ntask: multiclass\n"
            + "split: {folds: 3}", false),
        ("housing", "source: {data}/california_housing/housing.csv\ntarget: median_house_value", false),
        ("bikes without the parts", "source: {data}/bike_sharing/hour.csv\ntarget: cnt\nignore: [casual, registered]", false),
        ("bikes over time without the parts", "source: {data}/bike_sharing/hour.csv\ntarget: cnt\ntime: dteday\n"
            + "ignore: [casual, registered]", false),
        ("taxi, fare", "source: {data}/nyc_taxi_2018/*.csv\ntarget: fare_amount\nignore: [total_amount, tip_amount]", false),
        ("flights, delay on departure", "source: {data}/nycflights13_tables/flights_sample_32735.csv\ntarget: dep_delay\n"
            + "ignore: [arr_delay, arr_time, air_time, dep_time, hour, minute]", false),
        ("bikes: casual + registered = cnt", "source: {data}/bike_sharing/hour.csv\ntarget: cnt", true),
        ("bikes by day: the same", "source: {data}/bike_sharing/day.csv\ntarget: cnt", true),
        ("taxi: the total is the sum of its parts", "source: {data}/nyc_taxi_2018/*.csv\ntarget: total_amount", true),
    ];

    /// <summary>Runs it: <c>[folder of the data] [folder of the examples]</c>.</summary>
    public static void Run(string[] args) => RunAsync(
        Path.GetFullPath(args.Length > 0 ? args[0] : "../shared/data"), Path.GetFullPath(args.Length > 1 ? args[1] : "examples"))
        .GetAwaiter().GetResult();

    private static async Task RunAsync(string data, string examples)
    {
        Console.WriteLine("| table | should stop | stopped | the column that tells most alone | other findings | stage 7, s |");
        Console.WriteLine("|---|---|---|---|---|---:|");
        foreach (var (name, settings, leaks) in Tables)
        {
            var folder = Directory.CreateTempSubdirectory("trestle-leaks-").FullName;
            try
            {
                var text = settings.Replace("{data}", data, StringComparison.Ordinal)
                    .Replace("{examples}", examples, StringComparison.Ordinal);
                await File.WriteAllTextAsync(
                    Path.Combine(folder, Project.FileName), $"name: leaks\n{text}\nvalidate-data: {{max-quarantine: 50%}}\n");
                Console.WriteLine(await LineAsync(name, leaks, folder));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<string> LineAsync(string name, bool leaks, string folder)
    {
        var project = Project.Open(folder);
        var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, CancellationToken.None);
        var stages = StageCatalog.All(new ProcessScoringHost("unused", TimeProvider.System));
        var engine = new RunEngine(project, records, stages, new Silent(), new Resources(2, 4L << 30), TimeProvider.System);
        await engine.RunAsync(new RunSelection(To: Stage.ExtractFeatures), "leaks", CancellationToken.None);
        var watch = Stopwatch.StartNew();
        try
        {
            var artifacts = (await engine.RunAsync(new RunSelection(To: Stage.SelectFeatures), "leaks", CancellationToken.None)).Artifacts;
            var list = artifacts.Read(Artifact.FeatureList);
            var most = list.Alone.MaxBy(figure => figure.Value)!;
            return Line("no", string.Create(CultureInfo.InvariantCulture, $"{most.Column}: {most.Measure} {most.Value:0.000}"),
                string.Join("; ", list.Leaks.Select(leak => leak.Found)));
        }
        catch (TrestleException stopped)
        {
            return Line("yes", "", string.Join("; ", stopped.Problems.Select(problem => $"{problem.Code} {problem.Found}")));
        }

        string Line(string stopped, string most, string found) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {(leaks ? "yes" : "no")} | {stopped} | {most} | {found} | {watch.Elapsed.TotalSeconds:0.0} |");
    }
}
