using Trestle.Rows.Blocks;

namespace Trestle.Learners.Forests;

/// <summary>The training rows as bins, two bytes for each value, and the bins themselves.</summary>
internal sealed class BinnedRows
{
    /// <summary>Bins are made from about this many evenly picked rows; more do not change them noticeably.</summary>
    private const int Sample = 200_000;

    private BinnedRows(FeatureBins[] features, ushort[][] columns) => (Features, Columns) = (features, columns);

    /// <summary>The bins of each feature.</summary>
    public FeatureBins[] Features { get; }

    /// <summary>For each feature, the bin of each row.</summary>
    public ushort[][] Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Columns.Length == 0 ? 0 : Columns[0].Length;

    /// <summary>Bins all rows, on as many threads as the options say; the result does not depend on their number.</summary>
    public static BinnedRows Of(TrainingSet train, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(train.Blocks.Sum(block => block.Rows), train.Rows, nameof(train));
        var categories = train.Categories.Select(name => train.Features.Require(name, ColumnKind.Number, "forest")).ToHashSet();
        var features = new FeatureBins[train.Features.Count];
        var columns = new ushort[features.Length][];
        Parallel.For(
            0, features.Length, new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => new double[train.Rows],
            (feature, _, values) =>
            {
                Copy(train.Blocks, feature, values);
                features[feature] = categories.Contains(feature)
                    ? CategoryOrder.Bins(values, train)
                    : FeatureBins.OfNumbers(Pick(values));
                columns[feature] = Array.ConvertAll(values, features[feature].Of);
                return values;
            },
            _ => { });
        return new BinnedRows(features, columns);
    }

    private static void Copy(IReadOnlyList<RowBlock> blocks, int feature, double[] values)
    {
        var at = 0;
        foreach (var block in blocks)
        {
            block.Numbers(feature).CopyTo(values.AsSpan(at));
            at += block.Rows;
        }
    }

    private static double[] Pick(double[] values)
    {
        var step = 1 + ((values.Length - 1) / Sample);
        var picked = new double[(values.Length + step - 1) / step];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = values[i * step];
        }

        return picked;
    }
}
