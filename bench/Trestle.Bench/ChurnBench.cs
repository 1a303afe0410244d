using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;

namespace Trestle.Bench;

/// <summary>
/// Ten-fold AUC on the churn example: trials, choice and all, with a test part of one per cent so that (nearly) every row is
/// scored out of fold. The peer is <c>bench/peers/churn_sklearn.py</c>.
/// </summary>
internal static class ChurnBench
{
    public static void Run(string[] args)
    {
        var data = Path.GetFullPath(args.Length > 0 ? args[0] : "examples/churn/data/wa_churn.csv");
        var folder = Directory.CreateTempSubdirectory("trestle-bench-").FullName;
        File.WriteAllText(Path.Combine(folder, Project.FileName), $"name: churn\nsource: {data}\ntarget: churn\nsplit: {{folds: 10, test: 1%}}\n");
        RunAsync(folder).Wait();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task RunAsync(string folder)
    {
        var project = Project.Open(folder);
        var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, CancellationToken.None);
        var stages = StageCatalog.All(new ProcessScoringHost("unused", TimeProvider.System));
        var engine = new RunEngine(project, records, stages, new Silent(), new Resources(Environment.ProcessorCount, 4L << 30), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var result = await engine.RunAsync(new RunSelection(To: Stage.SelectBest), "bench", CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        foreach (var trials in result.Artifacts.ReadAll(Artifact.Trials).Values)
        {
            Console.WriteLine($"{trials.Candidate,-10} mean AUC of 10 folds {trials.Ran[0].Score:0.0000} (spread {trials.Ran[0].Spread:0.0000}), best of {trials.Ran.Count} trials");
        }

        var choice = result.Artifacts.Read(Artifact.SelectedModel);
        Console.WriteLine($"chosen: {choice.Candidate}; {seconds:0} s for everything");
    }
}
