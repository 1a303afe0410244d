using Trestle.Learners.Metrics;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.PredictionLogs;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>
/// Champion and challenger on the same rows: every logged row with a label that neither has learned is scored by both packages again,
/// whichever of them answered then, so that every such row counts for both.
/// </summary>
internal static class PairedRows
{
    private const int Shadow = 2;

    /// <summary>
    /// The outcomes of both, row by row in time order, on the predictions from a time (inclusive) to another (exclusive), and how many
    /// of them were left out, because one of the models has learned them. Where decisions are wanted, the class that each package decides
    /// for is certain, all else impossible.
    /// </summary>
    public static (Outcome Champion, Outcome Challenger, int LeftOut) Read(
        LogReader reader, Scorer champion, Scorer challenger, DateTimeOffset from, DateTimeOffset to, bool decided,
        CancellationToken cancellation)
    {
        var contract = champion.Package.Contract;
        var unlearned = new UnlearnedRows(champion.Package, challenger.Package);
        var rows = new List<(double At, double Label, double[] Champion, double[] Challenger)>();
        foreach (var labelled in LabelledRows.Of(
            reader, contract, block => Answered(block) is { } answered ? unlearned.Of(answered) : null,
            PredictionLogTime.Microseconds(from), PredictionLogTime.Microseconds(to), cancellation))
        {
            var (a, b) = (champion.Score(labelled.Block.Inputs), challenger.Score(labelled.Block.Inputs));
            for (var row = 0; row < labelled.Block.Count; row++)
            {
                rows.Add((labelled.Block.At[row], labelled.Labels[row], Of(champion, a, row), Of(challenger, b, row)));
            }
        }

        var ordered = rows.OrderBy(row => row.At).ToArray();
        double[] labels = [.. ordered.Select(row => row.Label)];
        var inTime = new RowDependence { Times = [.. ordered.Select(row => row.At)] };
        return (
            new Outcome(
                contract.Task, labels, [.. ordered.SelectMany(row => row.Champion)], champion.Package.Model.Outputs,
                ThresholdOf(champion))
            { Dependence = inTime },
            new Outcome(
                contract.Task, labels, [.. ordered.SelectMany(row => row.Challenger)], challenger.Package.Model.Outputs,
                ThresholdOf(challenger))
            { Dependence = inTime },
            unlearned.LeftOut);

        double[] Of(Scorer scorer, Scores scores, int row)
        {
            if (!decided || contract.Task == TaskKind.Regression)
            {
                return scores.Row(row).ToArray();
            }

            var chosen = scorer.Class(scores, row);
            return scores.Outputs == 1 ? [chosen] : [.. Enumerable.Range(0, scores.Outputs).Select(c => c == chosen ? 1.0 : 0)];
        }

        // An answer is the value that is decided on: nothing is added to it.
        double ThresholdOf(Scorer scorer) => contract.Task == TaskKind.Regression ? 0
            : decided ? 0.5
            : scorer.Package.Manifest.Threshold ?? 0.5;
    }

    /// <summary>The rows that were answered; a shadow's record of a request repeats the answered one.</summary>
    private static LoggedBlock? Answered(LoggedBlock block)
    {
        var rows = Enumerable.Range(0, block.Count).Where(row => block.Roles[row] != Shadow).ToArray();
        return rows.Length == 0 ? null : block.Take(rows);
    }
}
