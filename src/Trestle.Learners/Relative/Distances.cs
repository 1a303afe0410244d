using Trestle.Rows.Blocks;

namespace Trestle.Learners.Relative;

/// <summary>Labels and features as distances from a reference, and back.</summary>
internal sealed class Distances
{
    private readonly int reference = -1;
    private readonly int unit = -1;
    private readonly HashSet<int> relative = [];

    /// <summary>Distances of rows with some features; null for distances from 0 in units of 1.</summary>
    public Distances(RowSchema features, RelativeTo? to)
    {
        Features = features;
        if (to is not null)
        {
            reference = features.Require(to.Reference, ColumnKind.Number, RelativeLearner.LearnerName);
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
    public int Reference => reference;

    /// <summary>The references and the units of rows.</summary>
    public (double[] References, double[] Units) Of(RowBlock rows)
    {
        var (references, units) = (new double[rows.Rows], new double[rows.Rows]);
        Array.Fill(units, 1);
        for (var row = 0; reference >= 0 && row < references.Length; row++)
        {
            references[row] = rows.Numbers(reference)[row] is var value && double.IsFinite(value) ? value : 0;
            units[row] = rows.Numbers(unit)[row] is > 0 and var size && double.IsFinite(size) ? size : 1;
        }

        return (references, units);
    }

    /// <summary>The features of rows as distances.</summary>
    public RowBlock Relative(RowBlock rows, double[] references, double[] units) => relative.Count == 0 ? rows : RowBlock.Trusted(
        rows.Schema, rows.Rows,
        [
            .. Enumerable.Range(0, rows.Schema.Count).Select(
                place => relative.Contains(place) ? Apart(rows.Numbers(place), references, units) : rows.Raw(place)),
        ]);

    /// <summary>A training set of distances.</summary>
    public TrainingSet Of(TrainingSet set)
    {
        var (blocks, labels, at) = (new List<RowBlock>(), new double[set.Rows], 0);
        foreach (var block in set.Blocks)
        {
            var (references, units) = Of(block);
            blocks.Add(Relative(block, references, units));
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
