using Trestle.Learners.Packages;
using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Monitor.Windows;

/// <summary>
/// Counts rows that were scored with a value that the training did not have: the values that the scoring host flags, from the log.
/// </summary>
internal sealed class UnusualRows
{
    private static readonly string[] Names = ["missing", "unseen", "out-of-range", "unmatched"];

    private readonly (string Column, ValueCheck Check)[] checks;

    private readonly FittedLookUp[] lookUps;

    /// <summary>For requests to a package.</summary>
    public UnusualRows(ModelPackage package)
    {
        lookUps = [.. package.Plan.LookUps.Where(look => look.Outcome is not null)];
        var policy = new RequestPolicy();
        checks =
        [
            .. ContractSteps.Features(package.Contract)
                .Select(column => (column.Name, new ValueCheck(column, package.Plan, policy))),
        ];
    }

    /// <summary>The rows with an unusual value by column and kind: missing, unseen, out-of-range, unmatched.</summary>
    /// <param name="curated">Rows as in training: numbers are read, texts are as they are compared.</param>
    public IEnumerable<(string Column, string Kind, long Rows)> Count(RowBlock curated)
    {
        foreach (var (column, check) in checks)
        {
            if (curated.Schema.Find(column) is not (>= 0 and var position))
            {
                continue;
            }

            var rows = new long[Names.Length];
            for (var row = 0; row < curated.Rows; row++)
            {
                if (check.Of(curated, position, row) is { } kind)
                {
                    rows[(int)kind]++;
                }
            }

            foreach (var kind in Enum.GetValues<Unusual>().Where(kind => rows[(int)kind] > 0))
            {
                yield return (column, Names[(int)kind], rows[(int)kind]);
            }
        }

        foreach (var look in lookUps.Where(look => curated.Schema.Find(look.Outcome!) >= 0))
        {
            var unmatched = 0L;
            foreach (var outcome in curated.Numbers(curated.Schema.Find(look.Outcome!)))
            {
                unmatched += outcome > (double)KeyedOutcome.NoKey ? 1 : 0;
            }

            if (unmatched > 0)
            {
                yield return (look.Columns[0], Names[(int)Unusual.Unmatched], unmatched);
            }
        }
    }
}
