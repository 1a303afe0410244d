namespace Trestle.Stages.ValidateModel.Columns;

/// <summary>How long a model takes for one row, with its row path, in this process.</summary>
internal static class Latency
{
    private const int Passes = 5;
    private const double Share = 0.99;

    /// <summary>
    /// The 99th percentile over rows that are scored one by one, after a pass that warms up. It depends on the machine, and on what else
    /// it does.
    /// </summary>
    public static TimeSpan Of(RowBlock rows, ScoredPath path, TimeProvider clock, CancellationToken cancellation)
    {
        RowBlock[] single = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Take([row]))];
        var scores = new double[path.Outputs];
        var times = new List<TimeSpan>();
        for (var pass = 0; pass <= Passes; pass++)
        {
            foreach (var row in single)
            {
                cancellation.ThrowIfCancellationRequested();
                var started = clock.GetTimestamp();
                path.Score(row, scores);
                if (pass > 0)
                {
                    times.Add(clock.GetElapsedTime(started));
                }
            }
        }

        times.Sort();
        return times.Count == 0 ? TimeSpan.Zero : times[Math.Min(times.Count - 1, (int)(times.Count * Share))];
    }
}
