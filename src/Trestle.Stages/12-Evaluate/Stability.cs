using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Train;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// How far the answers on the test part depend on which training rows were drawn: the best trial of a candidate, or the members of an
/// ensemble, row path and model, are learned again from bootstrap samples of them. A row counts as often as a Poisson variable of mean 1
/// says (Oza, Russell 2001: Online bagging), drawn from its number, so that samples are the same on every machine; rows of a group count
/// alike. Each refit costs as much as the model.
/// </summary>
internal sealed class Stability(UnitContext context, TestPart test, IMetric metric, int refits)
{
    private const int Stream = 1200;
    private const int MostCopies = 12;

    /// <summary>What changes between refits.</summary>
    /// <param name="fitted">A candidate's model of all training rows.</param>
    /// <param name="whole">The scores of that model on the test part, decided.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<StabilityReport> OfAsync(FittedModel fitted, Outcome whole, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        var training = CuratedRows.Open(context, table, null, cancellation).Load(cancellation);
        var timeout = context.Read(Section.Train).Timeout;
        var isOfClasses = whole.Task != TaskKind.Regression;
        var spread = Math.Max(StandardDeviation.OfSample(whole.Labels), double.Epsilon);
        var (figures, changes, metrics) = (new double[refits], new double[refits], new double[refits]);
        for (var refit = 0; refit < refits; refit++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (number, draw) = (refit + 1, new RowDraw(table, context.Read(Section.Seed), Stream + refit));
            var drawn = training.Take(block => Resampled(draw.Of(block)));
            var learned = new LearnedAgain(
                context,
                async (candidate, ended) => TrainingRows.Of(
                    context, candidate, await TrainStage.LearnerAsync(context, candidate, timeout, ended), drawn, ended),
                rounds => rounds);
            var (model, plan) = await learned.OfAsync(
                fitted, (_, name) => context.Report(1, $"{name}, learned again from resampled rows, {number} of {refits}"), cancellation);
            var again = LearningCurves.Decided(test.Score(PlanJson.Read(plan), model, whole.Task), fitted, whole);
            changes[refit] = Change(whole, again);
            figures[refit] = isOfClasses
                ? Enumerable.Range(0, whole.Rows).Average(row => again.Class(row) == whole.Class(row) ? 0.0 : 1)
                : changes[refit] / spread;
            metrics[refit] = metric.Measure(again);
        }

        return new StabilityReport(
            refits, isOfClasses, Over("stability", figures), changes.Average(), Over(metric.Name, metrics),
            StandardDeviation.OfSample(metrics));
    }

    /// <summary>The positions of rows, each as often as it counts.</summary>
    private static int[] Resampled(double[] drawn) => [.. drawn.SelectMany((unit, row) => Enumerable.Repeat(row, Copies(unit)))];

    /// <summary>The quantile of the Poisson distribution of mean 1.</summary>
    internal static int Copies(double unit)
    {
        var (copies, mass, below) = (0, Math.Exp(-1), Math.Exp(-1));
        while (unit >= below && copies < MostCopies)
        {
            copies++;
            mass /= copies;
            below += mass;
        }

        return copies;
    }

    /// <summary>The mean absolute change of a probability or a prediction; of several classes half the sum over them.</summary>
    private static double Change(Outcome before, Outcome after) =>
        before.Scores.Zip(after.Scores, (a, b) => Math.Abs(a - b)).Sum() / before.Rows / (before.Outputs > 1 ? 2 : 1);

    private static MetricValue Over(string name, double[] values) => new(name, values.Average(), values.Min(), values.Max());
}
