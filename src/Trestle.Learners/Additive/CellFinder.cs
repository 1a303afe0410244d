using Trestle.Learners.Forests;

namespace Trestle.Learners.Additive;

/// <summary>Finds the cell of a value in the shape of its feature.</summary>
internal sealed class CellFinder
{
    private readonly double[] cuts;
    private readonly Dictionary<int, int>? cells;
    private readonly int missing;

    /// <summary>For a shape.</summary>
    public CellFinder(AdditiveShape shape)
    {
        cuts = shape.Bins.Cuts;
        missing = shape.Count;
        cells = shape.Bins.Codes?.SelectMany((own, cell) => own.Select(code => (code, cell)))
            .ToDictionary(entry => entry.code, entry => entry.cell);
    }

    /// <summary>The cell of a value; of what is missing or was not seen, the last one.</summary>
    public int Of(double value)
    {
        if (cells is not null)
        {
            return FeatureBins.CodeOf(value) is { } code && cells.TryGetValue(code, out var cell) ? cell : missing;
        }

        if (double.IsNaN(value) || missing == 0)
        {
            return missing;
        }

        var at = Array.BinarySearch(cuts, FeatureBins.Plain(value));
        return at >= 0 ? at : ~at;
    }
}
