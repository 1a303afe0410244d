using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trestle.Learners.Networks;

/// <summary>Adam with decoupled weight decay (Loshchilov, Hutter 2019: Decoupled weight decay regularization).</summary>
/// <param name="length">Number of weights.</param>
internal sealed class AdamW(int length)
{
    private const float FirstDecay = 0.9f;
    private const float SecondDecay = 0.95f;
    private const float Epsilon = 1e-8f;

    private readonly float[] first = new float[length];
    private readonly float[] second = new float[length];
    private double firstPower = 1;
    private double secondPower = 1;

    /// <summary>Begins a step: what has been seen of the slopes counts more with each.</summary>
    public void Step()
    {
        firstPower *= FirstDecay;
        secondPower *= SecondDecay;
    }

    /// <summary>Moves some weights. Lengths are multiples of <see cref="Matrices.Lanes"/>.</summary>
    /// <param name="from">The place of the first of them.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="slopes">The slope of the loss by each.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="shrink">What the weights are multiplied with first.</param>
    public void Move(int from, Span<float> weights, ReadOnlySpan<float> slopes, double rate, double shrink)
    {
        var values = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        var gradient = MemoryMarshal.Cast<float, Vector256<float>>(slopes[..weights.Length]);
        var means = MemoryMarshal.Cast<float, Vector256<float>>(first.AsSpan(from, weights.Length));
        var squares = MemoryMarshal.Cast<float, Vector256<float>>(second.AsSpan(from, weights.Length));
        var (keep, kept) = (Vector256.Create((float)shrink), Vector256.Create((float)(1 / (1 - secondPower))));
        var step = Vector256.Create((float)(rate / (1 - firstPower)));
        var (one, two) = (Vector256.Create(FirstDecay), Vector256.Create(SecondDecay));
        var (oneRest, twoRest) = (Vector256.Create(1 - FirstDecay), Vector256.Create(1 - SecondDecay));
        for (var i = 0; i < values.Length; i++)
        {
            means[i] = (one * means[i]) + (oneRest * gradient[i]);
            squares[i] = (two * squares[i]) + (twoRest * gradient[i] * gradient[i]);
            values[i] = (values[i] * keep) - (step * means[i] / (Vector256.Sqrt(squares[i] * kept) + Vector256.Create(Epsilon)));
        }
    }
}
