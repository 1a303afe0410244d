using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Plans;

/// <summary>
/// Steps in order, before anything is learned. <see cref="Fit"/> learns them wave by wave: one scan answers the questions of all
/// steps that do not depend on each other, kept apart by fold and merged for each round.
/// </summary>
public sealed record RowPlan(IReadOnlyList<IRowStep> Steps)
{
    /// <summary>
    /// Fits the plan once for each round (a set of folds to learn from). Rows outside a round's folds never influence it.
    /// </summary>
    /// <param name="source">The training rows; must hold <see cref="ReservedColumns.Label"/> when a step learns from the target.</param>
    /// <param name="rounds">The folds that each fit may learn from.</param>
    /// <param name="cancellation">Ends the scans early.</param>
    public IReadOnlyList<FittedRound> Fit(IRowSource source, IReadOnlyList<FoldSet> rounds, CancellationToken cancellation) =>
        new PlanFitter(this, source, rounds).Run(cancellation);
}

/// <summary>A plan as one round learned it.</summary>
/// <param name="Folds">The folds that were learned from.</param>
/// <param name="Plan">For rows that were not learned from: validation folds, the test part, requests.</param>
/// <param name="Training">
/// For the rows that were learned from, by their fold: the same plan unless a step is cross-fitted, which then was learned
/// from the round's other folds.
/// </param>
public sealed record FittedRound(FoldSet Folds, FittedPlan Plan, IReadOnlyDictionary<int, FittedPlan> Training);

/// <summary>Fits one plan for several rounds; see <see cref="RowPlan.Fit"/>.</summary>
internal sealed class PlanFitter(RowPlan plan, IRowSource source, IReadOnlyList<FoldSet> rounds)
{
    private readonly Round[] rounds = [.. rounds.Select(folds => new Round(folds, source.Schema))];

    /// <summary>Whether all rounds still hold the same fitted steps, so that one scan can serve them all.</summary>
    private bool shared = true;

    public IReadOnlyList<FittedRound> Run(CancellationToken cancellation)
    {
        for (var at = 0; at < plan.Steps.Count;)
        {
            var wave = Wave(at);
            var answers = Scan([.. wave.SelectMany(step => step.Needs(rounds[0].Schema)).Distinct()], cancellation);
            foreach (var step in wave)
            {
                Learn(step, answers);
            }

            at += wave.Count;
        }

        return [.. rounds.Select(round => round.Done(source.Schema))];
    }

    /// <summary>The next steps whose questions are about columns that no step before them in the wave touches.</summary>
    private List<IRowStep> Wave(int at)
    {
        var schema = rounds[0].Schema;
        var wave = new List<IRowStep> { plan.Steps[at] };
        var touched = new HashSet<string>(plan.Steps[at].Columns ?? [], StringComparer.Ordinal);
        var open = plan.Steps[at].Columns is null;
        foreach (var step in plan.Steps.Skip(at + 1))
        {
            if (open || step.Columns is null || step.Columns.Any(column => touched.Contains(column) || schema.Find(column) < 0))
            {
                break;
            }

            touched.UnionWith(step.Columns);
            wave.Add(step);
        }

        return wave;
    }

    /// <summary>Answers all questions in one scan, apart for each round and fold.</summary>
    private Answers Scan(IReadOnlyList<Stat> stats, CancellationToken cancellation)
    {
        var answers = new Answers(stats, shared);
        if (stats.Count == 0)
        {
            return answers;
        }

        var needed = source.Folds.Where(fold => rounds.Any(round => round.Folds.Contains(fold))).ToArray();
        var groups = shared ? [0] : Enumerable.Range(0, rounds.Length).ToArray();
        var perFold = new Dictionary<(int Round, int Fold), StatValue[]>[needed.Length];
        Parallel.For(0, needed.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var fold = needed[i];
            var active = groups
                .Where(group => shared || rounds[group].Folds.Contains(fold))
                .Select(group => (Group: group, Path: rounds[group].Path(fold, source.Schema)))
                .ToArray();
            perFold[i] = active.ToDictionary(entry => (entry.Group, fold), entry => stats.Select(stat => stat.Start(entry.Path.Output)).ToArray());
            foreach (var block in source.Scan(fold, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var (group, path) in active)
                {
                    var rows = path.Apply(block);
                    foreach (var value in perFold[i][(group, fold)])
                    {
                        value.Add(rows);
                    }
                }
            }
        });

        foreach (var entry in perFold.SelectMany(entries => entries))
        {
            answers.Set(entry.Key.Round, entry.Key.Fold, entry.Value);
        }

        return answers;
    }

    private void Learn(IRowStep step, Answers answers)
    {
        var learns = step.Needs(rounds[0].Schema).Count > 0;
        for (var r = 0; r < rounds.Length; r++)
        {
            var round = rounds[r];
            var schema = round.Schema;
            var main = shared && !learns && r > 0 ? rounds[0].LastStep : step.Fit(schema, answers.For(r, round.Folds));
            round.Add(main);
            foreach (var fold in round.Folds.Folds)
            {
                var cross = step is ICrossFittedStep && learns && round.Folds.Count > 1;
                round.AddTraining(fold, cross ? step.Fit(schema, answers.For(r, round.Folds.Without(fold))) : main);
            }
        }

        shared &= !learns;
    }

    /// <summary>What one round has learned so far.</summary>
    private sealed class Round(FoldSet folds, RowSchema input)
    {
        private readonly List<IFittedStep> steps = [];
        private readonly Dictionary<int, List<IFittedStep>> training = folds.Folds.ToDictionary(fold => fold, _ => new List<IFittedStep>());

        public FoldSet Folds { get; } = folds;

        public RowSchema Schema { get; private set; } = input;

        public IFittedStep LastStep => steps[^1];

        public void Add(IFittedStep step)
        {
            steps.Add(step);
            Schema = step.Bind(Schema).Output;
        }

        public void AddTraining(int fold, IFittedStep step) => training[fold].Add(step);

        public BoundPlan Path(int fold, RowSchema from) =>
            new FittedPlan(from, training.TryGetValue(fold, out var own) ? own : steps).Bind();

        public FittedRound Done(RowSchema from)
        {
            var plan = new FittedPlan(from, steps);
            return new FittedRound(
                Folds,
                plan,
                training.ToDictionary(entry => entry.Key, entry => entry.Value.SequenceEqual(steps) ? plan : new FittedPlan(from, entry.Value)));
        }
    }

    /// <summary>Answers by round and fold; merged for a set of folds in ascending order, so that the result is reproducible.</summary>
    private sealed class Answers(IReadOnlyList<Stat> stats, bool shared)
    {
        private readonly Dictionary<(int Round, int Fold), StatValue[]> values = [];

        public void Set(int round, int fold, StatValue[] answers) => values[(round, fold)] = answers;

        public StatValues For(int round, FoldSet folds)
        {
            if (stats.Count == 0)
            {
                return StatValues.None;
            }

            var merged = new Dictionary<Stat, StatValue>();
            for (var i = 0; i < stats.Count; i++)
            {
                StatValue? total = null;
                foreach (var fold in folds.Folds)
                {
                    if (!values.TryGetValue((shared ? 0 : round, fold), out var answers))
                    {
                        continue;
                    }

                    total ??= answers[i].Empty();
                    total.Merge(answers[i]);
                }

                merged[stats[i]] = total ?? throw new InvalidOperationException($"no fold of round {round} has been scanned");
            }

            return new StatValues(merged);
        }
    }
}
