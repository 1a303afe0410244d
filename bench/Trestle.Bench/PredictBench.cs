using System.Diagnostics;
using System.Globalization;

using Trestle.Learners.Packages;
using Trestle.Stages.Infer;
using Trestle.Storage.Tables;

namespace Trestle.Bench;

/// <summary>
/// What bench/predict.sh needs beside the command: a package with rows for it, and the bare speed of the package's model.
/// </summary>
internal static class PredictBench
{
    private const int Distinct = 100_000;

    /// <summary>
    /// Writes a project folder with a package (100 trees of 63 leaves, 28 numbers) and so many rows, the same 100,000 again and again, into
    /// the files that are named.
    /// </summary>
    public static void Write(string[] arguments)
    {
        var folder = arguments[0];
        var rows = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        ServeBench.WritePackage([folder]);
        var set = new Synthetic(Distinct, seed: 2).Set;
        var blocks = Enumerable.Range(0, rows / Distinct).SelectMany(_ => set.Blocks).ToArray();
        File.WriteAllText(Path.Combine(folder, "trestle.yaml"), "name: bench\nsource: rows.csv\ntarget: y\n");
        using var tables = new TableEngine(new TableEngineSettings(2, 2L << 30, Path.Combine(folder, "temporary")));
        foreach (var name in arguments[2..])
        {
            SinkCatalog.For(name).Write(tables, set.Features, blocks, Path.Combine(folder, name), CancellationToken.None);
        }
    }

    /// <summary>Rows a second of the model alone, on blocks that are in memory.</summary>
    public static void Walk(string[] arguments)
    {
        const int Passes = 5;
        var model = ModelPackage.Open(Path.Combine(arguments[0], "bench.trestle")).Model;
        var set = new Synthetic(Distinct, seed: 2);
        foreach (var threads in new[] { 1, 2 })
        {
            var rates = Enumerable.Range(0, Passes).Select(_ =>
            {
                var watch = Stopwatch.StartNew();
                WalkerBench.Score(model, set, threads);
                return Distinct / watch.Elapsed.TotalSeconds;
            });
            Console.WriteLine(FormattableString.Invariant($"{threads} {WalkerBench.Median(rates):F0}"));
        }
    }
}
