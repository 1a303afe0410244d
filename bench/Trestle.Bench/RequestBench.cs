using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Serving.Metrics;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Bench;

/// <summary>
/// The processor time of a request without the network: from the bytes of a body to the bytes of the answer, for each form of rows, beside
/// the scores alone. Package and rows are those of bench/serve.sh.
/// </summary>
internal static class RequestBench
{
    /// <summary>Prints nanoseconds a row. Arguments: rows a request (1,000), requests (300).</summary>
    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var requests = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 300;
        var folder = Directory.CreateTempSubdirectory("trestle-bench").FullName;
        try
        {
            ServeBench.WritePackage([folder]);
            var table = TableLoader.Single(Path.Combine(folder, "bench.trestle"), 0, new RequestPolicy(), new HostMetrics());
            var route = table.Routes[0];
            var inputs = ServeBench.Rows(rows);
            using var answers = new AnswerBuffer();
            Console.WriteLine("| form | bytes a row | ns a row |\n|---|---|---|");
            Time("scores alone", 0, rows, requests, () => route.Model.Scorer.Score(inputs));
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

    private static void Time(string name, int bytes, int rows, int requests, Action request)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < 5; round++)
        {
            var began = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < requests; i++)
            {
                request();
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - began).TotalNanoseconds / requests / rows);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {bytes / rows} | {best:N0} |"));
    }
}
