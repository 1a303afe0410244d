using System.Globalization;

using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>Reads counts from a host's <c>/metrics</c>; scores, and how long answers took, from its prediction log.</summary>
internal sealed class HostEvidence(Project project) : ICanaryEvidence
{
    private const string Requests = "trestle_requests_total";
    private const string Seconds = "trestle_request_seconds_bucket";
    private const int Most = 20_000;
    private const long Memory = 256L << 20;
    private const int Unprocessable = 422;
    private const int ServerError = 500;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionCounts>> CountAsync(Deployment deployment, CancellationToken cancellation)
    {
        using var host = new HostClient(
            deployment.Address ?? throw new TrestleException(HostErrors.CannotAsk(deployment.Name, "nothing listens")),
            new HostFiles(DeploymentNames.Folder(project, deployment.Name)));
        return Counts(await host.MetricsAsync(cancellation));
    }

    /// <inheritdoc/>
    public Task<CanarySample> SampleAsync(
        Deployment deployment, int version, DateTimeOffset from, CancellationToken cancellation)
    {
        var temporary = project.NewTempFolder();
        try
        {
            return Task.FromResult(Sample(deployment, version, from, temporary, cancellation));
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private CanarySample Sample(
        Deployment deployment, int version, DateTimeOffset from, string temporary, CancellationToken cancellation)
    {
        using var tables = new TableEngine(new TableEngineSettings(1, Memory, temporary));
        using var log = new PredictionLog(DeploymentNames.Folder(project, deployment.Name)).Read(tables, cancellation);
        var (scores, times) = (new ScoreSample(Most, version), new ScoreSample(Most, version));
        (string? Host, double Sequence) request = default;
        var since = (from - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerMicrosecond;
        foreach (var block in log.Predictions(since, double.PositiveInfinity, cancellation))
        {
            for (var row = 0; row < block.Count; row++)
            {
                if (block.Versions[row] == version)
                {
                    scores.Add(block.Scores, row);

                    // A request of many rows took its time once.
                    var before = request;
                    request = (block.Hosts[row], block.Sequences[row]);
                    if (request != before)
                    {
                        times.Add([block.Microseconds], row);
                    }
                }
            }
        }

        return new CanarySample(scores.Outputs, [.. times.Outputs.SelectMany(all => all).Select(microseconds => microseconds / 1e6)]);
    }

    /// <summary>
    /// What a metrics page says about each version in an answering role; shadows answer nobody. Requests that broke the contract are
    /// nobody's failure and do not count; 5xx does, and so does 422, a row that the model could not score.
    /// </summary>
    internal static IReadOnlyList<VersionCounts> Counts(string page)
    {
        var samples = PrometheusText.Read(page)
            .Where(sample => sample.Name is Requests or Seconds && sample.Labels.GetValueOrDefault("role") is "live" or "canary")
            .GroupBy(
                sample => int.TryParse(
                    sample.Labels.GetValueOrDefault("version"), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var version) ? version : 0)
            .Where(group => group.Key > 0);
        return [.. samples.Select(group => Counts(group.Key, [.. group]))];
    }

    private static VersionCounts Counts(int version, MetricSample[] samples)
    {
        var byStatus = samples.Where(sample => sample.Name == Requests).ToLookup(
            sample =>
                int.TryParse(sample.Labels.GetValueOrDefault("status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                    ? status
                    : 0,
            sample => (long)sample.Value);
        var errors = byStatus.Where(group => group.Key is Unprocessable or >= ServerError).Sum(group => group.Sum());
        var answered = byStatus.Where(group => group.Key is >= 200 and < 300).Sum(group => group.Sum());
        var latency = new List<LatencyBucket>();
        var below = 0.0;
        foreach (var bound in samples.Where(sample => sample.Name == Seconds)
            .GroupBy(sample => Bound(sample.Labels.GetValueOrDefault("le"))).OrderBy(group => group.Key))
        {
            var upTo = bound.Sum(sample => sample.Value);
            latency.Add(new LatencyBucket(bound.Key, (long)(upTo - below)));
            below = upTo;
        }

        return new VersionCounts(version, answered + errors, errors, latency);
    }

    private static double Bound(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : double.PositiveInfinity;
}
