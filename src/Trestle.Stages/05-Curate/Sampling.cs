using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Curate;

/// <summary>Counts the classes of the training part, and says which share of each is learned from.</summary>
internal sealed class Sampling(CurateSettings settings, Contract contract)
{
    /// <summary>With fewer rows of a class than this in all folds together, a fold may have none.</summary>
    private const int LeastRows = 20;

    private readonly long[] rows = new long[Math.Max(1, contract.Classes.Count)];

    /// <summary>Counts curated rows.</summary>
    public void Add(RowBlock block)
    {
        if (settings.Sample == 1 && settings.Balance is null)
        {
            return;
        }

        var folds = block.Numbers(block.Schema.Find(ReservedColumns.Fold));
        var labels = block.Numbers(block.Schema.Find(ReservedColumns.Label));
        for (var row = 0; row < block.Rows; row++)
        {
            if (folds[row] >= 0 && !double.IsNaN(labels[row]))
            {
                rows[contract.Classes.Count == 0 ? 0 : (int)labels[row]]++;
            }
        }
    }

    /// <summary>
    /// What is learned from; null for all rows. Error TR0550 for classes of a regression, TR0551 where too few rows are left.
    /// </summary>
    public Thinning? Make(Func<string, string> where)
    {
        if (settings.Sample == 1 && settings.Balance is null)
        {
            return null;
        }

        if (settings.Balance is not null && contract.Task == TaskKind.Regression)
        {
            throw new TrestleException(CurateErrors.NoClasses(where("curate.balance")));
        }

        var rarest = rows.Where(count => count > 0).DefaultIfEmpty().Min();
        double[] rates =
        [
            .. rows.Select(count => settings.Sample
                * (settings.Balance is { } ratio && count > 0 ? Math.Min(1, ratio * rarest / count) : 1)),
        ];
        var left = rates.Zip(rows, (rate, count) => rate * count).Min();
        return left >= LeastRows ? new Thinning(rates, rows)
            : throw new TrestleException(
                CurateErrors.TooThin((long)left, LeastRows, where(settings.Sample < 1 ? "curate.sample" : "curate.balance")),
                ExitCode.Refused);
    }
}
