using System.Diagnostics;
using System.Globalization;
using System.Text;

using DuckDB.NET.Native;

namespace Trestle.Bench;

/// <summary>
/// The data side, stages 1 to 5, next to DuckDB's own copy of the same CSV to Parquet. Each is a process of its own, in turn, so that time,
/// processor time and peak memory are those of the whole work. Trestle is the program that <c>./trestle</c> builds.
/// </summary>
internal static class DataBench
{
    /// <summary>The program that <c>./trestle</c> builds.</summary>
    internal static readonly string Published = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../trestle/trestle"));

    private static readonly string[] Plans = ["basic", "plus", "premium"];

    /// <summary>Compares: rows (default 3,000,000), repeats (default 3).</summary>
    public static void Run(string[] arguments)
    {
        var (rows, repeats) = Sizes(arguments);
        var folder = Directory.CreateTempSubdirectory("trestle-data-").FullName;
        try
        {
            var csv = Path.Combine(folder, "rows.csv");
            Write(csv, rows);
            File.WriteAllText(Path.Combine(folder, "trestle.yaml"), "name: bench\nsource: rows.csv\ntarget: churn\nkey: [id]\n");
            Console.WriteLine(FormattableString.Invariant($"{rows:N0} rows × 12 columns, {new FileInfo(csv).Length / 1e6:N0} MB of CSV"));
            Console.WriteLine("                                wall s   CPU s   peak MB");
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var i = 0; i < repeats; i++)
            {
                DeleteState(folder);
                ours.Add(Measure("trestle run --to curate", Published, "run", folder, "--to", "curate"));
                theirs.Add(Measure(
                    "DuckDB, CSV to Parquet", Environment.ProcessPath!, "data-duckdb", csv, Path.Combine(folder, "copy.parquet")));
            }

            var (own, peer) = (Median(ours), Median(theirs));
            Console.WriteLine(FormattableString.Invariant($"median: {own:0.0} s against {peer:0.00} s, ratio {own / peer:0.0}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>DuckDB's own copy: every column as text, as Trestle's snapshot has them.</summary>
    public static void Copy(string[] arguments)
    {
        Check(NativeMethods.Startup.DuckDBOpen(":memory:", out var database));
        using var opened = database;
        Check(NativeMethods.Startup.DuckDBConnect(database, out var connection));
        using var connected = connection;
        var sql = $"COPY (SELECT * FROM read_csv('{arguments[0]}')) TO '{arguments[1]}' (FORMAT parquet)";
        Check(NativeMethods.Query.DuckDBQuery(connection, sql, out _));
    }

    private static void Check(DuckDBState state)
    {
        if (!state.IsSuccess())
        {
            throw new InvalidOperationException("DuckDB failed");
        }
    }

    /// <summary>Customers with whole and other numbers, a time, categories, a free text, and two in a hundred values missing.</summary>
    internal static void Write(string path, int rows, bool dirt = false)
    {
        var (random, damage) = (new Random(1), new Random(2));
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.Write("id,age,income,score,balance,visits,signup,city,plan,active,comment,churn\n");
        var start = new DateTime(2019, 1, 1);
        string Some(string value) => random.Next(50) == 0 ? "" : value;
        string Dirty(string value, string instead, int oneIn) => dirt && damage.Next(oneIn) == 0 ? instead : value;
        for (var row = 0; row < rows; row++)
        {
            var (score, city) = ((random.NextDouble() * 6) - 3, random.Next(200));
            if (dirt && damage.Next(2000) == 0)
            {
                file.Write(row + ",broken,line\n");
            }

            file.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{row},{Dirty(Some($"{random.Next(18, 90)}"), "unknown", 200)},"
                    + $"{Some($"{Math.Exp(10 + random.NextDouble()):0.00}")},{score:0.000000},")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(random.NextDouble() - 0.5) * 2000:0.000},{random.Next(9)},"
                        + $"{start.AddSeconds(random.Next(157_680_000)):yyyy-MM-dd HH:mm:ss},")
                + $"{Dirty(Some($"city{city}"), $" City{city}", 300)},{Dirty(Some(Plans[random.Next(3)]), "BASIC ", 500)},"
                + $"{(random.Next(2) == 0 ? "yes" : "no")},"
                + $"note {random.Next(1_000_000)} about city{city},{(random.NextDouble() < 1 / (1 + Math.Exp(-score)) ? 1 : 0)}\n");
        }
    }

    /// <summary>The first two arguments: rows (default 3,000,000), repeats (default 3).</summary>
    internal static (int Rows, int Repeats) Sizes(string[] arguments) => (
        arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3_000_000,
        arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3);

    internal static void DeleteState(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, ".trestle")))
        {
            Directory.Delete(Path.Combine(folder, ".trestle"), recursive: true);
        }
    }

    internal static double Measure(string name, string program, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var (peak, processor) = (0L, TimeSpan.Zero);
        while (!process.WaitForExit(50))
        {
            try
            {
                process.Refresh();
                (peak, processor) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime);
            }
            catch (InvalidOperationException) when (process.HasExited)
            {
                // It has ended since; what was seen last counts.
            }
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{name} ended with {process.ExitCode}:\n{output.Result}");
        }

        var wall = watch.Elapsed.TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{name,-30} {wall,7:0.00} {processor.TotalSeconds,7:0.0} {peak / 1e6,9:N0}"));
        return wall;
    }

    internal static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
