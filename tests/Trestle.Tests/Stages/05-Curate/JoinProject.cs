using Trestle.Core.Lifecycle;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Tests.Stages.Curate;

/// <summary>A small project of several tables: flights, planes and weather.</summary>
internal sealed class JoinProject : IDisposable
{
    /// <summary>Tail numbers of the flights, by their place.</summary>
    public static readonly string[] Tails = ["N1", "n2", "N3", "N9"];

    private readonly TestProject project;

    public JoinProject(
        string joins, string? planes = null, string? weather = null, string? flights = null, string settings = "", string more = "")
    {
        project = new TestProject(
            "name: small\nsources:\n  main: data.csv\n  planes: {path: planes.csv" + more + "}\n  weather: weather.csv\ntarget: y\n"
                + "split: {folds: 3}\ntrain: {trials: 1}\nrevisit-candidates: {ensemble: false}\n" + settings
                + $"curate:\n  joins: [{joins}]\n",
            flights ?? Flights());
        File.WriteAllText(
            Path.Combine(project.Path_, "planes.csv"), planes ?? "tailnum,seats,maker\nN1,100,Airbus\nN2,NA,Boeing\nN3,300,\n");
        File.WriteAllText(Path.Combine(project.Path_, "weather.csv"), weather ?? Weather());
    }

    /// <summary>The project.</summary>
    public TestProject Project => project;

    /// <summary>Eighty flights: x, the tail number, the time, and a target that follows from seats and wind.</summary>
    public static string Flights(int count = 80) => "x,tail,at,y\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
        $"{i % 7}.5,{Tails[i % 4]},2024-01-{1 + (i / 24):00}T{i % 24:00}:30:00,{((i % 4) + (i % 5) + (i % 3) > 4 ? "yes" : "no")}\n"));

    /// <summary>Weather every third hour.</summary>
    public static string Weather() => "hour,wind,sky\n" + string.Concat(Enumerable.Range(0, 32).Select(i =>
        $"2024-01-{1 + (i / 8):00}T{i % 8 * 3:00}:00:00,{i % 5},{"sun rain fog".Split(' ')[i % 3]}\n"));

    /// <summary>Runs up to a stage.</summary>
    public Task<RunResult> RunAsync(Stage? to = null) => project.RunAsync(to ?? Stage.Curate);

    /// <summary>The curated table, in the order of the source.</summary>
    public RowBlock Curated(RunResult run, CancellationToken cancellation) => Curated(project, run, cancellation);

    /// <summary>The curated table of a project, in the order of the source.</summary>
    public static RowBlock Curated(TestProject project, RunResult run, CancellationToken cancellation)
    {
        var temporary = Path.Combine(project.Path_, "tables");
        Directory.CreateDirectory(temporary);
        using var engine = new Trestle.Storage.Tables.TableEngine(
            new Trestle.Storage.Tables.TableEngineSettings(1, 256L << 20, temporary));
        var file = Path.Combine(project.Path_, "curated.parquet");
        File.WriteAllBytes(file, project.Store.Get(run.Artifacts.Read(Artifact.CuratedTable).Table));
        var table = engine.Open(file, cancellation);
        return RowBlock.Join(table.Schema, [.. table.Scan(null, null, cancellation)]);
    }

    public void Dispose() => project.Dispose();
}
