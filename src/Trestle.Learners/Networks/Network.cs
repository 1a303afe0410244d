namespace Trestle.Learners.Networks;

/// <summary>
/// A feed-forward network with two hidden layers: inputs → hidden → hidden → outputs. The weights of a layer are a matrix, inputs × units,
/// row by row; its biases follow. Units are filled up to a multiple of <see cref="Matrices.Lanes"/> with such that are always 0.
/// </summary>
internal sealed class Network
{
    /// <summary>Number of layers with weights.</summary>
    public const int Layers = 3;

    /// <summary>Rows that go through the network together.</summary>
    public const int Together = 64;

    private readonly int[] sizes;
    private readonly int[] starts;

    /// <summary>A network with given weights, or with zeros.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="hidden">Units of each hidden layer, a multiple of <see cref="Matrices.Lanes"/>.</param>
    /// <param name="outputs">Outputs before the link.</param>
    /// <param name="weights">All weights and biases.</param>
    public Network(int inputs, int hidden, int outputs, float[]? weights = null)
    {
        Outputs = outputs;
        sizes = [inputs, hidden, hidden, Matrices.Padded(outputs)];
        starts = [0, .. Enumerable.Range(1, Layers).Select(layer => (int)Length(inputs, hidden, outputs, layer))];
        Weights = weights ?? new float[starts[^1]];
    }

    /// <summary>All weights and biases.</summary>
    public float[] Weights { get; }

    /// <summary>Outputs before the link, without those that fill up.</summary>
    public int Outputs { get; }

    /// <summary>Numbers in all layers, or in the first ones.</summary>
    public static long Length(int inputs, int hidden, int outputs, int layers = Layers)
    {
        long[] all = [(inputs + 1L) * hidden, (hidden + 1L) * hidden, (hidden + 1L) * Matrices.Padded(outputs)];
        return all.Take(layers).Sum();
    }

    /// <summary>Inputs of a layer.</summary>
    public int In(int layer) => sizes[layer];

    /// <summary>Units of a layer.</summary>
    public int Out(int layer) => sizes[layer + 1];

    /// <summary>Where the weights of a layer begin.</summary>
    public int Start(int layer) => starts[layer];

    /// <summary>Where the biases of a layer begin.</summary>
    public int Biases(int layer) => starts[layer] + (In(layer) * Out(layer));

    /// <summary>The weights of a layer.</summary>
    public Span<float> Matrix(int layer) => Weights.AsSpan(starts[layer], In(layer) * Out(layer));

    /// <summary>The sums of a layer's units, for some rows.</summary>
    public void Sum(int layer, ReadOnlySpan<float> inputs, Span<float> sums, int rows)
    {
        var units = Out(layer);
        for (var row = 0; row < rows; row++)
        {
            Weights.AsSpan(Biases(layer), units).CopyTo(sums[(row * units)..]);
        }

        Matrices.AddProduct(inputs, In(layer), 1, Matrix(layer), sums, rows, In(layer), units);
    }

    /// <summary>The outputs of some rows, each filled up, before the link.</summary>
    /// <param name="inputs">The inputs, row by row.</param>
    /// <param name="sums">Room for the sums of each layer, and in the end for the outputs.</param>
    /// <param name="rows">Number of rows.</param>
    public void Run(ReadOnlySpan<float> inputs, float[][] sums, int rows)
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            var own = sums[layer].AsSpan(0, rows * Out(layer));
            Sum(layer, layer == 0 ? inputs : sums[layer - 1], own, rows);
            if (layer < Layers - 1)
            {
                Mish.Values(own);
            }
        }
    }

    /// <summary>Room for the sums of some rows.</summary>
    public float[][] Room(int rows) => [.. Enumerable.Range(0, Layers).Select(layer => new float[rows * Out(layer)])];
}
