using Trestle.Core.Schema;
using Trestle.Rows.Keyed;

namespace Trestle.Cli.Init;

/// <summary>Whether the rows are steps of series, whose next steps can be forecast.</summary>
internal static class ForecastAdvice
{
    private const int FewestValues = 20;
    private const int FewestRows = 50;
    private const int MostSeries = 1000;
    private const double EqualSteps = 0.95;
    private const double Day = 86_400_000_000;

    /// <summary>
    /// Proposes a forecast where a number has a value at equal steps of time, in the table as a whole or for each text of a column.
    /// </summary>
    public static void Give(Survey survey, string target, string? time, List<Proposal> settings)
    {
        var isNumber = survey.Data.Columns.Any(
            column => column.Name == target && column.Type == ColumnType.Number && column.Distinct >= FewestValues);
        if (time is null || !isNumber || survey.Column(time).Type != ColumnType.Date || survey.Rows < FewestRows)
        {
            return;
        }

        var times = survey.Numbers(time);
        string?[] names =
        [
            null, .. survey.Data.Columns.Where(column => column.Type == ColumnType.Text && column.Distinct is > 1 and <= MostSeries)
                .Select(column => column.Name),
        ];
        int[] inOrder = [.. Enumerable.Range(0, times.Length).Where(row => !double.IsNaN(times[row])).OrderBy(row => times[row])];
        foreach (var name in names)
        {
            if (Step(times, inOrder, name is null ? new int[times.Length] : survey.Codes(name)) is not { } step)
            {
                continue;
            }

            var horizon = step switch { < Day => (int)Math.Min(48, 2 * Day / step), Day => 14, <= 7 * Day => 8, _ => 12 };
            var series = name is null ? "" : $", series: [{ConfigurationFile.Yaml(name)}]";
            settings.Add(new Proposal(
                "forecast", $"{{time: {ConfigurationFile.Yaml(time)}{series}, horizon: {horizon}}}",
                $"the rows{(name is null ? "" : $" of each {Proposals.Quote(name)}")} are at equal steps of time: this forecasts the next "
                    + $"{horizon}, in place of 'time'"));
            return;
        }
    }

    /// <summary>The distance of the rows of a series, if nearly all have one, and none is 0; null otherwise.</summary>
    private static double? Step(double[] times, int[] inOrder, int[] series)
    {
        var (before, distances) = (new Dictionary<int, double>(), new Dictionary<double, int>());
        foreach (var row in inOrder)
        {
            if (before.TryGetValue(series[row], out var last))
            {
                var distance = times[row] - last;
                if (distance == 0)
                {
                    return null;
                }

                // Months, quarters and years have no one length.
                distance = TimeStep.MonthsOf(distance) is > 0 and var months ? months * 30 * Day : distance;
                distances[distance] = distances.GetValueOrDefault(distance) + 1;
            }

            before[series[row]] = times[row];
        }

        var (usual, count) = distances.Count == 0 ? default : distances.MaxBy(entry => entry.Value);
        return count >= EqualSteps * distances.Values.Sum() && count >= FewestRows / 2 ? usual : null;
    }
}
