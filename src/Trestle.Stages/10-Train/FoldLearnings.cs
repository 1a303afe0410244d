using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// The rounds of cross-validation, ready to learn: the rows of each are prepared once (binned, say) for all trials, while all fit into
/// memory; otherwise those of one round at a time. Each round learns one model at a time.
/// </summary>
internal sealed class FoldLearnings : IDisposable
{
    /// <summary>The share of a unit's memory that prepared rows may take.</summary>
    private const double MemoryShare = 0.35;

    private readonly Fold[] folds;
    private readonly Lazy<bool> fits;

    /// <summary>Rows are prepared at the first fit.</summary>
    public FoldLearnings(TrainingRows rows, LearningOptions options, long memory, TimeProvider clock)
    {
        folds = [.. rows.Rounds.Select((_, round) => new Fold(rows, round, options, clock))];
        fits = new Lazy<bool>(() => Bytes() <= MemoryShare * memory);
    }

    /// <summary>Number of rounds.</summary>
    public int Count => folds.Length;

    /// <summary>Learns a model on a round; learning ends early at the timestamp <paramref name="until"/>, if there is one.</summary>
    public Learned Fit(int round, Parameters parameters, long? until, CancellationToken cancellation) =>
        folds[round].Fit(parameters, until, cancellation);

    /// <summary>The scores of the rows that a round validates on.</summary>
    public ScoredRows Score(int round, IModel model, CancellationToken cancellation) => folds[round].Score(model, cancellation);

    /// <summary>Whether the prepared rows of all rounds fit into memory.</summary>
    public bool FitIntoMemory => fits.Value;

    /// <summary>Forgets the rows of all rounds but one, unless all fit into memory.</summary>
    public void KeepOnly(int round)
    {
        for (var other = 0; other < folds.Length && !fits.Value; other++)
        {
            if (other != round)
            {
                folds[other].Forget();
            }
        }
    }

    /// <summary>What the prepared rows of all rounds take: 8 bytes for a value of each, which no learner exceeds by much.</summary>
    private double Bytes()
    {
        var first = folds[0].Validation(CancellationToken.None);
        var width = first.Blocks.Count == 0 ? 1 : first.Blocks[0].Schema.Count;
        return (double)first.Rows.Length * width * folds.Length * folds.Length * sizeof(double);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(folds, fold => fold.Forget());

    private sealed class Fold(TrainingRows rows, int round, LearningOptions options, TimeProvider clock)
    {
        private readonly Lock gate = new();
        private long until = long.MaxValue;
        private ILearning? learning;
        private FeatureRows? validation;

        public Learned Fit(Parameters parameters, long? end, CancellationToken cancellation)
        {
            lock (gate)
            {
                until = end ?? long.MaxValue;
                learning ??= rows.Begin(
                    rows.Maker.Training(rows.Fitted[round], cancellation),
                    rows.Maker.IsThinned ? rows.Maker.Stopping(rows.Fitted[round], rows.Rounds[round].Validate, cancellation)
                        : rows.Maker.Set([Validation(cancellation)]),
                    options with { Enough = () => until != long.MaxValue && clock.GetTimestamp() >= until });
                return learning.Fit(parameters, cancellation);
            }
        }

        public ScoredRows Score(IModel model, CancellationToken cancellation)
        {
            var part = Validation(cancellation);
            return new ScoredRows(rows.Rounds[round].Number, part.Rows, part.Labels, Scoring.Score(model, part.Blocks), model.Outputs)
            {
                Weights = part.Weights,
                Dependence = part.Dependence,
                Amounts = part.Amounts,
            };
        }

        public FeatureRows Validation(CancellationToken cancellation)
        {
            lock (gate)
            {
                return validation ??= rows.Maker.Validation(rows.Fitted[round], rows.Rounds[round].Validate, cancellation);
            }
        }

        public void Forget()
        {
            lock (gate)
            {
                learning?.Dispose();
                (learning, validation) = (null, null);
            }
        }
    }
}
