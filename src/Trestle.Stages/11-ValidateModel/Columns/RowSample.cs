namespace Trestle.Stages.ValidateModel.Columns;

/// <summary>Evenly picked rows of some blocks, as one block.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Places">Their places among all rows, ascending.</param>
internal sealed record RowSample(RowBlock Rows, int[] Places)
{
    /// <summary>Up to <paramref name="most"/> rows; the others are not copied.</summary>
    public static RowSample Of(IReadOnlyList<RowBlock> blocks, int most)
    {
        var all = blocks.Sum(block => block.Rows);
        int[] places = [.. Enumerable.Range(0, Math.Min(all, most)).Select(i => (int)((long)i * all / Math.Min(all, most)))];
        var kept = new List<RowBlock>();
        var (first, next) = (0, 0);
        foreach (var block in blocks)
        {
            var own = new List<int>();
            while (next < places.Length && places[next] < first + block.Rows)
            {
                own.Add(places[next++] - first);
            }

            kept.Add(block.Take([.. own]));
            first += block.Rows;
        }

        return new RowSample(RowBlock.Join(blocks[0].Schema, kept), places);
    }
}
