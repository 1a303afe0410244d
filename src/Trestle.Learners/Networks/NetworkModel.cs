using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Networks;

/// <summary>The mean of several networks with the same inputs: of their margins for classes, of their values else.</summary>
public sealed class NetworkModel : IExplainableModel
{
    private readonly NetworkShape shape;
    private readonly InputEncoding encoding;
    private readonly InputMoments moments;
    private readonly Network[] networks;
    private readonly IReadOnlyList<float[][]> rounds;
    private readonly Lazy<NetworkExplainer[]> explainers;

    /// <summary>The model of the last of several rounds, each with the weights of every network.</summary>
    internal NetworkModel(NetworkShape shape, InputEncoding encoding, InputMoments moments, IReadOnlyList<float[][]> rounds)
    {
        this.shape = shape;
        this.encoding = encoding;
        this.moments = moments;
        this.rounds = rounds;
        networks = [.. rounds[^1].Select(own => shape.Network(encoding.Width, own))];
        explainers = new Lazy<NetworkExplainer[]>(
            () => [.. networks.Select(network => new NetworkExplainer(network, moments.Means))]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => encoding.Names;

    /// <inheritdoc/>
    public int Outputs => shape.Outputs;

    /// <summary>Number of networks.</summary>
    public int Networks => networks.Length;

    /// <inheritdoc/>
    public ContributionScale Scale => shape.Task switch
    {
        TaskKind.Binary => ContributionScale.LogOdds,
        TaskKind.Multiclass => ContributionScale.Margins,
        _ => ContributionScale.Score,
    };

    /// <summary>The margins, or the value, at the mean of the inputs of the training rows.</summary>
    public IReadOnlyList<double> BaseValues
    {
        get
        {
            var outputs = new double[Outputs];
            foreach (var explainer in explainers.Value)
            {
                Add(explainer.Base, outputs);
            }

            Finish(outputs);
            return outputs;
        }
    }

    /// <summary>Scores the rows; a <see cref="TrestleException"/> names a feature whose value is missing or infinite.</summary>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        Margins(features, scores);
        for (var row = 0; row < features.Rows; row++)
        {
            shape.Link(scores.Slice(row * Outputs, Outputs));
        }
    }

    /// <summary>
    /// What each feature's difference to the mean of the training rows does to the outputs, carried back through the networks (Shrikumar,
    /// Greenside, Kundaje 2017: DeepLIFT, the rescale rule): approximate Shapley values (Lundberg and Lee 2017, section 4.2) that, with
    /// the base value, sum to the margin or the value exactly. A <see cref="TrestleException"/> as for <see cref="Score"/>.
    /// </summary>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var margins = new double[features.Rows * Outputs];
        Margins(features, margins);
        contributions = contributions[..(margins.Length * Features.Count)];
        contributions.Clear();
        var (input, own, bases) = (new float[encoding.Width], new float[Outputs * encoding.Width], BaseValues);
        for (var row = 0; row < features.Rows; row++)
        {
            encoding.Encode(features, row, input);
            var part = contributions.Slice(row * Outputs * Features.Count, Outputs * Features.Count);
            foreach (var explainer in explainers.Value)
            {
                explainer.Explain(input, own);
                AddByFeature(own, part);
            }

            for (var output = 0; output < Outputs; output++)
            {
                Completion.Complete(part.Slice(output * Features.Count, Features.Count), margins[(row * Outputs) + output] - bases[output]);
            }
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => rounds >= this.rounds.Count
        ? this
        : new NetworkModel(shape, encoding, moments, [.. this.rounds.Take(Math.Max(1, rounds))]);

    /// <summary>
    /// The share of a feature in the sum of what its inputs add to the units of the first layer: the size of the weights, times the
    /// deviation of the input in the training rows.
    /// </summary>
    public IReadOnlyList<double> Importance()
    {
        var sizes = new double[Features.Count];
        foreach (var weights in networks.Select(network => network.Matrix(0).ToArray()))
        {
            var input = 0;
            for (var feature = 0; feature < sizes.Length; feature++)
            {
                for (var part = 0; part < encoding.Features[feature].Width; part++, input++)
                {
                    var own = weights.AsSpan(input * shape.Hidden, shape.Hidden);
                    foreach (var weight in own)
                    {
                        sizes[feature] += Math.Abs(weight) * moments.Deviations[input];
                    }
                }
            }
        }

        var sum = sizes.Sum();
        return sum > 0 ? Array.ConvertAll(sizes, size => size / sum) : sizes;
    }

    /// <inheritdoc/>
    public byte[] Save() => NetworkFile.Write(shape, encoding, moments, rounds[^1]);

    /// <summary>The margins of the rows, or their values.</summary>
    private void Margins(RowBlock features, Span<double> margins)
    {
        var together = Math.Min(Network.Together, features.Rows);
        var inputs = new float[together * encoding.Width];
        var room = Array.ConvertAll(networks, network => network.Room(together));
        for (var from = 0; from < features.Rows; from += together)
        {
            var count = Math.Min(together, features.Rows - from);
            for (var i = 0; i < count; i++)
            {
                encoding.Encode(features, from + i, inputs.AsSpan(i * encoding.Width, encoding.Width));
            }

            var own = margins.Slice(from * Outputs, count * Outputs);
            own.Clear();
            for (var n = 0; n < networks.Length; n++)
            {
                networks[n].Run(inputs, room[n], count);
                Add(room[n][^1], own);
            }

            for (var at = 0; at < own.Length; at += Outputs)
            {
                Finish(own.Slice(at, Outputs));
            }
        }
    }

    /// <summary>Adds the outputs of a network, which are filled up.</summary>
    private void Add(ReadOnlySpan<float> outputs, Span<double> sums)
    {
        var width = networks[0].Out(Network.Layers - 1);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += outputs[(i / Outputs * width) + (i % Outputs)];
        }
    }

    private void Finish(Span<double> sums)
    {
        foreach (ref var sum in sums)
        {
            sum /= networks.Length;
        }

        shape.Limit(sums);
    }

    /// <summary>Adds what the inputs of a feature contribute to each output.</summary>
    private void AddByFeature(float[] inputs, Span<double> contributions)
    {
        for (var output = 0; output < Outputs; output++)
        {
            var input = output * encoding.Width;
            for (var feature = 0; feature < Features.Count; feature++)
            {
                for (var part = 0; part < encoding.Features[feature].Width; part++)
                {
                    contributions[(output * Features.Count) + feature] += inputs[input++] * shape.Scale / networks.Length;
                }
            }
        }
    }
}
