using Trestle.Learners.Trees;

namespace Trestle.Learners.LightGbm;

/// <summary>
/// Rows binned by LightGBM. Every call runs on the calling thread from start to end, because LightGBM keeps state per thread; two
/// learnings may run on two threads at once, one learning fits one model at a time.
/// </summary>
internal sealed class LightGbmLearning : ILearning
{
    /// <summary>Rounds without a better validation metric after which training stops.</summary>
    public const int Patience = 50;

    private readonly TrainingSet train;
    private readonly LearningOptions options;
    private readonly DatasetHandle rows;
    private readonly DatasetHandle? validation;
    private readonly Lock fitting = new();

    private LightGbmLearning(TrainingSet train, LearningOptions options, DatasetHandle rows, DatasetHandle? validation)
    {
        this.train = train with { Blocks = [] };
        this.options = options;
        this.rows = rows;
        this.validation = validation;
    }

    /// <summary>Bins the rows; the blocks are not kept.</summary>
    public static LightGbmLearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        var binning = LightGbmParameters.ForDataset(train, options);
        using var threads = NativeThreads.Use(options.Threads, CancellationToken.None);
        Native.Prepare();
        DatasetHandle? rows = null;
        try
        {
            rows = DatasetHandle.Create(train, binning, reference: null);
            rows.SetFeatureNames(train.Features.Columns.Select(column => FeatureNames.Escape(column.Name)));
            var validation = validate is null ? null : DatasetHandle.Create(validate, binning, rows);
            return new LightGbmLearning(train, options, rows, validation);
        }
        catch
        {
            rows?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        LightGbmParameters.Check(parameters);
        lock (fitting)
        {
            using var threads = NativeThreads.Use(options.Threads, cancellation);
            cancellation.ThrowIfCancellationRequested();
            Native.Prepare();
            using var booster = BoosterHandle.Create(rows, validation, LightGbmParameters.ForBooster(parameters, train, options));
            var (rounds, ended) = validation is null
                ? (Train(booster, (int)parameters.Get("num_iterations", LightGbmParameters.Rounds), cancellation), false)
                : TrainUntilBest(
                    booster, LightGbmObjective.Of(train.Task, options.Objective).HigherIsBetter ? -1 : 1,
                    (int)parameters.Get("num_iterations", LightGbmParameters.MostRounds), options.Enough, cancellation);
            return new Learned(TreeText.Read(booster.Save(booster.Rounds)), rounds) { EndedAt = ended ? booster.Rounds : null };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        validation?.Dispose();
        rows.Dispose();
    }

    private static int Train(BoosterHandle booster, int rounds, CancellationToken cancellation)
    {
        do
        {
            cancellation.ThrowIfCancellationRequested();
        }
        while (booster.Update() && booster.Rounds < rounds);

        return booster.Rounds;
    }

    private static (int Best, bool Ended) TrainUntilBest(
        BoosterHandle booster, int sign, int most, Func<bool>? enough, CancellationToken cancellation)
    {
        var (best, loss) = (1, double.PositiveInfinity);
        bool grew;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            grew = booster.Update();
            if (grew && sign * booster.ValidationMetric() is var current && current < loss)
            {
                (best, loss) = (booster.Rounds, current);
            }

            if (grew && enough?.Invoke() == true)
            {
                return (best, true);
            }
        }
        while (grew && booster.Rounds < Math.Min(most, best + Patience));

        return (best, false);
    }
}
