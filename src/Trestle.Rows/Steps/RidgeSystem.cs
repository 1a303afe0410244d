namespace Trestle.Rows.Steps;

/// <summary>
/// Linear models of several outputs by least squares with a penalty on the weights (ridge regression: Hoerl and Kennard 1970), of inputs
/// in units of their standard deviations and without a penalty on the intercept: scikit-learn's StandardScaler and Ridge.
/// </summary>
internal static class RidgeSystem
{
    /// <summary>The intercept of each output, and the weight of each input.</summary>
    /// <param name="inputs">The inputs of each row.</param>
    /// <param name="outputs">The outputs of each row.</param>
    /// <param name="rows">How often each row counts.</param>
    /// <param name="uses">The positions of the inputs that may have a weight; the others have none.</param>
    /// <param name="alpha">The penalty.</param>
    public static (double Intercept, double[] Weights)[] Solve(
        IReadOnlyList<double[]> inputs, IReadOnlyList<double[]> outputs, IReadOnlyList<long> rows, int[] uses, double alpha)
    {
        var (size, count, width) = (uses.Length, outputs[0].Length, inputs[0].Length);
        var (means, deviations) = Moments(inputs, rows, uses);
        var targets = new double[count];
        var total = (double)rows.Sum();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var k = 0; k < count; k++)
            {
                targets[k] += rows[row] * outputs[row][k] / total;
            }
        }

        // The lower half of Z'WZ + alpha, and Z'W(y - mean) behind it.
        var system = new double[size][];
        for (var i = 0; i < size; i++)
        {
            system[i] = new double[size + count];
            system[i][i] = alpha;
        }

        var z = new double[size];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < size; i++)
            {
                z[i] = (inputs[row][uses[i]] - means[i]) / deviations[i];
            }

            for (var i = 0; i < size; i++)
            {
                var (line, weighted) = (system[i], rows[row] * z[i]);
                for (var j = 0; j <= i; j++)
                {
                    line[j] += weighted * z[j];
                }

                for (var k = 0; k < count; k++)
                {
                    line[size + k] += weighted * (outputs[row][k] - targets[k]);
                }
            }
        }

        Factor(system, size);
        return [.. Enumerable.Range(0, count).Select(k => Unscaled(Solution(system, size, k), targets[k]))];

        (double, double[]) Unscaled(double[] solution, double mean)
        {
            var (weights, intercept) = (new double[width], mean);
            for (var i = 0; i < size; i++)
            {
                weights[uses[i]] = solution[i] / deviations[i];
                intercept -= weights[uses[i]] * means[i];
            }

            return (intercept, weights);
        }
    }

    private static (double[] Means, double[] Deviations) Moments(IReadOnlyList<double[]> inputs, IReadOnlyList<long> rows, int[] uses)
    {
        var (means, deviations, total) = (new double[uses.Length], new double[uses.Length], (double)rows.Sum());
        for (var i = 0; i < uses.Length; i++)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                means[i] += rows[row] * inputs[row][uses[i]] / total;
            }

            for (var row = 0; row < rows.Count; row++)
            {
                var apart = inputs[row][uses[i]] - means[i];
                deviations[i] += rows[row] * apart * apart / total;
            }

            // A constant input has no weight.
            deviations[i] = deviations[i] > 0 ? Math.Sqrt(deviations[i]) : 1;
        }

        return (means, deviations);
    }

    /// <summary>Cholesky: the lower half becomes L with L·L' = A. The penalty makes A positive definite.</summary>
    private static void Factor(double[][] system, int size)
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = system[i][j];
                for (var k = 0; k < j; k++)
                {
                    sum -= system[i][k] * system[j][k];
                }

                system[i][j] = i == j ? Math.Sqrt(sum) : sum / system[j][j];
            }
        }
    }

    private static double[] Solution(double[][] factor, int size, int output)
    {
        var solution = new double[size];
        for (var i = 0; i < size; i++)
        {
            var sum = factor[i][size + output];
            for (var k = 0; k < i; k++)
            {
                sum -= factor[i][k] * solution[k];
            }

            solution[i] = sum / factor[i][i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
            {
                solution[i] -= factor[k][i] * solution[k];
            }

            solution[i] /= factor[i][i];
        }

        return solution;
    }
}
