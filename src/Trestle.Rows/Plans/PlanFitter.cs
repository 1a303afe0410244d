using System.Runtime.ExceptionServices;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Plans;

/// <summary>Fits one plan for several rounds; see <see cref="RowPlan.Fit"/>.</summary>
internal sealed class PlanFitter
{
    private readonly IReadOnlyList<IRowStep> steps;
    private readonly IRowSource source;
    private readonly Round[] rounds;

    /// <summary>Whether all rounds still have the same fitted steps, so that one path serves all.</summary>
    private bool shared = true;

    public PlanFitter(RowPlan plan, IRowSource source, IReadOnlyList<FoldSet> rounds)
    {
        var known = FoldSet.Of(source.Folds);
        foreach (var folds in rounds)
        {
            if (folds.Count == 0 || (folds.Bits & ~known.Bits) != 0)
            {
                throw new ArgumentException(
                    $"a round of the folds [{string.Join(", ", folds.Folds)}] of a source with [{string.Join(", ", source.Folds)}]",
                    nameof(rounds));
            }
        }

        steps = plan.Steps;
        this.source = source;
        this.rounds = [.. rounds.Select(folds => new Round(folds, source.Schema))];
    }

    public IReadOnlyList<FittedRound> Run(CancellationToken cancellation)
    {
        for (var at = 0; at < steps.Count && rounds.Length > 0;)
        {
            var wave = Wave(at);
            var answers = Scan(wave, cancellation);
            foreach (var step in wave)
            {
                Learn(step, answers);
            }

            at += wave.Count;
        }

        return [.. rounds.Select(round => round.Done())];
    }

    private bool Learns(IRowStep step) => rounds.Any(round => step.Needs(round.Schema).Count > 0);

    /// <summary>
    /// The next steps that look only at columns that no earlier step in the wave touches. A step that learns nothing needs no
    /// scan, so at the front it is a wave of its own and the next wave begins with its output columns.
    /// </summary>
    private List<IRowStep> Wave(int at)
    {
        var first = steps[at];
        var wave = new List<IRowStep> { first };
        if (first.Columns is null || !Learns(first))
        {
            return wave;
        }

        var touched = new HashSet<string>(first.Columns, StringComparer.Ordinal);
        foreach (var step in steps.Skip(at + 1))
        {
            if (step.Columns is null || step.Reads is not { } read
                || read.Any(column => touched.Contains(column) || rounds.Any(round => round.Schema.Find(column) < 0)))
            {
                break;
            }

            touched.UnionWith(step.Columns);
            wave.Add(step);
        }

        return wave;
    }

    /// <summary>
    /// Answers all questions of a wave in one scan, separately for each round (one for all while they are the same) and fold.
    /// </summary>
    private Answers Scan(IReadOnlyList<IRowStep> wave, CancellationToken cancellation)
    {
        var answers = new Answers(shared);
        var stats = rounds
            .Take(shared ? 1 : rounds.Length)
            .Select(round => wave.SelectMany(step => step.Needs(round.Schema)).Distinct().ToArray())
            .ToArray();
        if (stats.All(questions => questions.Length == 0))
        {
            return answers;
        }

        var folds = source.Folds.Where(fold => rounds.Any(round => round.Folds.Contains(fold))).ToArray();
        var scanned = new IReadOnlyList<Answer>[folds.Length];
        try
        {
            Parallel.For(
                0, folds.Length, new ParallelOptions { CancellationToken = cancellation },
                i => scanned[i] = Scan(folds[i], stats, cancellation));
        }
        catch (AggregateException failed)
        {
            ExceptionDispatchInfo.Throw(failed.Flatten().InnerExceptions[0]);
        }

        answers.Add(scanned.SelectMany(found => found));
        return answers;
    }

