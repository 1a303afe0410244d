using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>What is made of two numbers.</summary>
public enum PairOperation
{
    /// <summary>The first divided by the second, <c>a.per.b</c>; no value where the second is 0.</summary>
    Ratio,

    /// <summary>Their product, <c>a.times.b</c>.</summary>
    Product,

    /// <summary>The first less the second, <c>a.minus.b</c>.</summary>
    Difference,

    /// <summary>Their sum, <c>a.plus.b</c>.</summary>
    Sum,
}

/// <summary>Adds ratios, products, differences or sums of each two of some number columns.</summary>
public sealed record Pairs : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "pairs";

    private const int MostPairs = 10_000;

    /// <inheritdoc/>
    [Setting("Number columns, each two of which are combined, the first named first (default: all).", Example = "[charges, tenure]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What is made of each two.</summary>
    [Setting("What is made of each two: ratio, product, difference, sum.", Example = "[ratio, difference]")]
    public IReadOnlyList<PairOperation> Operations { get; init; } = [PairOperation.Ratio];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);
        var many = (long)chosen.Count * (chosen.Count - 1) / 2;
        return many * Operations.Distinct().Count() <= MostPairs
            ? new FittedPairs(
                [
                    .. from first in Enumerable.Range(0, chosen.Count)
                       from second in Enumerable.Range(first + 1, chosen.Count - first - 1)
                       from operation in Operations.Distinct()
                       select new NumberPair(chosen[first], chosen[second], operation),
                ])
            : throw new TrestleException(RowErrors.BadSetting(
                Name, "columns", $"{many * Operations.Distinct().Count()} new columns", $"at most {MostPairs}: name fewer columns"));
    }
}

/// <summary>Two numbers and what is made of them.</summary>
public sealed record NumberPair(string First, string Second, PairOperation Operation);

/// <summary>A fitted <see cref="Pairs"/>; NaN where one of the two is NaN, or the result is too large for a number.</summary>
public sealed record FittedPairs(IReadOnlyList<NumberPair> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(pair => has(pair.First) && has(pair.Second)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Pairs.Name);
        foreach (var (first, second, operation) in Columns)
        {
            int[] positions = [binder.Find(first, ColumnKind.Number), binder.Find(second, ColumnKind.Number)];
            var name = $"{first}.{Word(operation)}.{second}";
            binder.AddFromAll(
                positions, [new Column(name, ColumnKind.Number)],
                block => [Combine(block.Numbers(positions[0]), block.Numbers(positions[1]), operation)]);
        }

        return binder.Done();
    }

    private static string Word(PairOperation operation) => operation switch
    {
        PairOperation.Ratio => "per",
        PairOperation.Product => "times",
        PairOperation.Difference => "minus",
        _ => "plus",
    };

    private static double[] Combine(ReadOnlySpan<double> first, ReadOnlySpan<double> second, PairOperation operation)
    {
        var made = GC.AllocateUninitializedArray<double>(first.Length);
        for (var i = 0; i < made.Length; i++)
        {
            var value = operation switch
            {
                PairOperation.Ratio => first[i] / second[i],
                PairOperation.Product => first[i] * second[i],
                PairOperation.Difference => first[i] - second[i],
                _ => first[i] + second[i],
            };
            made[i] = double.IsFinite(value) ? value : double.NaN;
        }

        return made;
    }
}
