using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

using Trestle.Learners.Statistics;

namespace Trestle.Learners.Networks;

/// <summary>The encoded rows that networks learn from.</summary>
/// <param name="Inputs">The inputs of all rows, row by row.</param>
/// <param name="Labels">The label of each row; values with mean 0 and deviation 1.</param>
/// <param name="Start">What the outputs are before anything is learned.</param>
/// <param name="Weights">How much each row counts, 1 on average; null where all count the same.</param>
internal sealed record NetworkRows(float[] Inputs, double[] Labels, float[] Start, double[]? Weights = null);

/// <summary>
/// Trains one network: AdamW on batches of rows in random order, with a learning rate that rises over the first steps and then falls to 0
/// along a cosine (Loshchilov, Hutter 2017), dropout, and steps in proportion to the size of weights as in RealMLP. What a network becomes
/// depends on its rows, parameters and generator alone.
/// </summary>
internal sealed class NetworkTraining
{
    private const int MostBatch = 128;
    private const double WarmUp = 0.05;
    private const int DropSteps = 1 << 16;

    /// <summary>The learning rate of biases, as a share of that of the weights.</summary>
    private const double BiasRate = 0.1;

    private readonly NetworkLoss loss;
    private readonly NetworkParameters parameters;
    private readonly NetworkRows rows;
    private readonly int batch;
    private readonly int steps;
    private readonly AdamW optimiser;

    private readonly float[][] values;
    private readonly float[][] slopes;
    private readonly float[] gradient;
    private readonly float[] turned;
    private readonly float[] before;
    private readonly int[] order;
    private SplitMix64 random;
    private int step;
    private int next;

    /// <summary>A training of a network whose weights are drawn anew.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="rows">What is learned from.</param>
    /// <param name="parameters">How.</param>
    /// <param name="random">Draws weights, the order of rows and what is left out.</param>
    public NetworkTraining(
        Network network, NetworkLoss loss, NetworkRows rows, NetworkParameters parameters, SplitMix64 random)
    {
        Network = network;
        this.loss = loss;
        this.rows = rows;
        this.parameters = parameters;
        this.random = random;
        batch = Math.Clamp(Matrices.Padded(rows.Labels.Length / 8), Matrices.Lanes, MostBatch);
        steps = (int)Math.Min(int.MaxValue / NetworkParameters.MostRounds, (long)parameters.Epochs * Batches);
        values = [new float[batch * network.In(0)], .. network.Room(batch)];
        slopes = network.Room(batch);
        gradient = new float[network.Weights.Length];
        turned = new float[Layers.Skip(1).Max(layer => network.In(layer) * network.Out(layer))];
        before = new float[batch * network.In(1)];
        optimiser = new AdamW(gradient.Length);
        order = [.. Enumerable.Range(0, rows.Labels.Length)];
        next = order.Length;
        Draw();
    }

    /// <summary>The network as it is now.</summary>
    public Network Network { get; }

    /// <summary>The slope of the loss by every weight, as of the last <see cref="Gradient"/>.</summary>
    public ReadOnlySpan<float> Slopes => gradient;

    private static IEnumerable<int> Layers => Enumerable.Range(0, Network.Layers);

    private int Batches => (rows.Labels.Length + batch - 1) / batch;

    /// <summary>Runs the schedule up to the end of one of its parts.</summary>
    public void RunTo(int round, CancellationToken cancellation)
    {
        for (var until = steps * round / NetworkParameters.MostRounds; step < until;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (next >= order.Length)
            {
                Shuffle();
                next = 0;
            }

            var own = order.AsSpan(next, Math.Min(batch, order.Length - next));
            next += own.Length;
            Gradient(own, parameters.Dropout);
            Move();
        }
    }

    /// <summary>The mean loss of some rows, at most a batch; its slope by every weight is in <see cref="Slopes"/> then.</summary>
    public double Gradient(ReadOnlySpan<int> chosen, double dropout)
    {
        var width = Network.In(0);
        for (var i = 0; i < chosen.Length; i++)
        {
            rows.Inputs.AsSpan(chosen[i] * width, width).CopyTo(values[0].AsSpan(i * width));
        }

        for (var layer = 0; layer < Network.Layers; layer++)
        {
            Network.Sum(layer, values[layer], values[layer + 1], chosen.Length);
            if (layer < Network.Layers - 1)
            {
                var length = chosen.Length * Network.Out(layer);
                Mish.ValuesAndSlopes(values[layer + 1].AsSpan(0, length), slopes[layer]);
                Drop(values[layer + 1].AsSpan(0, length), slopes[layer], dropout);
            }
        }

        var total = OutputSlopes(chosen);
        Array.Clear(gradient);
        for (var layer = Network.Layers - 1; layer >= 0; layer--)
        {
            Back(layer, chosen.Length);
        }

        return total / chosen.Length;
    }