    private List<Answer> Scan(int fold, Stat[][] stats, CancellationToken cancellation)
    {
        var paths = Enumerable.Range(0, stats.Length)
            .Where(r => shared || rounds[r].Folds.Contains(fold))
            .Select(r => (Round: r, Plan: rounds[r].Path(fold)))
            .Select(
                path => (
                    path.Plan,
                    Answers: stats[path.Round].Select(stat => new Answer(path.Round, fold, stat, stat.Start(path.Plan.Output))).ToArray()))
            .ToArray();
        foreach (var block in source.Scan(fold, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (plan, answers) in paths)
            {
                var rows = plan.Apply(block);
                foreach (var answer in answers)
                {
                    answer.Value.Add(rows);
                }
            }
        }

        return [.. paths.SelectMany(path => path.Answers)];
    }

    private void Learn(IRowStep step, Answers answers)
    {
        var learns = Learns(step);
        var crossed = learns && step is ICrossFittedStep;
        for (var r = 0; r < rounds.Length; r++)
        {
            var round = rounds[r];
            if (crossed && round.Folds.Count == 1)
            {
                throw new TrestleException(RowErrors.SingleFold(StepCatalog.NameOf(step)));
            }

            var schema = round.Schema;
            var needs = step.Needs(schema);
            IFittedStep From(FoldSet folds) => step.Fit(schema, answers.Of(r, needs, folds));
            var main = shared && !learns && r > 0 ? rounds[0].LastStep : From(round.Folds);
            round.Add(main, fold => crossed ? From(round.Folds.Without(fold)) : main);
        }

        shared &= !learns;
    }

    /// <summary>What one round has learned so far.</summary>
    private sealed class Round(FoldSet folds, RowSchema source)
    {
        private readonly RowSchema actual = source;
        private readonly RowSchema input = new(source.Columns.Where(column => !ReservedColumns.Contains(column.Name)));
        private readonly List<IFittedStep> steps = [];
        private readonly Dictionary<int, List<IFittedStep>> training = folds.Folds.ToDictionary(fold => fold, _ => new List<IFittedStep>());
        private bool crossed;

        public FoldSet Folds { get; } = folds;

        /// <summary>The columns after the steps so far.</summary>
        public RowSchema Schema { get; private set; } = source;

        public IFittedStep LastStep => steps[^1];

        /// <summary>Adds a step and, for each learned fold, the step that its rows go through.</summary>
        public void Add(IFittedStep step, Func<int, IFittedStep> ofFold)
        {
            steps.Add(step);
            Schema = step.Bind(Schema).Output;
            foreach (var (fold, own) in training)
            {
                own.Add(ofFold(fold));
                crossed |= !ReferenceEquals(own[^1], step);
            }
        }

        /// <summary>The path of a fold's rows through the steps so far.</summary>
        public BoundPlan Path(int fold) => new FittedPlan(input, training.GetValueOrDefault(fold, steps)).Bind(actual);

        public FittedRound Done()
        {
            var plan = new FittedPlan(input, steps);
            return new FittedRound(
                Folds, plan, training.ToDictionary(entry => entry.Key, entry => crossed ? new FittedPlan(input, entry.Value) : plan));
        }
    }

    /// <summary>The answer of one fold's rows, on the path of one round, to a question.</summary>
    private sealed record Answer(int Round, int Fold, Stat Stat, StatValue Value);

    /// <summary>
    /// The answers to the questions of a wave; merged for a set of folds in ascending order, so that the result is reproducible.
    /// </summary>
    private sealed class Answers(bool shared)
    {
        private readonly Dictionary<(int Round, int Fold, Stat Stat), StatValue> values = [];

        public void Add(IEnumerable<Answer> answers)
        {
            foreach (var answer in answers)
            {
                values.Add((answer.Round, answer.Fold, answer.Stat), answer.Value);
            }
        }

        public StatValues Of(int round, IReadOnlyList<Stat> stats, FoldSet folds) =>
            new(stats.Distinct().ToDictionary(stat => stat, stat => Merged(shared ? 0 : round, stat, folds)));

        private StatValue Merged(int round, Stat stat, FoldSet folds)
        {
            StatValue? merged = null;
            foreach (var fold in folds.Folds)
            {
                var value = values[(round, fold, stat)];
                merged ??= value.Empty();
                merged.Merge(value);
            }

            return merged ?? throw new InvalidOperationException("a round learns from at least one fold");
        }
    }
}
