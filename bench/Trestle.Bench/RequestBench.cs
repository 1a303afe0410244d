using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving.Metrics;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Bench;

/// <summary>
/// The time of a request without the network: from the bytes of a body to the bytes of the answer, for each form of rows, beside the scores
/// alone and the record of the prediction log. Package and rows are those of bench/serve.sh.
/// </summary>
internal static class RequestBench
{
    private const int TurnRows = 500;

    /// <summary>Prints nanoseconds and allocated bytes a row. Arguments: rows a request (1,000), requests (3,000).</summary>
    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var requests = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3000;
        var folder = Directory.CreateTempSubdirectory("trestle-bench").FullName;
        try
        {
            ServeBench.WritePackage([folder]);
            var table = TableLoader.Single(Path.Combine(folder, "bench.trestle"), 0, new RequestPolicy(), new HostMetrics());
            var route = table.Routes[0];
            var inputs = ServeBench.Rows(rows);
            using var answers = new AnswerBuffer();
            Console.WriteLine("| form | bytes a row | ns a row | bytes allocated a row |\n|---|---|---|---|");
            Time("scores alone", 0, rows, requests, () => route.Model.Scorer.Score(inputs));
            var scores = route.Model.Scorer.Score(inputs);
            var record = new PredictionLogEncoder(host: 1);
            Time("record of the prediction log", 0, rows, requests, () =>
            {
                record.AddPrediction(at: 1, sequence: 1, version: 1, role: 0, microseconds: 1, inputs, scores.Values, scores.Outputs);
                record.Take();
            });
            foreach (var (name, decoder, format, body) in ServeBench.Bodies(rows))
            {
                Time(name, body.Length, rows, requests, () =>
                {
                    using var scored = route.Model.Workspace.Score(decoder, body);
                    format.WriteAnswer(answers, table, route, scored);
                    answers.End();
                });
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The best of many short turns: on a shared machine most of them are disturbed, a few are not.</summary>
    private static void Time(string name, int bytes, int rows, int requests, Action request)
    {
        var best = TimeSpan.MaxValue;
        var turn = Math.Max(1, TurnRows / rows);
        var allocated = 0L;
        for (var done = 0; done < requests; done += turn)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < turn; i++)
            {
                request();
            }

            var took = Stopwatch.GetElapsedTime(began);
            (best, allocated) = (took < best ? took : best, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {bytes / rows} | {best.TotalNanoseconds / turn / rows:N0} | {allocated / turn / rows:N0} |"));
    }
}
