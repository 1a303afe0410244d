using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Train;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// The objective on the test part when the best trial of a candidate learns from an eighth, a quarter and a half of the training rows: the
/// row path and the model are both learned from these rows alone. Rows of a group stay together. Smaller parts are in larger ones.
/// </summary>
internal sealed class LearningCurves(UnitContext context, TestPart test, Measure measure, IMetric metric)
{
    private const int Resamples = 200;
    private const int Stream = 12;
    private const int LeastRows = 50;
    private const int LeastOfClass = 10;
    private static readonly double[] Shares = [0.125, 0.25, 0.5];

    /// <summary>
    /// Whether a candidate has one: it learns from rows, by a learner of Trestle's. An ensemble would be a search of its own.
    /// </summary>
    public static bool Can(Candidate candidate) => candidate is { Baseline: false, Library.Count: 0, Program: null, Given: null };

    /// <summary>The curve of a candidate; null where even half of the rows are too few.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="fitted">Its model of all training rows.</param>
    /// <param name="whole">The scores of that model on the test part, decided.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<LearningCurve?> OfAsync(Candidate candidate, FittedModel fitted, Outcome whole, CancellationToken cancellation)
    {
        var (table, contract) = (context.Read(Artifact.CuratedTable), context.Read(Artifact.Contract));
        var draw = new RowDraw(table, context.Read(Section.Seed), Stream);
        var training = CuratedRows.Open(context, table, null, cancellation).Load(cancellation);
        var points = new List<LearningPoint>();
        Outcome? last = null;
        foreach (var share in Shares)
        {
            var part = training.Take(block => [.. draw.Of(block).Index().Where(row => row.Item < share).Select(row => row.Index)]);
            var rows = TrainingRows.Of(context, candidate, LearnerCatalog.Get(candidate.Learner), part, cancellation);
            var set = rows.Maker.Training(rows.Fitted[^1], cancellation);
            if (set.Rows < LeastRows
                || Enumerable.Range(0, contract.Classes.Count).Any(c => set.Labels.Count(label => label == c) < LeastOfClass))
            {
                continue;
            }

            var model = await rows.LearnAsync(fitted.Trial, cancellation);
            last = Decided(test.Score(rows.Fitted[^1].Plan, model, contract.Task), fitted, whole);
            points.Add(new LearningPoint(share, set.Rows, measure.One(metric, last, Resamples)));
        }

        return last is null ? null : new LearningCurve(
            candidate.Id,
            [.. points, new LearningPoint(1, table.Thinning?.Learned ?? table.TrainRows, measure.One(metric, whole, Resamples))],
            measure.Between(metric, whole, last, Resamples));
    }

    /// <summary>The scores, calibrated and decided as those of the model of all rows.</summary>
    internal static Outcome Decided(Outcome scored, FittedModel fitted, Outcome whole) => whole with
    {
        Scores = Calibrator.Of(fitted) is { } calibrator ? calibrator.Of(scored.Scores, scored.Outputs) : scored.Scores,
    };
}
