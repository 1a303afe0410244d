using Trestle.Rows.Blocks;

namespace Trestle.Learners.Relative;

/// <summary>Labels and features as distances from a reference, and back.</summary>
internal sealed class Distances
{
    private readonly int unit = -1;
    private readonly HashSet<int> relative = [];

    /// <summary>Distances of rows with some features; null for distances from 0 in units of 1.</summary>
    public Distances(RowSchema features, RelativeTo? to)
    {
        Features = features;
        if (to is not null)
        {
            Reference = features.Require(to.Reference, ColumnKind.Number, RelativeLearner.LearnerName);
            unit = features.Require(to.Unit, ColumnKind.Number, RelativeLearner.LearnerName);
            To = to with { Features = [.. to.Features.Where(name => features.Find(name) >= 0)] };
            relative = [.. To.Features.Select(features.Find)];
        }
    }

    /// <summary>The features.</summary>
    public RowSchema Features { get; }

    /// <summary>What they are relative to, with the features that there are.</summary>
    public RelativeTo? To { get; }

    /// <summary>The place of the reference; -1 for none.</summary>
    public int Reference { get; } = -1;

    /// <summary>The references and the units of rows.</summary>
    public (double[] References, double[] Units) Of(RowBlock rows)
    {
        var (references, units) = (new double[rows.Rows], new double[rows.Rows]);
        Array.Fill(units, 1);
        if (Reference < 0)
        {
            return (references, units);
        }

        var from = rows.Numbers(Reference);
        var sizes = rows.Numbers(unit);
        for (var row = 0; row < references.Length; row++)
        {
            references[row] = double.IsFinite(from[row]) ? from[row] : 0;
            units[row] = double.IsFinite(sizes[row]) && sizes[row] > 0 ? sizes[row] : 1;
        }

        return (references, units);
    }

    /// <summary>A feature of rows, as distances where it is one.</summary>
    public Array Column(RowBlock rows, int place, double[] references, double[] units) =>
        relative.Contains(place) ? Apart(rows.Numbers(place), references, units) : rows.Raw(place);

    /// <summary>A training set of distances.</summary>
    public TrainingSet Of(TrainingSet set)
    {
        var (blocks, labels, at) = (new List<RowBlock>(), new double[set.Rows], 0);
        foreach (var block in set.Blocks)
        {
            var (references, units) = Of(block);
            blocks.Add(relative.Count == 0 ? block : RowBlock.Trusted(
                block.Schema, block.Rows,
                [.. Enumerable.Range(0, block.Schema.Count).Select(place => Column(block, place, references, units))]));
            Apart(set.Labels.AsSpan(at, block.Rows), references, units).CopyTo(labels.AsSpan(at));
            at += block.Rows;
        }

        return set with { Blocks = blocks, Labels = labels };
    }

    private static double[] Apart(ReadOnlySpan<double> values, double[] references, double[] units)
    {
        var distances = new double[values.Length];
        for (var row = 0; row < distances.Length; row++)
        {
            distances[row] = (values[row] - references[row]) / units[row];
        }

        return distances;
    }
}
