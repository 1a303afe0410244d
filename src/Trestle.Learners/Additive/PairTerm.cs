namespace Trestle.Learners.Additive;

/// <summary>
/// The table of two features, whose bins are grouped: each step cuts both once and changes the four quarters (Lou, Caruana, Gehrke, Hooker
/// 2013: Accurate intelligible models with pairwise interactions).
/// </summary>
internal sealed class PairTerm(Grouping first, Grouping second, ushort[] cells) : Term(cells, first.Count * second.Count)
{
    /// <summary>The groups of the one feature.</summary>
    public Grouping First => first;

    /// <summary>The groups of the other.</summary>
    public Grouping Second => second;

    /// <summary>The term of two features, given the cells of their shapes.</summary>
    public static PairTerm Of(Grouping first, Grouping second, IReadOnlyList<ushort[]> shapes) =>
        new(first, second, Join(first, second, shapes));

    /// <inheritdoc/>
    public override ushort[] Of(IReadOnlyList<ushort[]> shapes) => Join(first, second, shapes);

    /// <inheritdoc/>
    public override Step? Best(Slopes slopes, AdditiveParameters parameters) => Search(slopes, parameters).Step;

    /// <summary>The best step, and what it gains over cutting each feature alone.</summary>
    public (Step? Step, double Gain) Search(Slopes slopes, AdditiveParameters parameters)
    {
        var (height, width) = (first.Count, second.Count);
        var sums = new Piece[height + 1, width + 1];
        for (var i = 0; i < height; i++)
        {
            for (var j = 0; j < width; j++)
            {
                var cell = (i * width) + j;
                sums[i + 1, j + 1] = new Piece(slopes.First[cell], slopes.Second[cell], Rows[cell])
                    + sums[i, j + 1] + sums[i + 1, j] - sums[i, j];
            }
        }

        var whole = sums[height, width];
        var (best, most) = ((Step?)null, 1e-12);
        for (var i = 1; i < height; i++)
        {
            for (var j = 1; j < width; j++)
            {
                Piece[] quarters = [sums[i, j], sums[i, width] - sums[i, j], sums[height, j] - sums[i, j], default];
                quarters[3] = whole - quarters[0] - quarters[1] - quarters[2];
                if (quarters.Any(quarter => quarter.Rows < parameters.MinLeaf))
                {
                    continue;
                }

                var gain = quarters.Sum(quarter => quarter.Gain(parameters.Penalty)) - whole.Gain(parameters.Penalty);
                if (gain > most)
                {
                    best = new Step([i, j], Array.ConvertAll(quarters, quarter => parameters.Rate * quarter.Value(parameters.Penalty)));
                    most = gain;
                }
            }
        }

        return (best, best is null ? 0 : most);
    }

    /// <inheritdoc/>
    public override void Add(Step step, Span<double> table)
    {
        for (var cell = 0; cell < table.Length; cell++)
        {
            var (i, j) = (cell / second.Count, cell % second.Count);
            table[cell] += step.Values[(i < step.Cuts[0] ? 0 : 2) + (j < step.Cuts[1] ? 0 : 1)];
        }
    }

    private static ushort[] Join(Grouping first, Grouping second, IReadOnlyList<ushort[]> shapes)
    {
        var (one, other) = (shapes[first.Feature], shapes[second.Feature]);
        var cells = new ushort[one.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            cells[row] = (ushort)((first.Of[one[row]] * second.Count) + second.Of[other[row]]);
        }

        return cells;
    }
}

/// <summary>Bins of a feature in few groups of about equally many rows; missing values, if there are any, are the last.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Of">The group of each cell of the feature's shape.</param>
/// <param name="Count">Number of groups.</param>
internal sealed record Grouping(int Feature, int[] Of, int Count)
{
    private const int Most = 16;

    /// <summary>Groups the cells of a shape.</summary>
    public static Grouping Make(ShapeTerm shape)
    {
        var (of, bins) = (new int[shape.Count], shape.Count - 1);
        var fair = shape.Rows.Take(bins).Sum() / Most;
        var (group, open) = (0, 0.0);
        for (var bin = 0; bin < bins; bin++)
        {
            of[bin] = group;
            open += shape.Rows[bin];
            if (open >= fair && bin < bins - 1 && group < Most - 1)
            {
                (group, open) = (group + 1, 0);
            }
        }

        of[bins] = shape.Rows[bins] > 0 && bins > 0 ? group + 1 : group;
        return new Grouping(shape.Feature, of, of[bins] + 1);
    }
}
