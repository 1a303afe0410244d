using System.Globalization;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>One sample of a metrics page.</summary>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Reads Prometheus' text format (version 0.0.4).</summary>
internal static class PrometheusText
{
    /// <summary>The samples of a page; other lines are ignored.</summary>
    public static IEnumerable<MetricSample> Read(string page)
    {
        foreach (var line in page.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#' && Parse(line.TrimEnd('\r')) is { } sample)
            {
                yield return sample;
            }
        }
    }

    private static MetricSample? Parse(string line)
    {
        var open = line.IndexOf('{');
        var end = open < 0 ? line.IndexOf(' ') : open;
        if (end <= 0)
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = end;
        if (open >= 0)
        {
            at = ReadLabels(line, open + 1, labels);
        }

        var value = at < 0 ? "" : line[at..].Trim().Split(' ')[0];
        return Number(value) is { } number ? new MetricSample(line[..end], labels, number) : null;
    }

    /// <summary>Reads up to the closing brace; returns the position after it, -1 when there is none.</summary>
    private static int ReadLabels(string line, int at, Dictionary<string, string> labels)
    {
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf('=', at);
            if (equals < 0 || equals + 1 >= line.Length || line[equals + 1] != '"')
            {
                return -1;
            }

            var name = line[at..equals].Trim(' ', ',');
            var value = new System.Text.StringBuilder();
            for (at = equals + 2; at < line.Length && line[at] != '"'; at++)
            {
                value.Append(line[at] != '\\' || at + 1 >= line.Length ? line[at] : line[++at] == 'n' ? '\n' : line[at]);
            }

            labels[name] = value.ToString();
            at++;
            at += at < line.Length && line[at] == ',' ? 1 : 0;
        }

        return at < line.Length ? at + 1 : -1;
    }

    private static double? Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };
}
