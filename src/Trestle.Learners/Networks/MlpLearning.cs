using Trestle.Core.Schema;
using Trestle.Learners.Statistics;

namespace Trestle.Learners.Networks;

/// <summary>
/// Encoded training rows. A round is a sixteenth of the schedule of learning rates: after each the networks are kept as they are, and the
/// loss of the validation rows decides which of them are the best.
/// </summary>
internal sealed class MlpLearning : ILearning
{
    /// <summary>Rounds without a smaller validation loss after which training stops.</summary>
    private const int Patience = 5;

    private readonly TrainingSet train;
    private readonly InputEncoding encoding;
    private readonly LearningOptions options;
    private readonly float[] inputs;
    private readonly InputMoments moments;
    private readonly (float[] Inputs, TrainingSet Rows)? validation;

    /// <summary>Encodes the rows; the blocks are not kept.</summary>
    public MlpLearning(TrainingSet train, TrainingSet? validate, InputEncoding encoding, LearningOptions options)
    {
        this.train = train with { Blocks = [] };
        this.encoding = encoding;
        this.options = options;
        inputs = Inputs(train);
        moments = InputMoments.Of(inputs, encoding.Width);
        validation = validate is null ? null : (Inputs(validate), validate with { Blocks = [] });
    }

    /// <summary>Trains each network with a generator of its own, side by side, so that the number of threads does not matter.</summary>
    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        var own = NetworkParameters.Of(MlpLearner.LearnerName, parameters, train);
        var shape = NetworkShape.Of(train, own.Hidden);
        var mean = train.Total / train.Rows;
        var rows = new NetworkRows(
            inputs, Array.ConvertAll(train.Labels, label => Scaled(shape, label)), Start(shape),
            train.Weights is null ? null : Array.ConvertAll(train.Weights, weight => weight / mean));
        var loss = new NetworkLoss(train.Task, options.Objective, own.Smoothing);
        NetworkTraining[] trainings =
        [
            .. Enumerable.Range(0, own.Networks).Select(number => new NetworkTraining(
                shape.Network(encoding.Width), loss, rows, own, new SplitMix64(options.Seed, number))),
        ];
        var (rounds, best, ended) = Run(trainings, shape, own, cancellation);
        return new Learned(new NetworkModel(shape, encoding, moments, rounds), best)
        {
            EndedAt = ended ? rounds.Count : null,
        };
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private (List<float[][]> Rounds, int Best, bool Ended) Run(
        NetworkTraining[] trainings, NetworkShape shape, NetworkParameters own, CancellationToken cancellation)
    {
        var rounds = new List<float[][]>();
        var (best, least) = (1, double.PositiveInfinity);
        var together = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = options.Threads };
        while (rounds.Count < own.Rounds && (validation is null || rounds.Count < best + Patience))
        {
            var next = rounds.Count + 1;
            Parallel.ForEach(trainings, together, training => training.RunTo(next, cancellation));
            rounds.Add(Array.ConvertAll(trainings, training => (float[])training.Network.Weights.Clone()));
            if (validation is { } rows)
            {
                var current = Loss(trainings, shape, rows.Inputs, rows.Rows);
                (best, least) = current < least ? (next, current) : (best, least);
                if (options.Enough?.Invoke() == true)
                {
                    return (rounds, best, true);
                }
            }
        }

        return (rounds, validation is null ? rounds.Count : best, false);
    }

    /// <summary>The mean loss of the mean of the networks.</summary>
    private double Loss(NetworkTraining[] trainings, NetworkShape shape, float[] rows, TrainingSet set)
    {
        var labels = set.Labels;
        var loss = new NetworkLoss(train.Task, options.Objective, 0);
        var room = Array.ConvertAll(trainings, training => training.Network.Room(Network.Together));
        var (width, sum, outputs) = (trainings[0].Network.Out(Network.Layers - 1), 0.0, new float[shape.Outputs]);
        for (var from = 0; from < labels.Length; from += Network.Together)
        {
            var count = Math.Min(Network.Together, labels.Length - from);
            for (var n = 0; n < trainings.Length; n++)
            {
                trainings[n].Network.Run(rows.AsSpan(from * encoding.Width), room[n], count);
            }

            for (var i = 0; i < count; i++)
            {
                for (var k = 0; k < outputs.Length; k++)
                {
                    outputs[k] = room.Sum(sums => sums[^1][(i * width) + k]) / trainings.Length;
                }

                sum += set.Weight(from + i) * loss.Slope(outputs, Scaled(shape, labels[from + i]));
            }
        }

        return sum / set.Total;
    }

    private static double Scaled(NetworkShape shape, double label) =>
        shape.Task == TaskKind.Regression ? (label - shape.Mean) / shape.Scale : label;

    /// <summary>
    /// The outputs that give each class its share in the training rows, as if one more row of each had been seen; 0 for a value.
    /// </summary>
    private float[] Start(NetworkShape shape)
    {
        if (shape.Task == TaskKind.Regression)
        {
            return [0];
        }

        var (counts, total) = (Array.ConvertAll(train.ClassTotals(), own => own + 1), train.Total);
        return shape.Task == TaskKind.Binary
            ? [(float)Math.Log(counts[1] / counts[0])]
            : Array.ConvertAll(counts, count => (float)Math.Log(count / (total + counts.Length)));
    }

    private float[] Inputs(TrainingSet set)
    {
        var all = new float[(long)set.Rows * encoding.Width];
        var at = 0;
        foreach (var block in set.Blocks)
        {
            for (var row = 0; row < block.Rows; row++, at += encoding.Width)
            {
                encoding.Encode(block, row, all.AsSpan(at, encoding.Width));
            }
        }

        return all;
    }
}
