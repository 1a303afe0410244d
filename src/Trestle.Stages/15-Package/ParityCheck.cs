using System.Net.Http.Headers;
using System.Text.Json;

using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.ScoringHosts;

namespace Trestle.Stages.Package;

/// <summary>
/// Replays held-out rows through a package by every kind of request and compares each score bit for bit with that of the training, and
/// where rows are decided by their expected value each decision. A
/// kind of request that fails is an error: a proof omits none.
/// </summary>
internal sealed class ParityCheck(IScoringHost host)
{
    public async Task<ParityProof> ProveAsync(string package, Replay replay, CancellationToken cancellation)
    {
        var scorer = new Scorer(ModelPackage.Open(package));
        var ways = new List<ParityWay>
        {
            Compare("package, all rows at once", replay, scorer.Score(replay.Raw).Values),
            Compare(
                "package, row by row", replay,
                [.. Enumerable.Range(0, replay.Rows).SelectMany(row => scorer.Score(replay.Raw.Take([row])).Values)]),
        };

        await using var running = await host.StartAsync(package, "127.0.0.1", 0, RequestPolicy.Proof, null, cancellation);
        using var client = new HttpClient { BaseAddress = running.Address };
        ways.Add(Compare("HTTP, JSON", replay, await AskAsync(client, replay.ToRequest(), "application/json", "", cancellation)));
        ways.Add(Compare("HTTP, CSV", replay, await AskAsync(client, replay.ToCsv(), "text/csv", "?output=scores", cancellation)));
        if (replay.Decided.Count > 0)
        {
            ways.Add(Decisions("package, decisions, all rows at once", replay, Labels(scorer, replay.Raw)));
            ways.Add(Decisions(
                "package, decisions, row by row", replay,
                [.. Enumerable.Range(0, replay.Rows).SelectMany(row => Labels(scorer, replay.Raw.Take([row])))]));
            using var answer = await AnswerAsync(client, replay.ToRequest(labels: true), "application/json", "", cancellation);
            ways.Add(Decisions(
                "HTTP, decisions", replay,
                [.. answer.RootElement.GetProperty("predictions").EnumerateArray().Select(label => label.GetString()!)]));
        }

        return new ParityProof(replay.Rows, ways);
    }

    private static IEnumerable<string> Labels(Scorer scorer, RowBlock rows)
    {
        var scores = scorer.Score(rows);
        return Enumerable.Range(0, rows.Rows).Select(row => scorer.Label(scores, row)!).ToArray();
    }

    private static ParityWay Decisions(string way, Replay replay, IEnumerable<string> found)
    {
        var different = replay.Decided.Zip(found).Index().Where(entry => entry.Item.First != entry.Item.Second).ToArray();
        return new ParityWay(
            way, replay.Rows, different.Length,
            different is [var first, ..] ? $"row {first.Index}: '{first.Item.Second}' instead of '{first.Item.First}'" : null);
    }

    private static async Task<double[]> AskAsync(HttpClient client, byte[] body, string type, string query, CancellationToken cancellation)
    {
        using var document = await AnswerAsync(client, body, type, query, cancellation);
        return
        [
            .. document.RootElement.GetProperty("predictions").EnumerateArray()
                .SelectMany(prediction => prediction.ValueKind == JsonValueKind.Array
                    ? prediction.EnumerateArray().Select(score => score.GetDouble()).ToArray()
                    : [prediction.GetDouble()]),
        ];
    }

    private static async Task<JsonDocument> AnswerAsync(
        HttpClient client, byte[] body, string type, string query, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await client.PostAsync($"/invocations{query}", content, cancellation);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new TrestleException(
                PackagingErrors.NoAnswer(type, (int)response.StatusCode, System.Text.Encoding.UTF8.GetString(answer)), ExitCode.Refused);
        }

        return JsonDocument.Parse(answer);
    }

    private static ParityWay Compare(string way, Replay replay, double[] found)
    {
        if (found.Length != replay.Expected.Count)
        {
            return new ParityWay(way, replay.Rows, replay.Rows, $"{found.Length} scores instead of {replay.Expected.Count}");
        }

        var different = Enumerable.Range(0, found.Length)
            .Where(i => BitConverter.DoubleToInt64Bits(found[i]) != BitConverter.DoubleToInt64Bits(replay.Expected[i]))
            .ToArray();
        return new ParityWay(
            way,
            replay.Rows,
            different.Select(i => i / replay.Outputs).Distinct().Count(),
            different.Length == 0 ? null : $"row {different[0] / replay.Outputs}: {found[different[0]]:R} instead of "
                + $"{replay.Expected[different[0]]:R}");
    }
}
