namespace Trestle.Stages.Train;

/// <summary>A parameter set on its way through the rounds of cross-validation.</summary>
internal sealed class Attempt(int number, Parameters parameters, int rounds)
{
    private readonly Lock gate = new();

    /// <summary>Number of the trial.</summary>
    public int Number { get; } = number;

    /// <summary>The parameters.</summary>
    public Parameters Parameters { get; } = parameters;

    /// <summary>The model of each round; null where there is none yet.</summary>
    public Learned?[] Learned { get; } = new Learned?[rounds];

    /// <summary>Seconds that the fits took, one after another.</summary>
    public double Seconds { get; private set; }

    /// <summary>What ended the trial; null while it goes on.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the time ended before the trial did.</summary>
    public bool OutOfTime { get; private set; }

    /// <summary>Whether further rounds may be run.</summary>
    public bool Alive => Failure is null && !OutOfTime;

    /// <summary>The rounds with a model, in their order.</summary>
    public int[] Done => [.. Enumerable.Range(0, Learned.Length).Where(round => Learned[round] is not null)];

    /// <summary>Rounds of learning on each round where time ended it; null when it ended none.</summary>
    public IReadOnlyList<int?>? EndedAt => Learned.All(learned => learned?.EndedAt is null)
        ? null
        : [.. Learned.Select(learned => learned?.EndedAt)];

    /// <summary>Takes the model of a round.</summary>
    public void Add(int round, Learned learned, TimeSpan took)
    {
        lock (gate)
        {
            Learned[round] = learned;
            Seconds += took.TotalSeconds;
        }
    }

    /// <summary>Ends the trial; the first failure counts.</summary>
    public void Fail(Exception failure)
    {
        lock (gate)
        {
            Failure ??= failure;
        }
    }

    /// <summary>Ends the trial for lack of time.</summary>
    public void RunOut() => OutOfTime = true;

    /// <summary>The median number of rounds over the rounds that are done.</summary>
    public int MedianRounds => Median([.. Done.Select(round => Learned[round]!.Rounds)]);

    /// <summary>
    /// The model of a round as it is scored: with the median number of rounds of the others, so that its own rows have no part in that
    /// number.
    /// </summary>
    public IModel Model(int round)
    {
        var others = Done.Where(other => other != round).Select(other => Learned[other]!.Rounds).ToArray();
        return Learned[round]!.Model.AtRounds(others.Length == 0 ? Learned[round]!.Rounds : Median(others));
    }

    private static int Median(int[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
