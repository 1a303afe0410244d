using System.Globalization;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;

namespace Trestle.Bench;

/// <summary>
/// Nested validation on the churn example: the whole default search runs inside the training part of a split (its own five folds), and
/// the model it selects is measured once on the test part, a fifth of the rows; again for each of some splits. The splits are written,
/// so that the peer, <c>bench/peers/churn_sklearn.py</c>, is tuned and measured on the same rows.
/// <code>churn CSV SPLITS FROM TO   runs the splits with these seeds and appends each to the file SPLITS</code>
/// </summary>
internal static class ChurnBench
{
    public static void Run(string[] args)
    {
        var (from, to) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        for (var seed = from; seed < to; seed++)
        {
            SplitAsync(Path.GetFullPath(args[0]), args[1], seed).GetAwaiter().GetResult();
        }
    }

    private static async Task SplitAsync(string data, string splits, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("trestle-bench-").FullName;
        File.WriteAllText(Path.Combine(folder, Project.FileName), $"name: churn\nsource: {data}\ntarget: churn\nseed: {seed}\n");
        var project = Project.Open(folder);
        var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, CancellationToken.None);
        var stages = StageCatalog.All(new ProcessScoringHost("unused", TimeProvider.System));
        var machine = new Resources(Environment.ProcessorCount, 4L << 30);
        var engine = new RunEngine(project, records, stages, new Silent(), machine, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var result = await engine.RunAsync(new RunSelection(To: Stage.SelectBest), "bench", CancellationToken.None);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var choice = result.Artifacts.Read(Artifact.SelectedModel);
        Console.WriteLine(
            $"split {seed}: {choice.Candidate,-10} auc {choice.Test.Value:0.0000} on the test part, "
                + $"{choice.Reported().Value:0.0000} out of fold corrected, "
                + $"{choice.OutOfFold.Value:0.0000} as chosen from {choice.Trials} trials; {seconds:0} s");
        using (var tables = machine.Tables(project))
        {
            var table = tables.Open(project.Store.PathOf(result.Artifacts.Read(Artifact.CuratedTable).Table), CancellationToken.None);
            string[] columns = [ReservedColumns.Row, ReservedColumns.Fold, ReservedColumns.Label];
            foreach (var block in table.Scan(columns, null, CancellationToken.None))
            {
                File.AppendAllLines(splits, Enumerable.Range(0, block.Rows).Select(
                    row => FormattableString.Invariant($"{seed},{block.Numbers(0)[row]},{block.Numbers(1)[row]},{block.Numbers(2)[row]}")));
            }
        }

        Directory.Delete(folder, recursive: true);
    }
}
