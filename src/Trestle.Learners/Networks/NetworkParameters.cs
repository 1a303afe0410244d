using Trestle.Core.Schema;

namespace Trestle.Learners.Networks;

/// <summary>How networks are trained.</summary>
/// <param name="Networks">Networks whose outputs are averaged.</param>
/// <param name="Hidden">Units of each hidden layer.</param>
/// <param name="Epochs">Passes over the rows in the whole schedule.</param>
/// <param name="Rounds">The part of the schedule that is run, of <see cref="MostRounds"/> parts.</param>
/// <param name="Rate">The learning rate, before it falls.</param>
/// <param name="Decay">Weight decay (AdamW).</param>
/// <param name="Dropout">The share of hidden units that are left out at each step.</param>
/// <param name="Smoothing">The share of a label that is spread over all classes.</param>
internal sealed record NetworkParameters(
    int Networks, int Hidden, int Epochs, int Rounds, double Rate, double Decay, double Dropout, double Smoothing)
{
    /// <summary>The parameter for the part of the schedule that is run.</summary>
    public const string RoundsName = "rounds";

    /// <summary>Parts of a schedule: after each the networks may be taken as they are.</summary>
    public const int MostRounds = 16;

    private const string HiddenName = "hidden";
    private const string RateName = "learning_rate";
    private const string DecayName = "weight_decay";
    private const string DropoutName = "dropout";
    private const string SmoothingName = "label_smoothing";

    private const double UsualHidden = 128;
    private const double UsualRate = 0.03;
    private const double UsualDecay = 0.02;
    private const double UsualDropout = 0.1;

    private const long FewestRows = 200;
    private const long MostValues = 5_000_000;

    private static readonly Dictionary<string, ParameterRange> Known = new(StringComparer.Ordinal)
    {
        ["networks"] = new(1, 100, "a whole number, 1 to 100", Whole: true),
        [HiddenName] = new(1, 4096, "a whole number, 1 to 4,096", Whole: true),
        ["epochs"] = new(1, 100_000, "a whole number, 1 to 100,000", Whole: true),
        [RoundsName] = new(1, MostRounds, $"a whole number, 1 to {MostRounds}", Whole: true),
        [RateName] = new(1e-6, 10, "a number from 0.000001 to 10"),
        [DecayName] = new(0, 10, "a number from 0 to 10"),
        [DropoutName] = new(0, 0.9, "a number from 0 to 0.9"),
        [SmoothingName] = new(0, 0.5, "a number from 0 to 0.5"),
    };

    /// <summary>What may be tuned; labels are smoothed where they are classes.</summary>
    public static SearchSpace Space(TaskKind task) => new(
    [
        new(RateName, 0.005, 0.1, UsualRate, Log: true, Least: 0.001, Most: 0.3),
        new(DecayName, 1e-3, 0.3, UsualDecay, Log: true, Most: 3),
        new(DropoutName, 0, 0.4, UsualDropout, Most: 0.7),
        new(HiddenName, 32, 256, UsualHidden, Log: true, Whole: true, Least: 16, Most: 512),
        .. task == TaskKind.Regression ? Array.Empty<Dimension>() : [new(SmoothingName, 0, 0.1, 0, Most: 0.3)],
    ]);

    /// <summary>
    /// The defaults; slower and without chance, for what is smooth; smaller and pulled to zero, for small and noisy tables; and larger.
    /// </summary>
    public static IReadOnlyList<Parameters> Portfolio(DataShape shape)
    {
        var space = Space(shape.Task);
        return
        [
            space.Defaults,
            space.With(Set((RateName, 0.01), (DropoutName, 0), (DecayName, 0.01))),
            space.With(Set((HiddenName, 64), (DropoutName, 0.3), (DecayName, 0.2), (SmoothingName, 0.03))),
            space.With(Set((HiddenName, 256), (RateName, 0.02), (DropoutName, 0.2))),
        ];
    }

    /// <summary>Few rows tell a network little, and many take it long.</summary>
    public static string? Unsuited(DataShape shape) => shape.Rows < FewestRows ? $"fewer than {FewestRows} rows tell it little"
        : shape.Rows * shape.Features > MostValues ? $"{shape.Rows} × {shape.Features} values take it too long" : null;

    /// <summary>How much work a fit is, compared with others on the same rows.</summary>
    public static double Work(Parameters parameters)
    {
        var hidden = parameters.Get(HiddenName, UsualHidden);
        return hidden * (100 + hidden) * parameters.Get("networks", 1) * parameters.Get("epochs", 1);
    }

    /// <summary>Passes over this many rows unless <c>epochs</c> says otherwise: more of few rows, where each costs little.</summary>
    public static int UsualEpochs(long rows) => (int)Math.Clamp(Math.Round(800_000.0 / Math.Max(1, rows)), 8, 40);

    /// <summary>Networks unless <c>networks</c> says otherwise: several where few rows make one of them depend on chance.</summary>
    public static int UsualNetworks(long rows) => rows < 2000 ? 4 : 2;

    /// <summary>The training that parameters describe; unknown names and values outside their range are errors.</summary>
    public static NetworkParameters Of(string learner, Parameters parameters, TrainingSet train)
    {
        ParameterRange.Check(learner, Known, parameters);
        return new NetworkParameters(
            (int)parameters.Get("networks", UsualNetworks(train.Rows)),
            Matrices.Padded((int)parameters.Get(HiddenName, UsualHidden)),
            (int)parameters.Get("epochs", UsualEpochs(train.Rows)),
            (int)parameters.Get(RoundsName, MostRounds),
            parameters.Get(RateName, UsualRate),
            parameters.Get(DecayName, UsualDecay),
            parameters.Get(DropoutName, UsualDropout),
            train.Task == TaskKind.Regression ? 0 : parameters.Get(SmoothingName, 0));
    }

    private static IEnumerable<KeyValuePair<string, double>> Set(params IEnumerable<(string Name, double Value)> values) =>
        values.Select(value => KeyValuePair.Create(value.Name, value.Value));
}
