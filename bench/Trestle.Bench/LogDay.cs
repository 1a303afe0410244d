using System.Diagnostics;

using Trestle.Rows.Blocks;
using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;

namespace Trestle.Bench;

/// <summary>
/// Hours of a busy service by a simulated clock: requests of one row are written as a host does, and every ten simulated minutes the log is
/// looked after as the server does. Run it again with a later first hour on the same folder to go on.
/// </summary>
internal static class LogDay
{
    private const ulong Host = 0xab;
    private const int SegmentBytes = 64 << 20;

    /// <summary>Simulates hours: <c>log-day FOLDER FIRST HOURS RATE SIZE</c>.</summary>
    public static void Run(string[] args)
    {
        var folder = args[0];
        var (first, hours, rate) = (int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
        var keep = new KeepSettings { Size = Core.Configuration.ByteSize.Parse(args[4])!.Value };
        var log = new PredictionLog(folder);
        Directory.CreateDirectory(log.SegmentFolder);
        using var tables = new TableEngine(new TableEngineSettings(1, 512L << 20, Path.Combine(folder, "tmp")));
        var day = new Traffic(log.SegmentFolder, first, rate);
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var (largest, watch) = (0L, Stopwatch.StartNew());
        for (var hour = first; hour < first + hours; hour++)
        {
            for (var part = 0; part < 6; part++)
            {
                var now = start.AddHours(hour).AddMinutes(10 * part);
                day.Write(now, TimeSpan.FromMinutes(10));
                largest = Math.Max(largest, log.Bytes);
                now += TimeSpan.FromMinutes(10);
                log.Archive(tables, CancellationToken.None);
                log.Keep(keep, now);
                log.Compact(tables, keep, now, CancellationToken.None);
            }

            var archived = log.Archived();
            Console.WriteLine(
                $"| {hour + 1} | {day.Sequence / 1e6:0.0} M | {log.Bytes / 1e6:0} MB | {largest / 1e6:0} MB | {archived.Count} | "
                + $"{PredictionLogTime.Time(archived[0].From):dd HH:mm} | {Environment.WorkingSet / 1e6:0} MB | "
                + $"{watch.Elapsed.TotalSeconds:0} s |");
        }
    }

    private sealed class Traffic(string folder, int first, int rate)
    {
        private static readonly RowSchema Schema = new(
        [
            .. Enumerable.Range(0, 6).Select(i => new Column($"x{i}", ColumnKind.Number)),
            new Column("plan", ColumnKind.Text), new Column("city", ColumnKind.Text),
        ]);

        private static readonly string[] Cities = ["Rome", "Oslo", "Lima", "Cairo", "Quito", "Delhi", "Kyoto"];

        private readonly PredictionLogEncoder encoder = new(Host);
        private readonly Random random = new(first);
        private int segment = first * 100_000;

        public long Sequence { get; private set; } = (long)first * 3600 * rate;

        /// <summary>Writes segments as a host does, which closes one at 64 MiB.</summary>
        public void Write(DateTimeOffset from, TimeSpan time)
        {
            FileStream? file = null;
            var requests = (long)(time.TotalSeconds * rate);
            for (var i = 0L; i < requests; i++)
            {
                if (file is null)
                {
                    file = new FileStream(Path.Combine(folder, $"{Host:x16}-{++segment:D8}.journal"), FileMode.CreateNew);
                    encoder.BeginSegment();
                }

                var at = from.UtcTicks + (i * TimeSpan.TicksPerSecond / rate);
                encoder.AddPrediction(at, ++Sequence, 1, 0, 120 + random.Next(400), Row(), [random.NextDouble()], 1);
                if (encoder.Pending.Length > 1 << 20 || i == requests - 1)
                {
                    file.Write(encoder.Take().Span);
                }

                if (file.Length >= SegmentBytes || i == requests - 1)
                {
                    file.Dispose();
                    file = null;
                }
            }
        }

        private RowBlock Row() => RowBlock.Trusted(Schema, 1,
        [
            new[] { random.NextDouble() }, new[] { Math.Round(random.NextDouble() * 1000, 2) }, new[] { (double)random.Next(90) },
            new[] { (double)random.Next(2) }, new[] { random.NextDouble() * 1e6 }, new[] { (double)random.Next(12) },
            new[] { random.Next(3) == 0 ? "basic" : "plus" }, new[] { Cities[random.Next(Cities.Length)] },
        ]);
    }
}
