namespace Trestle.Learners.Networks;

/// <summary>The mean and the deviation of each input in the training rows.</summary>
internal sealed record InputMoments(float[] Means, float[] Deviations)
{
    /// <summary>The moments of some rows of inputs.</summary>
    public static InputMoments Of(float[] inputs, int width)
    {
        var rows = width == 0 ? 0 : inputs.Length / width;
        var (sums, squares) = (new double[width], new double[width]);
        for (var i = 0; i < inputs.Length; i++)
        {
            sums[i % width] += inputs[i];
            squares[i % width] += (double)inputs[i] * inputs[i];
        }

        return new InputMoments(
            Array.ConvertAll(sums, sum => (float)(sum / rows)),
            [.. sums.Zip(squares, (sum, square) => (float)Math.Sqrt(Math.Max(0, (square / rows) - (sum / rows * (sum / rows)))))]);
    }
}
