using Trestle.Learners.Statistics;

namespace Trestle.Stages.ValidateModel.Columns;

/// <summary>How far the answers of a model go with a column as declared.</summary>
/// <param name="Column">The column.</param>
/// <param name="Share">The share of the steps between neighbouring points of the column, over all rows, that go the wrong way.</param>
/// <param name="Low">Lower end of its 95 % interval over the rows.</param>
/// <param name="High">Upper end.</param>
/// <param name="Largest">The largest step the wrong way.</param>
internal sealed record Monotonicity(string Column, double Share, double Low, double High, double Largest)
{
    private const double Rounding = 1e-9;
    private const double Normal = 1.959964;

    /// <summary>
    /// Moves each row along the points of a column, all else as it is, and counts the steps that go the wrong way. No label is needed, so
    /// rows that the model has learned tell as much as others.
    /// </summary>
    public static Monotonicity Of(string column, RowBlock rows, MonotoneDirection direction, Func<RowBlock, double[]> score)
    {
        var position = rows.Schema.Find(column);
        if (position < 0 || ColumnPoints.Of(rows, position) is not { } points)
        {
            return new Monotonicity(column, 0, 0, 0, 0);
        }

        var sign = direction == MonotoneDirection.Increasing ? 1 : -1;
        var (wrong, largest) = (new double[rows.Rows], 0.0);
        var before = score(points.Set(rows, position, 0));
        for (var point = 1; point < points.Count; point++)
        {
            var scores = score(points.Set(rows, position, point));
            for (var row = 0; row < wrong.Length; row++)
            {
                var step = sign * (before[row] - scores[row]);
                wrong[row] += step > Rounding * Math.Max(1, Math.Abs(scores[row])) ? 1.0 / (points.Count - 1) : 0;
                largest = Math.Max(largest, step);
            }

            before = scores;
        }

        var mean = wrong.Average();
        var error = StandardDeviation.OfSample(wrong) / Math.Sqrt(wrong.Length);
        return new Monotonicity(
            column, mean, Math.Max(0, mean - (Normal * error)), Math.Min(1, mean + (Normal * error)), largest > 0 ? largest : 0);
    }
}
