using Trestle.Rows.Stats;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>A repair with what it changed where it was searched.</summary>
/// <param name="Finder">Who proposes it.</param>
/// <param name="Step">The step, as the configuration can name it.</param>
/// <param name="Fitted">The step as learned from the table.</param>
/// <param name="Reason">What speaks for it.</param>
/// <param name="Precision">The share of the changes that is expected to be right.</param>
/// <param name="Changes">The changed cells.</param>
public sealed record FoundRepair(
    string Finder, IRowStep Step, IFittedStep Fitted, string Reason, double Precision, IReadOnlyList<CellChange> Changes);

/// <summary>Searches a table for repairs, finder by finder; each sees what the ones before it left.</summary>
public static class RepairSearch
{
    /// <summary>What a repaired column makes visible in another is found in the second round.</summary>
    private const int Rounds = 2;

    /// <summary>The repairs in the order in which they have to be applied, and the table behind them.</summary>
    public static (IReadOnlyList<FoundRepair> Repairs, TextTable Repaired) Run(TextTable table, CancellationToken cancellation)
    {
        var found = new List<FoundRepair>();
        for (var round = 0; round < Rounds; round++)
        {
            var before = found.Count;
            foreach (var finder in RepairCatalog.All)
            {
                foreach (var proposal in finder.Find(table, cancellation).ToArray())
                {
                    cancellation.ThrowIfCancellationRequested();
                    var fitted = Fit(proposal.Step, table);
                    var after = table.After(fitted);
                    if (table.Changes(after) is { Count: > 0 } changes)
                    {
                        found.Add(new FoundRepair(finder.Name, proposal.Step, fitted, proposal.Reason, proposal.Precision, changes));
                        table = after;
                    }
                }
            }

            if (found.Count == before)
            {
                break;
            }
        }

        return (found, table);
    }

    /// <summary>The step as learned from the table.</summary>
    public static IFittedStep Fit(IRowStep step, TextTable table)
    {
        var values = step.Needs(table.Schema).Distinct().ToDictionary(stat => stat, stat =>
        {
            var value = stat.Start(table.Schema);
            value.Add(table.Block);
            return value;
        });
        return step.Fit(table.Schema, new StatValues(values));
    }
}
