using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Neighbours;

/// <summary>Training rows, copied once for all numbers of neighbours.</summary>
internal sealed class NearestLearning : ILearning
{
    internal const string Count = "n_neighbors";
    internal const string Weights = "weights";

    private const double UsualCount = 15;

    private static readonly Dictionary<string, ParameterRange> Known = new(StringComparer.Ordinal)
    {
        [Count] = new(1, 10_000, "a whole number, 1 to 10,000", Whole: true),
        [Weights] = new(0, 1, "1 to weigh by the inverse of the distance, otherwise 0", Whole: true),
    };

    private readonly TrainingSet train;
    private readonly NeighbourRows rows;

    /// <summary>Copies the rows.</summary>
    public NearestLearning(TrainingSet train)
    {
        this.train = train with { Blocks = [] };
        var width = train.Features.Count;
        var values = new float[NeighbourRows.Length(train.Rows, width)];
        for (var feature = 0; feature < width; feature++)
        {
            var row = 0;
            foreach (var block in train.Blocks)
            {
                foreach (var value in block.Numbers(feature))
                {
                    if (!double.IsFinite(value))
                    {
                        throw new TrestleException(MetricErrors.NoNumber(train.Features[feature].Name, NearestLearner.LearnerName));
                    }

                    values[NeighbourRows.Place(row++, feature, width)] = NeighbourRows.Near(value);
                }
            }
        }

        rows = new NeighbourRows(values, train.Labels, width);
    }

    /// <inheritdoc/>
    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ParameterRange.Check(NearestLearner.LearnerName, Known, parameters);
        var header = new NearestHeader(
            train.Task, [.. train.Features.Columns.Select(column => column.Name)],
            (int)Math.Min(parameters.Get(Count, UsualCount), train.Rows), parameters.Get(Weights, 1) == 1, Prior());
        return new Learned(new NearestModel(header, rows), 1);
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    /// <summary>The share of each class, as if one more row of each had been seen; for values their mean.</summary>
    private double[] Prior()
    {
        if (train.Task == TaskKind.Regression)
        {
            return [train.Labels[0] + train.Labels.Average(label => label - train.Labels[0])];
        }

        var counts = Enumerable.Repeat(1.0, train.Classes).ToArray();
        foreach (var label in train.Labels)
        {
            counts[(int)label]++;
        }

        return Array.ConvertAll(counts, count => count / (train.Rows + train.Classes));
    }
}
