using System.Text;

using Trestle.Core.Routing;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Metrics;

/// <summary>The counters in Prometheus' text format (version 0.0.4), with the prefix <c>trestle_</c>.</summary>
internal static class MetricsPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The page.</summary>
    public static byte[] Write(HostMetrics metrics, Switchboard board, PredictionLogWriter? predictionLog)
    {
        var page = new StringBuilder(4096);
        WriteRequests(page, metrics);
        WriteTimes(page, metrics);
        WriteTable(page, metrics, board);
        page.Append(metrics.Connections);
        if (predictionLog is not null)
        {
            WritePredictionLog(page, predictionLog.Status);
            WriteSize(page, predictionLog);
            WriteLabels(page, predictionLog.Status);
        }

        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void WriteRequests(StringBuilder page, HostMetrics metrics)
    {
        Family(
            page, "trestle_requests_total", "counter",
            "Requests by version, role and HTTP status; for a shadow the status of its unsent answer.");
        foreach (var counts in metrics.All)
        {
            var labels = Labels(counts);
            var answered = Enumerable.Range(0, RouteCounts.Bounds.Count + 1).Sum(counts.Bucket);
            if (counts.Role is not null)
            {
                Sample(page, "trestle_requests_total", $"{labels},status=\"200\"", answered);
            }

            foreach (var status in counts.Refused.GroupBy(entry => entry.Key.Status, entry => entry.Value).OrderBy(group => group.Key))
            {
                Sample(page, "trestle_requests_total", $"{labels},status=\"{status.Key}\"", status.Sum());
            }
        }

        Family(page, "trestle_refusals_total", "counter", "Refused requests by version, role and error number.");
        foreach (var counts in metrics.All)
        {
            foreach (var code in counts.Refused.GroupBy(entry => entry.Key.Code, entry => entry.Value)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                Sample(page, "trestle_refusals_total", $"{Labels(counts)},code=\"{Escaped(code.Key)}\"", code.Sum());
            }
        }

        Family(page, "trestle_refused_rows_total", "counter", "Refused rows by version, role, error number and column.");
        foreach (var counts in metrics.All)
        {
            foreach (var ((code, column), rows) in counts.RefusedRows.OrderBy(entry => entry.Key))
            {
                Sample(
                    page, "trestle_refused_rows_total", $"{Labels(counts)},code=\"{Escaped(code)}\",column=\"{Escaped(column)}\"", rows);
            }
        }

        Family(
            page, "trestle_flagged_values_total", "counter",
            "Scored values that the training did not have, by version, role, column and kind: missing, unseen or out-of-range.");
        foreach (var counts in metrics.All)
        {
            foreach (var ((column, flag), values) in counts.Flagged.OrderBy(entry => entry.Key))
            {
                Sample(page, "trestle_flagged_values_total", $"{Labels(counts)},column=\"{Escaped(column)}\",flag=\"{flag}\"", values);
            }
        }

        Family(page, "trestle_rows_total", "counter", "Rows scored.");
        foreach (var counts in metrics.All.Where(counts => counts.Role is not null))
        {
            Sample(page, "trestle_rows_total", Labels(counts), counts.Rows);
        }

        Family(page, "trestle_shadow_skipped_total", "counter", "Requests that a shadow did not score because its queue was full.");
        foreach (var counts in metrics.All.Where(counts => counts.Role == RouteRole.Shadow))
        {
            Sample(page, "trestle_shadow_skipped_total", Labels(counts), counts.Skipped);
        }
    }

    private static void WriteTimes(StringBuilder page, HostMetrics metrics)
    {
        const string Name = "trestle_request_seconds";
        Family(page, Name, "histogram", "Time from complete request body to complete answer, without the network.");
        foreach (var counts in metrics.All.Where(counts => counts.Role is not null))
        {
            var labels = Labels(counts);
            var below = 0L;
            for (var bucket = 0; bucket <= RouteCounts.Bounds.Count; bucket++)
            {
                below += counts.Bucket(bucket);
                var bound = bucket < RouteCounts.Bounds.Count ? $"{RouteCounts.Bounds[bucket] / 1e6:0.######}" : "+Inf";
                Sample(page, $"{Name}_bucket", $"{labels},le=\"{bound}\"", below);
            }

            page.Append($"{Name}_sum{{{labels}}} {counts.Microseconds / 1e6:0.######}\n");
            Sample(page, $"{Name}_count", labels, below);
        }
    }

    private static void WriteTable(StringBuilder page, HostMetrics metrics, Switchboard board)
    {
        var table = board.Table;
        Family(page, "trestle_model_info", "gauge", "The versions in service.");
        foreach (var route in table.Routes)
        {
            var manifest = route.Model.Package.Manifest;
            var labels = $"model=\"{Escaped(table.Model)}\",version=\"{route.Version}\",role=\"{Name(route.Role)}\","
                + $"hash=\"{route.Model.Hash}\",learner=\"{Escaped(manifest.Learner)}\",task=\"{Name(manifest.Task)}\"";
            Sample(page, "trestle_model_info", labels, 1);
        }

        Family(page, "trestle_route_share", "gauge", "Share of the requests that a version answers, or scores as a shadow.");
        foreach (var route in table.Routes)
        {
            page.Append($"trestle_route_share{{version=\"{route.Version}\",role=\"{Name(route.Role)}\"}} {route.Share}\n");
        }

        Family(page, "trestle_route_generation", "gauge", "Generation of the route table in force; 0 without one.");
        Sample(page, "trestle_route_generation", "", table.Generation);
        Family(page, "trestle_route_load_failed", "gauge", "1 while the latest route table cannot be used.");
        Sample(page, "trestle_route_load_failed", "", board.Failure is null ? 0 : 1);
        Family(page, "trestle_route_load_failures_total", "counter", "Route tables that could not be used.");
        Sample(page, "trestle_route_load_failures_total", "", metrics.LoadFailures);
        WriteKeyedTables(page, table);
    }

    private static void WriteKeyedTables(StringBuilder page, ServedTable table)
    {
        var looking = table.Routes.Where(route => route.Model.Package.Tables.Count > 0).ToArray();
        if (looking.Length == 0)
        {
            return;
        }

        Family(page, "trestle_keyed_table_rows", "gauge", "Rows of a table that a version looks up.");
        foreach (var (route, name, keyed) in looking.SelectMany(
            route => route.Model.Package.Tables.Select(entry => (route, entry.Key, entry.Value))))
        {
            Sample(page, "trestle_keyed_table_rows", KeyedLabels(route, name), keyed.Schema.Rows);
        }

        Family(
            page, "trestle_keyed_table_refreshed_timestamp_seconds", "gauge",
            "When it was refreshed, in seconds since 1970; absent if never.");
        foreach (var (route, name, at) in looking.SelectMany(
            route => route.Model.WrittenAt.Select(entry => (route, entry.Key, entry.Value))))
        {
            Sample(page, "trestle_keyed_table_refreshed_timestamp_seconds", KeyedLabels(route, name), at.ToUnixTimeSeconds());
        }

        Family(page, "trestle_keyed_tables_failed", "gauge", "1 while newer tables of a version cannot be used.");
        foreach (var route in looking)
        {
            Sample(page, "trestle_keyed_tables_failed", Labels(route.Counts), route.Model.TablesFault is null ? 0 : 1);
        }
    }

    private static string KeyedLabels(ServedRoute route, string table) => $"{Labels(route.Counts)},table=\"{Escaped(table)}\"";

    private static void WritePredictionLog(StringBuilder page, PredictionLogStatus predictionLog)
    {
        Family(page, "trestle_prediction_log_written_total", "counter", "Records written to the prediction log.");
        Sample(page, "trestle_prediction_log_written_total", "", predictionLog.Written);
        Family(
            page, "trestle_prediction_log_dropped_total", "counter", "Records dropped by the prediction log because its queue was full.");
        Sample(page, "trestle_prediction_log_dropped_total", "", predictionLog.Dropped);
        Family(page, "trestle_prediction_log_pending", "gauge", "Records waiting to be written.");
        Sample(page, "trestle_prediction_log_pending", "", predictionLog.Pending);
        Family(page, "trestle_prediction_log_failing", "gauge", "1 while the prediction log cannot be written.");
        Sample(page, "trestle_prediction_log_failing", "", predictionLog.Failure is null ? 0 : 1);
    }

    private static void WriteSize(StringBuilder page, PredictionLogWriter predictionLog)
    {
        const string Name = "trestle_prediction_log";
        var (bytes, limit) = predictionLog.Size;
        Family(page, $"{Name}_bytes", "gauge", "Size of the segments that are not archived yet.");
        Sample(page, $"{Name}_bytes", "", bytes);
        Family(page, $"{Name}_limit_bytes", "gauge", "Size beyond which the oldest segments are removed.");
        Sample(page, $"{Name}_limit_bytes", "", limit);
        Family(page, $"{Name}_removed_segments_total", "counter", "Segments removed to stay within the limits that nobody had archived.");
        Sample(page, $"{Name}_removed_segments_total", "", predictionLog.Status.RemovedSegments);
        if (predictionLog.Disk is { } disk)
        {
            Family(page, $"{Name}_disk_free_bytes", "gauge", "Free space on the disk of the prediction log.");
            Sample(page, $"{Name}_disk_free_bytes", "", disk.Free);
            Family(page, $"{Name}_disk_bytes", "gauge", "Size of the disk of the prediction log.");
            Sample(page, $"{Name}_disk_bytes", "", disk.Size);
            Family(page, $"{Name}_disk_low", "gauge", "1 when less than a tenth of that disk, and less than 5 GiB, is free.");
            Sample(page, $"{Name}_disk_low", "", disk.IsLow ? 1 : 0);
        }
    }

    private static void WriteLabels(StringBuilder page, PredictionLogStatus predictionLog)
    {
        Family(page, "trestle_labels_total", "counter", "Labels received as feedback: accepted ones are in the prediction log.");
        Sample(page, "trestle_labels_total", "result=\"accepted\"", predictionLog.Labels);
        Sample(page, "trestle_labels_total", "result=\"refused\"", predictionLog.RefusedLabels);
    }

    private static void Family(StringBuilder page, string name, string type, string help) =>
        page.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Sample(StringBuilder page, string name, string labels, long value) =>
        page.Append(labels.Length == 0 ? $"{name} {value}\n" : $"{name}{{{labels}}} {value}\n");

    private static string Labels(RouteCounts counts) =>
        counts.Role is { } role ? $"version=\"{counts.Version}\",role=\"{Name(role)}\"" : "version=\"\",role=\"\"";

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Escaped(string text) => text.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