    /// <summary>Weights around 0 that keep the size of what passes through them; biases of 0, but those of the outputs.</summary>
    private void Draw()
    {
        foreach (var layer in Layers)
        {
            var deviation = 1 / Math.Sqrt(Network.In(layer));
            var units = layer == Network.Layers - 1 ? Network.Outputs : Network.Out(layer);
            var own = Network.Matrix(layer);
            for (var input = 0; input < Network.In(layer); input++)
            {
                for (var unit = 0; unit < units; unit++)
                {
                    var (u, v) = (1 - random.Unit(), random.Unit());
                    own[(input * Network.Out(layer)) + unit] =
                        (float)(deviation * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
                }
            }
        }

        rows.Start.CopyTo(Network.Weights, Network.Biases(Network.Layers - 1));
    }

    private void Shuffle()
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    /// <summary>Leaves out units at random; the others count for them.</summary>
    private void Drop(Span<float> outputs, Span<float> derivatives, double dropout)
    {
        if (dropout <= 0)
        {
            return;
        }

        var (limit, kept) = ((ulong)(dropout * DropSteps), (float)(1 / (1 - dropout)));
        var bits = 0UL;
        for (var i = 0; i < outputs.Length; i++)
        {
            bits = i % 4 == 0 ? random.Next() : bits / DropSteps;
            var factor = bits % DropSteps < limit ? 0 : kept;
            outputs[i] *= factor;
            derivatives[i] *= factor;
        }
    }

    private double OutputSlopes(ReadOnlySpan<int> chosen)
    {
        var (width, own) = (Network.Out(Network.Layers - 1), slopes[^1]);
        Array.Clear(own);
        var total = 0.0;
        for (var i = 0; i < chosen.Length; i++)
        {
            var outputs = own.AsSpan(i * width, Network.Outputs);
            values[^1].AsSpan(i * width, Network.Outputs).CopyTo(outputs);
            var weight = rows.Weights?[chosen[i]] ?? 1;
            total += weight * loss.Slope(outputs, rows.Labels[chosen[i]]);
            foreach (ref var slope in outputs)
            {
                slope = (float)(weight * slope) / chosen.Length;
            }
        }

        return total;
    }

    /// <summary>From the slopes by a layer's sums to those by its weights, and by the sums of the layer before.</summary>
    private void Back(int layer, int count)
    {
        var (width, units) = (Network.In(layer), Network.Out(layer));
        var own = slopes[layer].AsSpan(0, count * units);
        Matrices.AddProduct(values[layer], 1, width, own, gradient.AsSpan(Network.Start(layer)), width, count, units);
        for (var row = 0; row < count; row++)
        {
            Add(gradient.AsSpan(Network.Biases(layer), units), own.Slice(row * units, units));
        }

        if (layer == 0)
        {
            return;
        }

        before.AsSpan(0, count * width).Clear();
        Matrices.Transpose(Network.Matrix(layer), turned, width, units);
        Matrices.AddProduct(own, units, 1, turned, before, count, units, width);
        Multiply(slopes[layer - 1].AsSpan(0, count * width), before);
    }

    private void Move()
    {
        step++;
        var done = (double)step / steps;
        var rate = parameters.Rate * Math.Min(1, done / WarmUp) * (1 + Math.Cos(Math.PI * done)) / 2;
        optimiser.Step();
        foreach (var layer in Layers)
        {
            var (start, biases, length) = (Network.Start(layer), Network.Biases(layer), Network.Out(layer));
            optimiser.Move(
                start, Network.Matrix(layer), gradient.AsSpan(start), rate / Math.Sqrt(Network.In(layer)), 1 - (rate * parameters.Decay));
            optimiser.Move(biases, Network.Weights.AsSpan(biases, length), gradient.AsSpan(biases), rate * BiasRate, 1);
        }
    }

    private static void Add(Span<float> into, ReadOnlySpan<float> other)
    {
        var sums = MemoryMarshal.Cast<float, Vector256<float>>(into);
        var terms = MemoryMarshal.Cast<float, Vector256<float>>(other);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += terms[i];
        }
    }

    private static void Multiply(Span<float> into, ReadOnlySpan<float> other)
    {
        var products = MemoryMarshal.Cast<float, Vector256<float>>(into);
        var factors = MemoryMarshal.Cast<float, Vector256<float>>(other);
        for (var i = 0; i < products.Length; i++)
        {
            products[i] *= factors[i];
        }
    }
}
