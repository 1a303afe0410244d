using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate.Effects;

/// <summary>
/// Partial dependence (Friedman 2001, section 8.2) with the curves of single rows (Goldstein and others 2015): what a model says when
/// rows get each point of a column, whatever else they are. The "brute" method of scikit-learn's <c>partial_dependence</c>.
/// </summary>
internal static class PartialDependence
{
    /// <summary>The mean output at each point, by output and point; and the first output of the first rows, by row and point.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="points">Its points.</param>
    /// <param name="score">The model: numbers per row, row by row.</param>
    /// <param name="outputs">How many numbers per row.</param>
    /// <param name="single">How many rows to return one by one.</param>
    public static (double[][] Mean, double[][] Rows) Of(
        RowBlock rows, int column, ColumnPoints points, Func<RowBlock, double[]> score, int outputs, int single)
    {
        var mean = Enumerable.Range(0, outputs).Select(_ => new double[points.Count]).ToArray();
        var own = Enumerable.Range(0, Math.Min(single, rows.Rows)).Select(_ => new double[points.Count]).ToArray();
        for (var point = 0; point < points.Count; point++)
        {
            var scores = score(points.Set(rows, column, point));
            for (var row = 0; row < rows.Rows; row++)
            {
                for (var output = 0; output < outputs; output++)
                {
                    mean[output][point] += scores[(row * outputs) + output] / rows.Rows;
                }

                if (row < own.Length)
                {
                    own[row][point] = scores[row * outputs];
                }
            }
        }

        return (mean, own);
    }
}
