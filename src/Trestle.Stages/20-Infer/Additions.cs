using Trestle.Learners.Packages;

namespace Trestle.Stages.Infer;

/// <summary>What comes with each prediction besides the probabilities of classes.</summary>
public sealed record Additions
{
    /// <summary>No more than usual.</summary>
    public static Additions None { get; } = new();

    /// <summary>
    /// The level of the interval of a value: columns <c>interval.low</c> and <c>interval.high</c>; null for none.
    /// </summary>
    public double? Interval { get; init; }

    /// <summary>The level of the set of classes: a column <c>set.x</c> for each class x, 1 or 0; null for none.</summary>
    public double? Set { get; init; }

    /// <summary>
    /// Whether the base value and a column <c>contribution_x</c> for each column x that a request brings are written.
    /// </summary>
    public bool Explain { get; init; }

    /// <summary>Refuses a level that the model has no intervals or sets of (TR1310 to TR1312).</summary>
    internal void Check(Scorer scorer)
    {
        Problem?[] problems =
            [Interval is { } level ? scorer.NoInterval(level) : null, Set is { } share ? scorer.NoSet(share) : null];
        if (problems.OfType<Problem>().ToArray() is { Length: > 0 } found)
        {
            throw new TrestleException(found);
        }
    }

    /// <summary>The names of the columns, in order.</summary>
    internal IEnumerable<string> Names(Scorer scorer) =>
    [
        .. Interval is null ? [] : new[] { "interval.low", "interval.high" },
        .. Set is null ? [] : scorer.Package.Contract.Classes.Select(name => $"set.{name}"),
        .. Explain ? scorer.Columns.Select(name => $"contribution_{name}").Prepend("base_value") : [],
    ];

    /// <summary>The values of the columns for a row, without those of explanations.</summary>
    internal IEnumerable<Func<int, double>> Values(Scorer scorer, Scores scores)
    {
        if (Interval is { } level)
        {
            yield return row => scorer.Interval(scores, row, level).Low;
            yield return row => scorer.Interval(scores, row, level).High;
        }

        for (var i = 0; Set is not null && i < scorer.Package.Contract.Classes.Count; i++)
        {
            var position = i;
            yield return row => scorer.InSet(scores, row, position, Set.Value) ? 1 : 0;
        }
    }
}
