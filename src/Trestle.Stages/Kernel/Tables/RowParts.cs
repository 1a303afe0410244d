namespace Trestle.Stages.Kernel.Tables;

/// <summary>Divides blocks of the snapshot by the fold of their rows.</summary>
internal static class RowParts
{
    /// <summary>The rows whose fold meets a condition, and the others.</summary>
    public static (RowBlock Matching, RowBlock Others) Of(RowBlock block, Func<int, bool> condition) =>
        (Matching(block, condition), Matching(block, fold => !condition(fold)));

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

        return matching.Count == block.Rows ? block : block.Take([.. matching]);
    }
}
