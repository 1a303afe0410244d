using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Networks;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Networks;

/// <summary>
/// A network with given weights against bench/peers/network_numpy.py, which computes in double precision: outputs, loss and slopes of a
/// batch of five rows with smoothed labels, and weights after three steps of AdamW.
/// </summary>
public sealed class NetworkReferenceTests
{
    private const int Inputs = 3;
    private const int Hidden = 8;
    private const int Outputs = 3;
    private const int Rows = 5;

    [Fact]
    public void Outputs_of_a_network()
    {
        var network = Given(new Network(Inputs, Hidden, Outputs));
        var room = network.Room(Rows);
        network.Run(Numbers(Rows * Inputs, 0.9, 1.5), room, Rows);
        room[^1].Where((_, i) => i % Hidden < Outputs).ShouldBe(
            [
                0.0970199614f, -0.0926752087f, -0.461306701f, 2.07693019f, 1.17883595f, -0.49620618f, -0.016287731f, -0.299675292f,
                -0.664643801f, 2.25434868f, 1.44205164f, -0.270987735f, -0.121396693f, 0.138705427f, 0.111049297f,
            ], 1e-5f);
    }

    [Fact]
    public void Loss_and_slopes_of_a_batch()
    {
        var rows = new NetworkRows(Numbers(Rows * Inputs, 0.9, 1.5), [0, 1, 2, 0, 1], new float[Outputs]);
        var training = new NetworkTraining(
            new Network(Inputs, Hidden, Outputs), new NetworkLoss(TaskKind.Multiclass, Objective.Usual, 0.1), rows,
            new NetworkParameters(1, Hidden, 1, 1, 0.1, 0, 0, 0.1), new SplitMix64(1, 1));
        Given(training.Network);
        training.Gradient([0, 1, 2, 3, 4], dropout: 0).ShouldBe(1.04141915, 1e-6);
        var slopes = training.Slopes.ToArray();
        slopes[16..24].ShouldBe([
                0.072363422f, 0.0629135911f, 0.0168498538f, -0.0351812894f, -0.0377751551f, -0.0214999803f, -0.0153060545f,
                -0.0252921905f,
            ], 1e-5f);
        slopes[24..32].ShouldBe([
                0.050570052f, 0.0517038632f, 0.0106103283f, -0.0357712486f, -0.0641824933f, -0.0159531936f, 0.0238729929f, 0.0319807505f,
            ], 1e-5f);
        slopes[48..56].ShouldBe([
                0.00604258137f, 0.0469923916f, -0.0824890634f, 0.0490775779f, 0.0271044547f, -0.164716553f, -0.0108616326f,
                -0.00657665825f,
            ], 1e-5f);
        slopes[96..104].ShouldBe([
                -0.00260940807f, -0.0012258033f, -0.0454367147f, 0.00824535751f, 0.0218381403f, -0.123442142f, -0.036734848f,
                0.0345983728f,
            ], 1e-5f);
        slopes[120..123].ShouldBe([-0.205863691f, 0.49202938f, -0.286165689f], 1e-5f);
        slopes[168..171].ShouldBe([0.100137965f, -0.0721389468f, -0.0279990179f], 1e-5f);
        slopes[171..].ShouldAllBe(slope => slope == 0);
    }

    [Fact]
    public void Steps_of_AdamW()
    {
        var (weights, optimiser) = (Numbers(8, 0.7, 0.8), new AdamW(8));
        for (var step = 0; step < 3; step++)
        {
            optimiser.Step();
            optimiser.Move(0, weights, Numbers(8, 0.5 + step, 0.2), 0.05, 1 - (0.05 * 0.4));
        }

        weights.ShouldBe([
                0.486568616f, 0.624864796f, 0.464637193f, -0.0270160156f, -0.543106879f, -0.741084658f, -0.522876824f, -0.138804489f,
            ], 1e-6f);
    }

    /// <summary>The outputs' units are filled up to eight, with zeros.</summary>
    private static Network Given(Network network)
    {
        Array.Clear(network.Weights);
        for (var layer = 0; layer < Network.Layers; layer++)
        {
            var units = layer == Network.Layers - 1 ? Outputs : Hidden;
            var (weights, biases) = (Numbers(network.In(layer) * units, 0.7, 0.8), Numbers(units, 1.3, 0.3));
            for (var i = 0; i < weights.Length; i++)
            {
                network.Matrix(layer)[(i / units * Hidden) + (i % units)] = weights[i];
            }

            biases.CopyTo(network.Weights, network.Biases(layer));
        }

        return network;
    }

    private static float[] Numbers(int count, double step, double size) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(size * Math.Sin(1 + (step * i))))];
}
