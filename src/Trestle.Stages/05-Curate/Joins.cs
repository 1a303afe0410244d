using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Curate;

/// <summary>The joins of a run: their steps, and what they find.</summary>
internal sealed class Joins(IReadOnlyList<Join> joins)
{
    private readonly JoinTally[] tallies = [.. joins.Select(join => new JoinTally(join))];

    /// <summary>Whether there are any.</summary>
    public bool Any => joins.Count > 0;

    /// <summary>The steps that look all of them up.</summary>
    public IEnumerable<LookUp> LookUps => joins.Select(join => join.Step);

    /// <summary>All steps: each looks one up, and what it found fills gaps.</summary>
    public IEnumerable<IRowStep> Steps => joins.SelectMany(join => Filling(join).Select(filling => filling.Step).Prepend(join.Step));

    /// <summary>The steps that requests go through, too: those of joins that add columns.</summary>
    public IEnumerable<PlannedStep> Planned => joins.Where(join => join.Report.Keyed is not null)
        .SelectMany(join => Filling(join).Prepend(new PlannedStep(join.Step, join.Report.Words)));

    /// <summary>The contracts of the joined columns in their own tables.</summary>
    public IReadOnlyList<ColumnContract> Columns => [.. joins.SelectMany(join => join.Columns)];

    /// <summary>Counts what the joins found for typed rows, and marks the rows that they leave out.</summary>
    public (bool[] LeftOut, IReadOnlyList<JoinTally> Found) Count(RowBlock typed)
    {
        var leftOut = new bool[typed.Rows];
        JoinTally[] found = [.. joins.Select(join => new JoinTally(join))];
        foreach (var tally in found)
        {
            tally.Add(typed, leftOut);
        }

        return (leftOut, found);
    }

    /// <summary>The rows that are not left out.</summary>
    public static RowBlock Without(RowBlock rows, bool[] leftOut) => Array.TrueForAll(leftOut, left => !left)
        ? rows
        : rows.Take([.. Enumerable.Range(0, rows.Rows).Where(row => !leftOut[row])]);

    /// <summary>Adds what was found for one block.</summary>
    public void Merge(IReadOnlyList<JoinTally> found)
    {
        for (var i = 0; i < tallies.Length; i++)
        {
            tallies[i].Merge(found[i]);
        }
    }

    /// <summary>What each join found.</summary>
    public IReadOnlyList<JoinReport> Reports() => [.. tallies.Select(tally => tally.Report())];

    /// <summary>Keeps the keyed tables that requests look up.</summary>
    public IReadOnlyDictionary<string, ContentHash> Keep(UnitContext context) => joins.Where(join => join.Report.Keyed is not null)
        .ToDictionary(join => join.Step.Table, join => context.Keep($"keyed-{join.Step.Table}", join.File));

    private static IEnumerable<PlannedStep> Filling(Join join) => join.Fills.Select(column => new PlannedStep(
        new CarryForward { Columns = [column] }, "fill: the last value known before the row's own time"));

    /// <summary>What the joins found and the configuration does not allow.</summary>
    public IEnumerable<Problem> Refused()
    {
        foreach (var (join, tally) in joins.Zip(tallies))
        {
            var report = tally.Report();
            if (tally.OtherDigits is { } text)
            {
                yield return CurateErrors.OtherDigits(join.Settings.Table, join.Settings.On, join.ShowsKeys ? text : null, join.Where);
            }

            if (join.Settings.Unmatched == Unmatched.Refuse && report.Matched < report.Rows)
            {
                yield return CurateErrors.Unmatched(report, join.Where);
            }
            else if (report.Share() < join.Settings.AtLeast)
            {
                yield return CurateErrors.TooFew(report, join.Where);
            }
        }
    }
}
