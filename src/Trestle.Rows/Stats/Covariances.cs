using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>The means of some number columns and how they vary together; rows with a gap in any of them are ignored.</summary>
public sealed record Covariances(IReadOnlyList<string> Names) : Stat<CovariancesValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    public bool Equals(Covariances? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(13, HashCode.Combine);

    /// <inheritdoc/>
    protected override CovariancesValue Begin(RowSchema schema) =>
        new([.. Names.Select(name => schema.Require(name, ColumnKind.Number, "covariances"))]);
}

/// <summary>The answer to <see cref="Covariances"/>: blocks are merged by the pairwise update of Chan, Golub and LeVeque (1979).</summary>
public sealed class CovariancesValue : StatValue
{
    private readonly int[] positions;
    private readonly double[] means;
    private readonly double[] products;

    internal CovariancesValue(int[] positions)
    {
        this.positions = positions;
        (means, products) = (new double[positions.Length], new double[positions.Length * positions.Length]);
    }

    /// <summary>Number of rows without a gap.</summary>
    public long Count { get; private set; }

    /// <summary>The mean of each column; zeros when there are no rows.</summary>
    public IReadOnlyList<double> Means => means;

    /// <summary>The covariance of two columns, divided by one less than the number of rows; 0 for fewer than two rows.</summary>
    public double Covariance(int first, int second) =>
        Count < 2 ? 0 : products[(Math.Min(first, second) * positions.Length) + Math.Max(first, second)] / (Count - 1);

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var size = positions.Length;
        var (own, rows) = (new CovariancesValue(positions), new List<int>());
        for (var row = 0; row < block.Rows; row++)
        {
            var whole = true;
            for (var i = 0; i < size && whole; i++)
            {
                whole = double.IsFinite(block.Numbers(positions[i])[row]);
            }

            if (whole)
            {
                rows.Add(row);
            }
        }

        own.Count = rows.Count;
        for (var i = 0; i < size; i++)
        {
            var values = block.Numbers(positions[i]);
            foreach (var row in rows)
            {
                own.means[i] += values[row] / rows.Count;
            }
        }

        for (var i = 0; i < size; i++)
        {
            var first = block.Numbers(positions[i]);
            for (var j = i; j < size; j++)
            {
                var second = block.Numbers(positions[j]);
                var sum = 0.0;
                foreach (var row in rows)
                {
                    sum += (first[row] - own.means[i]) * (second[row] - own.means[j]);
                }

                own.products[(i * size) + j] = sum;
            }
        }

        Merge(own);
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new CovariancesValue(positions);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var more = (CovariancesValue)other;
        if (more.Count == 0)
        {
            return;
        }

        var (total, size) = (Count + more.Count, positions.Length);
        var apart = means.Zip(more.means, (mean, own) => own - mean).ToArray();
        for (var i = 0; i < size; i++)
        {
            for (var j = i; j < size; j++)
            {
                products[(i * size) + j] +=
                    more.products[(i * size) + j] + (apart[i] * apart[j] * ((double)Count * more.Count / total));
            }

            means[i] += apart[i] * more.Count / total;
        }

        Count = total;
    }
}
