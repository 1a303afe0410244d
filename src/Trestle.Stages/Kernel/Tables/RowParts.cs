namespace Trestle.Stages.Kernel.Tables;

/// <summary>Divides blocks of the snapshot by the fold of their rows.</summary>
internal static class RowParts
{
    /// <summary>The rows whose fold meets a condition, and the others.</summary>
    public static (RowBlock Matching, RowBlock Others) Of(RowBlock block, Func<int, bool> condition)
    {
        var folds = block.Numbers(block.Schema.Find(ReservedColumns.Fold));
        var (matching, others) = (new List<int>(block.Rows), new List<int>());
        for (var i = 0; i < folds.Length; i++)
        {
            (condition((int)folds[i]) ? matching : others).Add(i);
        }

        return (Rows(block, matching), Rows(block, others));
    }

    /// <summary>The rows whose fold meets a condition.</summary>
    public static RowBlock Matching(RowBlock block, Func<int, bool> condition)
    {
        var folds = block.Numbers(block.Schema.Find(ReservedColumns.Fold));
        var matching = new List<int>(block.Rows);
        for (var i = 0; i < folds.Length; i++)
        {
            if (condition((int)folds[i]))
            {
                matching.Add(i);
            }
        }

        return Rows(block, matching);
    }

    private static RowBlock Rows(RowBlock block, List<int> rows) => rows.Count == block.Rows ? block : block.Take([.. rows]);
}
