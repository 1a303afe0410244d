using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>
/// Sends a host the sample rows of a package and compares each score bit for bit with that of the training. Samples hold no private
/// columns, so a model that reads one cannot be proven this way, and the proof says so.
/// </summary>
internal static class SampleProof
{
    private const string Samples = "samples.jsonl";
    private const int MostRows = 50;

    /// <summary>Proves a version; returns what was compared, in words. Different answers are error TR1824.</summary>
    public static async Task<string> ProveAsync(HostClient host, int version, string packageFile, CancellationToken cancellation)
    {
        var package = ModelPackage.Open(packageFile);
        if (ContractSteps.Features(package.Contract).Any(column => column.Private))
        {
            return "loaded; not compared with sample rows, which have no private columns";
        }

        var (rows, expected) = package.Files.Contains(Samples) ? Read(package.Part(Samples).Span) : ([], []);
        if (rows.Count == 0)
        {
            return "loaded; the package has no sample rows";
        }

        var found = new List<double[]>();
        foreach (var chunk in rows.Chunk(MostRows))
        {
            var body = new JsonObject
            {
                ["dataframe_records"] = new JsonArray([.. chunk.Select(row => row.DeepClone())]),
                ["params"] = new JsonObject { ["output"] = "scores" },
            };
            found.AddRange(Scores(version, await host.ScoreAsync(version, Encoding.UTF8.GetBytes(body.ToJsonString()), cancellation)));
        }

        var different = Enumerable.Range(0, expected.Count).Where(row => row >= found.Count || !Same(found[row], expected[row])).ToArray();
        if (different.Length > 0 || found.Count != expected.Count)
        {
            var first = different.Length == 0 ? $"{found.Count} answers" : $"row {different[0]}";
            throw new TrestleException(HostErrors.OtherAnswers(version, different.Length, expected.Count, first), ExitCode.Refused);
        }

        return $"{expected.Count} sample rows answered as in training, bit for bit";
    }

    private static (List<JsonNode> Rows, List<double[]> Expected) Read(ReadOnlySpan<byte> samples)
    {
        var (rows, expected) = (new List<JsonNode>(), new List<double[]>());
        foreach (var line in Encoding.UTF8.GetString(samples).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var sample = JsonNode.Parse(line)!;
            rows.Add(sample["row"]!);
            expected.Add([.. sample["scores"]!.AsArray().Select(score => score!.GetValue<double>())]);
        }

        return (rows, expected);
    }

    private static IEnumerable<double[]> Scores(int version, byte[] answer)
    {
        try
        {
            return [.. JsonNode.Parse(answer)!["predictions"]!.AsArray().Select(prediction => prediction is JsonArray all
                ? all.Select(score => score!.GetValue<double>()).ToArray()
                : [prediction!.GetValue<double>()])];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new TrestleException(HostErrors.NoAnswer(version, "the answer has no scores"), ExitCode.Refused, e);
        }
    }

    private static bool Same(double[] found, double[] expected) =>
        found.Length == expected.Length
            && found.Zip(expected).All(pair => BitConverter.DoubleToInt64Bits(pair.First) == BitConverter.DoubleToInt64Bits(pair.Second));
}
