using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate.Effects;

/// <summary>
/// Accumulated local effects of first order (Apley, Zhu 2020: Visualizing the effects of predictor variables in black box supervised
/// learning models, Journal of the Royal Statistical Society B 82, equations 15 and 16). A row is moved only to the ends of the part of
/// the column that it is in, so that no row becomes one that does not occur. Of categories, which are in an order by similarity (see
/// <see cref="LevelOrder"/>), each row is moved to the neighbours of its own, as in the authors' R package ALEPlot.
/// </summary>
internal static class AccumulatedEffects
{
    /// <summary>The effect at each point, by output and point; its mean over the rows is 0.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="points">Its points, at least two.</param>
    /// <param name="score">The model: numbers per row, row by row.</param>
    /// <param name="outputs">How many numbers per row.</param>
    public static double[][] Of(RowBlock rows, int column, ColumnPoints points, Func<RowBlock, double[]> score, int outputs)
    {
        var placed = points.PlaceOf(rows, column);
        int[] kept = [.. Enumerable.Range(0, rows.Rows).Where(row => placed[row] >= 0)];
        var (block, places) = (rows.Take(kept), Array.ConvertAll(kept, row => placed[row]));
        return points.Numbers.Count > 0
            ? Numbers(block, column, points, places, score, outputs)
            : Categories(block, column, points, places, score, outputs);
    }

    private static double[][] Numbers(
        RowBlock rows, int column, ColumnPoints points, int[] places, Func<RowBlock, double[]> score, int outputs)
    {
        var low = score(points.Set(rows, column, row => places[row] - 1));
        var high = score(points.Set(rows, column, row => places[row]));
        var counts = new long[points.Count];
        var steps = Zeros(points.Count, outputs);
        Add(steps, counts, places, low, high, outputs);
        return Array.ConvertAll(steps, own =>
        {
            var sum = Sum(own, counts);

            // Between two points the effect is taken to be halfway.
            var centre = Mean([.. sum.Select((effect, point) => point == 0 ? 0 : (effect + sum[point - 1]) / 2)], counts);
            return Array.ConvertAll(sum, effect => effect - centre);
        });
    }

    private static double[][] Categories(
        RowBlock rows, int column, ColumnPoints points, int[] places, Func<RowBlock, double[]> score, int outputs)
    {
        var here = score(rows);
        var (counts, all) = (new long[points.Count], new long[points.Count]);
        var steps = Zeros(points.Count, outputs);
        foreach (var place in places)
        {
            all[place]++;
        }

        // The step to a category counts for its own rows, and for those of the category before.
        var down = score(points.Set(rows, column, row => Math.Max(0, places[row] - 1)));
        Add(steps, counts, places, down, here, outputs);
        var up = score(points.Set(rows, column, row => Math.Min(points.Count - 1, places[row] + 1)));
        Add(steps, counts, Array.ConvertAll(places, place => place == points.Count - 1 ? 0 : place + 1), here, up, outputs);
        return Array.ConvertAll(steps, own =>
        {
            var sum = Sum(own, counts);
            var centre = Mean(sum, all);
            return Array.ConvertAll(sum, effect => effect - centre);
        });
    }

    /// <summary>Adds the differences of rows to their step; a row at place 0 makes none.</summary>
    private static void Add(double[][] steps, long[] counts, int[] places, double[] low, double[] high, int outputs)
    {
        for (var row = 0; row < places.Length; row++)
        {
            if (places[row] == 0)
            {
                continue;
            }

            counts[places[row]]++;
            for (var output = 0; output < outputs; output++)
            {
                steps[output][places[row]] += high[(row * outputs) + output] - low[(row * outputs) + output];
            }
        }
    }

    private static double[] Sum(double[] steps, long[] counts)
    {
        var sum = new double[steps.Length];
        for (var point = 1; point < sum.Length; point++)
        {
            sum[point] = sum[point - 1] + (counts[point] == 0 ? 0 : steps[point] / counts[point]);
        }

        return sum;
    }

    private static double Mean(double[] values, long[] counts)
    {
        var all = counts.Sum();
        return all == 0 ? 0 : values.Zip(counts, (value, count) => value * count).Sum() / all;
    }

    private static double[][] Zeros(int points, int outputs) => [.. Enumerable.Range(0, outputs).Select(_ => new double[points])];
}
