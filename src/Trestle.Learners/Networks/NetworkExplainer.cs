namespace Trestle.Learners.Networks;

/// <summary>
/// Carries the differences of a row to a reference back through a network: each unit passes on the ratio of what its value and its sum
/// differ by (Shrikumar, Greenside, Kundaje 2017: Learning important features through propagating activation differences, rescale rule).
/// </summary>
internal sealed class NetworkExplainer
{
    /// <summary>Differences of sums below which the slope of the unit takes the place of the ratio.</summary>
    private const float Small = 1e-4f;

    private readonly Network network;
    private readonly float[] reference;
    private readonly float[][] sums;
    private readonly float[][] values;
    private readonly float[][] turned;

    /// <summary>Prepares the explanation of a network around some inputs.</summary>
    public NetworkExplainer(Network network, float[] reference)
    {
        this.network = network;
        this.reference = reference;
        (sums, values, _) = Run(reference);
        turned = [.. Enumerable.Range(0, Network.Layers).Select(Turned)];
    }

    /// <summary>The outputs at the reference, filled up.</summary>
    public ReadOnlySpan<float> Base => sums[^1];

    /// <summary>What each input's difference to the reference does to each output, output by output.</summary>
    public void Explain(float[] inputs, float[] contributions)
    {
        var (ownSums, ownValues, slopes) = Run(inputs);

        // Row k begins as the derivative of output k by itself.
        var units = network.Out(Network.Layers - 1);
        var by = new float[network.Outputs * units];
        for (var k = 0; k < network.Outputs; k++)
        {
            by[(k * units) + k] = 1;
        }

        for (var layer = Network.Layers - 1; layer >= 0; layer--)
        {
            var width = Matrices.Padded(network.In(layer));
            var before = new float[network.Outputs * width];
            Matrices.AddProduct(by, network.Out(layer), 1, turned[layer], before, network.Outputs, network.Out(layer), width);
            by = before;
            for (var i = 0; i < before.Length && layer > 0; i++)
            {
                var unit = i % width;
                var difference = ownSums[layer - 1][unit] - sums[layer - 1][unit];
                before[i] *= Math.Abs(difference) < Small
                    ? slopes[layer - 1][unit]
                    : (ownValues[layer - 1][unit] - values[layer - 1][unit]) / difference;
            }
        }

        var padded = Matrices.Padded(inputs.Length);
        for (var k = 0; k < network.Outputs; k++)
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                contributions[(k * inputs.Length) + i] = by[(k * padded) + i] * (inputs[i] - reference[i]);
            }
        }
    }

    /// <summary>The sums of each layer's units, the values of the hidden ones, and their slopes.</summary>
    private (float[][] Sums, float[][] Values, float[][] Slopes) Run(float[] inputs)
    {
        var (own, activated, slopes) = (network.Room(1), network.Room(1), network.Room(1));
        for (var layer = 0; layer < Network.Layers; layer++)
        {
            network.Sum(layer, layer == 0 ? inputs : activated[layer - 1], own[layer], 1);
            own[layer].CopyTo(activated[layer], 0);
            Mish.ValuesAndSlopes(activated[layer], slopes[layer]);
        }

        return (own, activated, slopes);
    }

    /// <summary>The transpose of a layer's weights, its rows filled up.</summary>
    private float[] Turned(int layer)
    {
        var (inputs, units) = (network.In(layer), network.Out(layer));
        var weights = network.Matrix(layer);
        var width = Matrices.Padded(inputs);
        var into = new float[units * width];
        for (var input = 0; input < inputs; input++)
        {
            for (var unit = 0; unit < units; unit++)
            {
                into[(unit * width) + input] = weights[(input * units) + unit];
            }
        }

        return into;
    }
}
