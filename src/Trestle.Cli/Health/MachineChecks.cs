using System.Runtime.InteropServices;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Health;

/// <summary>Checks that everything Trestle needs on the machine is present and works.</summary>
internal static class MachineChecks
{
    private const int Rows = 60;
    private const long LittleMemory = 2_000_000_000;

    /// <summary>All findings.</summary>
    public static IEnumerable<Finding> Run(string temporary, CancellationToken cancellation)
    {
        yield return Finding.Ok("Trestle", $"{CodeVersion.Release}, code {CodeVersion.Current}");
        yield return Environment.Version.Major >= 10
            ? Finding.Ok(".NET", $"{Environment.Version} on {RuntimeInformation.RuntimeIdentifier}")
            : Finding.Problem(".NET", $"{Environment.Version}", "install .NET 10: https://dotnet.microsoft.com/download");
        yield return OpenMp();
        yield return Finding.Of(
            "DuckDB", "reinstall Trestle; its native library is for Linux, Windows and macOS", () => DuckDb(temporary, cancellation));
        yield return Finding.Of(
            "LightGBM", "reinstall Trestle; its native library is for Linux, Windows and macOS on x64", () => LightGbm(cancellation));
        yield return Finding.Ok("cores", $"{Environment.ProcessorCount}");
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        yield return memory >= LittleMemory
            ? Finding.Ok("memory", Format.Bytes(memory))
            : Finding.Warning("memory", $"only {Format.Bytes(memory)}", "use --cores 1 for large tables, or a machine with more memory");
        yield return File.Exists(Path.Combine(AppContext.BaseDirectory, "serving", "Trestle.Serving.dll"))
            ? Finding.Ok("scoring host", "installed")
            : Finding.Problem("scoring host", "missing", "build it: dotnet build src/Trestle.Cli -c Release");
    }

    private static Finding OpenMp()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Finding.Ok("libgomp", "not needed on this system");
        }

        if (NativeLibrary.TryLoad("libgomp.so.1", out var handle))
        {
            NativeLibrary.Free(handle);
            return Finding.Ok("libgomp", "libgomp.so.1");
        }

        return Finding.Problem("libgomp", "libgomp.so.1 is not installed; LightGBM needs it", "sudo apt-get install libgomp1");
    }

    /// <summary>Writes a small table and reads it back.</summary>
    private static string DuckDb(string temporary, CancellationToken cancellation)
    {
        using var engine = new TableEngine(new TableEngineSettings(1, 256 << 20, temporary));
        var schema = new RowSchema([new Column("x", ColumnKind.Number)]);
        var table = engine.Write(
            schema, [new RowBlock(schema, 2, [new double[] { 1, 2 }])], Path.Combine(temporary, "check.parquet"), cancellation);
        return table.Rows == 2 ? "writes and reads a table" : throw new InvalidOperationException($"it wrote 2 rows and read {table.Rows}");
    }

    /// <summary>Trains a small model.</summary>
    private static string LightGbm(CancellationToken cancellation)
    {
        var schema = new RowSchema([new Column("x", ColumnKind.Number)]);
        var x = Enumerable.Range(0, Rows).Select(i => (double)i).ToArray();
        var set = new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, Rows, [x])],
            Labels = [.. x.Select(
            value => value < Rows / 2 ? 0.0 : 1.0)],
            Task = TaskKind.Binary,
            Classes = 2
        };
        var learner = LearnerCatalog.Get("lightgbm");
        using var learning = learner.Begin(set, null, new LearningOptions(1, 1));
        var model = learning.Fit(learner.WithRounds(Parameters.None, 5), cancellation).Model;
        var scores = new double[Rows];
        model.Score(set.Blocks[0], scores);
        return scores[^1] > scores[0] ? "trains a model" : throw new InvalidOperationException("it does not learn a simple step function");
    }
}
