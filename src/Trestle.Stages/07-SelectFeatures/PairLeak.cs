using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>Two classes are told apart by the difference or the sum of two numbers, none of which tells them apart alone.</summary>
internal sealed class PairLeak : ILeakCheck
{
    private const double Limit = 0.999;
    private const int MostRows = 2000;
    private const int FewestOfClass = 50;
    private const int MostColumns = 100;

    private static readonly Auc Auc = new();

    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        if (sample.Task != TaskKind.Binary)
        {
            yield break;
        }

        var every = Math.Max(1, sample.Labels.Length / MostRows);
        int[] rows = [.. Enumerable.Range(0, sample.Labels.Length).Where(row => row % every == 0)];
        double[] labels = [.. rows.Select(row => sample.Labels[row])];
        var positives = labels.Count(label => label == 1);
        (string Name, string Source, double[] Values)[] columns =
        [
            .. sample.Columns.Where((column, i) => !column.IsCategory && sample.Alone[i] <= sample.Notable
                && !column.Values.Any(double.IsNaN)).Take(MostColumns)
                .Select(column => (column.Name, column.Source, rows.Select(row => column.Values[row]).ToArray())),
        ];
        if (Math.Min(positives, labels.Length - positives) < FewestOfClass)
        {
            yield break;
        }

        foreach (var (i, j) in Enumerable.Range(0, columns.Length)
            .SelectMany(i => Enumerable.Range(i + 1, columns.Length - i - 1).Select(j => (i, j))))
        {
            cancellation.ThrowIfCancellationRequested();
            var (a, b) = (columns[i], columns[j]);
            var (difference, sum) = (Area(a.Values, b.Values, -1), Area(a.Values, b.Values, 1));
            if (Math.Max(difference, sum) > Math.Max(Limit, sample.Limit))
            {
                yield return new LeakFinding(
                    "pair",
                    [.. new[] { a.Source, b.Source }.Distinct()],
                    $"{a.Name} {(difference > sum ? "-" : "+")} {b.Name} tells the target with AUC {Math.Max(difference, sum):0.0000}",
                    Stops: true);
            }
        }

        double Area(double[] a, double[] b, int sign)
        {
            var area = Auc.Measure(
                new Outcome(TaskKind.Binary, labels, [.. a.Select((value, row) => value + (sign * b[row]))], 1));
            return Math.Max(area, 1 - area);
        }
    }
}
