namespace Trestle.Learners.Additive;

/// <summary>How an additive model is learned.</summary>
/// <param name="Rate">How much of each step is taken.</param>
/// <param name="Leaves">Pieces of the function by which a shape changes in a step.</param>
/// <param name="MinLeaf">Least number of training rows in a piece.</param>
/// <param name="Penalty">What is added to the second derivatives of a piece, which draws its step to zero.</param>
/// <param name="Pairs">Pairs of features that have a table together.</param>
/// <param name="Rounds">Most rounds; null where nothing is given.</param>
internal sealed record AdditiveParameters(double Rate, int Leaves, int MinLeaf, double Penalty, int Pairs, int? Rounds)
{
    public const string RoundsName = "rounds";

    /// <summary>Passes over all features in a round.</summary>
    public const int Passes = 4;

    /// <summary>Most rounds with validation rows, and rounds without.</summary>
    public const int MostRounds = 200;
    public const int UsualRounds = 60;

    private const string RateName = "learning_rate";
    private const string LeavesName = "max_leaves";
    private const string LeafName = "min_samples_leaf";
    private const string PenaltyName = "reg_lambda";
    private const string PairsName = "interactions";
    private const long MostValues = 20_000_000;

    private static readonly Dictionary<string, ParameterRange> Known = new(StringComparer.Ordinal)
    {
        [RateName] = new(1e-4, 1, "a number from 0.0001 to 1"),
        [LeavesName] = new(2, 16, "a whole number, 2 to 16", Whole: true),
        [LeafName] = new(1, int.MaxValue, "a whole number, 1 or more", Whole: true),
        [PenaltyName] = new(0, 1e9, "a number from 0 to 1,000,000,000"),
        [PairsName] = new(0, 100, "a whole number, 0 to 100", Whole: true),
        [RoundsName] = new(1, 10_000, "a whole number, 1 to 10,000", Whole: true),
    };

    /// <summary>Why a table is too large to be learned by passes over all features.</summary>
    public static string? Unsuited(DataShape shape) =>
        shape.Rows * shape.Features * Math.Max(1, shape.Classes) > MostValues
            ? $"{shape.Rows} × {shape.Features} values{(shape.Classes > 2 ? $" of {shape.Classes} classes" : "")} take it too long"
            : null;

    /// <summary>What may be tuned.</summary>
    public static SearchSpace Space(long rows, int features) => new(
    [
        new(RateName, 0.01, 0.3, 0.08, Log: true, Least: 0.002, Most: 0.5),
        new(LeavesName, 2, 6, 3, Whole: true, Most: 16),
        new(LeafName, 2, Math.Clamp(rows / 20, 5, 200), Math.Clamp(rows / 200, 3, 20), Log: true, Whole: true, Least: 1, Most: 2000),
        new(PenaltyName, 0.01, 100, 1, Log: true, Most: 10_000),
        new(PairsName, 0, features < 2 ? 0 : Math.Min(20, features * (features - 1) / 2), features < 2 ? 0 : Math.Min(5, features - 1),
            Whole: true),
    ]);

    /// <summary>The defaults, without pairs, with strong penalties, and with many pairs.</summary>
    public static IReadOnlyList<Parameters> Portfolio(DataShape shape)
    {
        var space = Space(shape.Rows, shape.Features);
        Parameters[] all =
        [
            space.Defaults,
            space.With(KeyValuePair.Create(PairsName, 0.0)),
            space.With(KeyValuePair.Create(PairsName, 12.0), KeyValuePair.Create(RateName, 0.05)),
            space.With(
                KeyValuePair.Create(LeavesName, 2.0), KeyValuePair.Create(PenaltyName, 20.0), KeyValuePair.Create(PairsName, 0.0)),
        ];
        return [.. all.DistinctBy(parameters => parameters.ToString())];
    }

    /// <summary>How much work a fit is: more passes with smaller steps, more of them with pairs.</summary>
    public static double Work(Parameters parameters) => (5 + (1 / parameters.Get(RateName, 0.08))) * (20 + parameters.Get(PairsName, 5));

    /// <summary>The learning that parameters describe; unknown names and values outside their range are errors.</summary>
    public static AdditiveParameters Of(Parameters parameters)
    {
        ParameterRange.Check(AdditiveLearner.LearnerName, Known, parameters);
        return new AdditiveParameters(
            parameters.Get(RateName, 0.08),
            (int)parameters.Get(LeavesName, 3),
            (int)parameters.Get(LeafName, 5),
            parameters.Get(PenaltyName, 1),
            (int)parameters.Get(PairsName, 5),
            parameters.TryGetValue(RoundsName, out var rounds) ? (int)rounds : null);
    }
}
