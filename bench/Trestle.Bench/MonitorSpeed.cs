using System.Diagnostics;
using System.Globalization;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;
using Trestle.Storage.Tables;

namespace Trestle.Bench;

/// <summary>
/// Judges a window of logged rows of 24 numbers and 6 categories against a reference of 100,000: read from Parquet block by block,
/// and from memory. <c>bench/peers/monitor_scipy.py</c> does the same tests on the same rows.
/// </summary>
internal static class MonitorSpeed
{
    private const int Numbers = 24;
    private const int Texts = 6;
    private const int ReferenceRows = 100_000;
    private const int Repeats = 3;

    private static readonly string[][] Categories =
    [
        .. Enumerable.Range(0, Texts).Select(c => Enumerable.Range(0, 3 << c).Select(i => $"category {c}-{i}").ToArray()),
    ];

    private static readonly RowSchema Schema = new(
    [
        .. Enumerable.Range(0, Numbers).Select(i => new Column($"n{i}", ColumnKind.Number)),
        .. Enumerable.Range(0, Texts).Select(i => new Column($"c{i}", ColumnKind.Text)),
    ]);

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs it: <c>[rows] [folder to write the rows into]</c>.</summary>
    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5_000_000;
        var folder = arguments.Length > 1 ? arguments[1] : Directory.CreateTempSubdirectory("trestle-bench-").FullName;
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "window.parquet");
        using var tables = new TableEngine(new TableEngineSettings(2, 2L << 30, Path.Combine(folder, "tmp")));
        if (!File.Exists(file))
        {
            tables.Write(Schema, Generate(rows, seed: 2), file, CancellationToken.None);
            Dump(folder, "reference", Generate(ReferenceRows, seed: 1), ReferenceRows);
            Dump(folder, "window", Generate(rows, seed: 2), rows);
        }

        var watch = Stopwatch.StartNew();
        var reference = Reference();
        var (seconds, size) = (watch.Elapsed.TotalSeconds, Documents.Write(reference).Length / 1024);
        Console.WriteLine(FormattableString.Invariant($"reference of {ReferenceRows} rows: {seconds:F2} s, {size} KB of JSON"));
        var table = tables.Open(file, CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant($"window of {table.Rows} rows, {Schema.Count} columns, from Parquet"));
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            Time("read alone, one thread", () =>
                table.Scan(null, null, CancellationToken.None).Sum(block => block.Rows) == rows
                    ? null
                    : throw new InvalidDataException("rows are lost"));
            Time("read, counted and tested, one thread", () => Count(reference, table.Scan(null, null, CancellationToken.None)));
        }

        var (peak, heap) = (Process.GetCurrentProcess().PeakWorkingSet64 >> 20, GC.GetTotalMemory(true) >> 20);
        Console.WriteLine(FormattableString.Invariant($"peak memory {peak} MB, of it managed heap {heap} MB"));
        var blocks = table.Scan(null, null, CancellationToken.None).ToArray();
        Console.WriteLine("the same rows in memory");
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            Time("counted and tested, one thread", () => Count(reference, blocks));
            Time("counted in two segments, merged and tested", () => Segments(reference, blocks));
        }

        var signals = Judge(reference, Count(reference, blocks)!).Signals;
        foreach (var signal in signals.Where(signal => signal is { Monitor: "feature-drift", Subject: "n0" or "n12" or "c0" or "c5" }))
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{signal.Subject}: distance {signal.Value:F6}, effect {signal.Effect:F6}, alarm {signal.Alarm}"));
        }
    }

    private static void Time(string what, Func<MonitorWindow?> work)
    {
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        work();
        var seconds = watch.Elapsed.TotalSeconds;
        var processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"  {what,-44} {seconds:F2} s, processor {processor:F2} s"));
    }

    private static MonitorReference Reference()
    {
        var scores = Enumerable.Range(0, 1000).Select(i => i / 1000.0).ToArray();
        return ReferenceBuilder.Make(
            new ReferenceSource
            {
                Columns = [.. Schema.Columns.Select(column => new WatchedColumn(column.Name, column.Kind))],
                Rows = () => Generate(ReferenceRows, seed: 1),
                OutOfFold = new Outcome(TaskKind.Binary, [.. scores.Select(score => score > 0.5 ? 1.0 : 0)], scores, 1),
                Scores = ["score"],
                Metrics = [],
            },
            CancellationToken.None);
    }

    private static MonitorWindow Count(MonitorReference reference, IEnumerable<RowBlock> blocks)
    {
        var window = new MonitorWindow(reference, Start, Start.AddDays(1));
        var scores = new double[RowBlock.Size];
        foreach (var block in blocks)
        {
            window.Add(block, scores.AsSpan(0, block.Rows), Start);
        }

        Judge(reference, window);
        return window;
    }

    private static MonitorWindow Segments(MonitorReference reference, RowBlock[] blocks)
    {
        var half = blocks.Length / 2;
        var windows = new MonitorWindow[2];
        Parallel.For(0, 2, part =>
        {
            var window = new MonitorWindow(reference, Start, Start.AddDays(1));
            var scores = new double[RowBlock.Size];
            foreach (var block in part == 0 ? blocks.AsSpan(0, half) : blocks.AsSpan(half))
            {
                window.Add(block, scores.AsSpan(0, block.Rows), Start);
            }

            windows[part] = window;
        });
        windows[0].Merge(windows[1]);
        Judge(reference, windows[0]);
        return windows[0];
    }

    private static SignalReport Judge(MonitorReference reference, MonitorWindow window) =>
        WindowJudge.Judge(
            "bench", 1, new MonitorView(reference, window, new MonitorSettings(), MonitorHistory.None), CancellationToken.None);

    /// <summary>
    /// Normal, exponential, few-valued and whole numbers; categories of which the first are the most frequent. The window is a little off.
    /// </summary>
    private static IEnumerable<RowBlock> Generate(int rows, int seed)
    {
        var random = new Random(seed);
        for (var from = 0; from < rows; from += RowBlock.Size)
        {
            var count = Math.Min(RowBlock.Size, rows - from);
            var columns = new Array[Schema.Count];
            for (var c = 0; c < Numbers; c++)
            {
                var column = new double[count];
                for (var row = 0; row < count; row++)
                {
                    column[row] = random.NextDouble() is var u && u < 0.02 ? double.NaN : (c % 4) switch
                    {
                        0 => Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * random.NextDouble()) + (seed * 0.02),
                        1 => -Math.Log(1 - u) * 100,
                        2 => (int)(u * 7),
                        _ => (int)(u * u * 100_000),
                    };
                }

                columns[c] = column;
            }

            for (var c = 0; c < Texts; c++)
            {
                var column = new string?[count];
                for (var row = 0; row < count; row++)
                {
                    column[row] = Categories[c][(int)(Categories[c].Length * random.NextDouble() * random.NextDouble())];
                }

                columns[Numbers + c] = column;
            }

            yield return new RowBlock(Schema, count, columns);
        }
    }

    /// <summary>For the peer: one file of little-endian doubles for each number, and one byte a row for each category.</summary>
    private static void Dump(string folder, string name, IEnumerable<RowBlock> blocks, int rows)
    {
        var files = Schema.Columns
            .Select(column => new BufferedStream(File.Create(Path.Combine(folder, $"{name}.{column.Name}.bin")), 1 << 16)).ToArray();
        var codes = Categories
            .Select(categories => categories.Select((text, code) => (text, code))
                .ToDictionary(entry => entry.text, entry => (byte)entry.code)).ToArray();
        foreach (var block in blocks)
        {
            for (var c = 0; c < Schema.Count; c++)
            {
                if (c < Numbers)
                {
                    files[c].Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(block.Numbers(c)));
                    continue;
                }

                foreach (var text in block.Texts(c))
                {
                    files[c].WriteByte(codes[c - Numbers][text!]);
                }
            }
        }

        foreach (var file in files)
        {
            file.Dispose();
        }

        Console.WriteLine($"wrote {name}: {rows} rows");
    }
}
