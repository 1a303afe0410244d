using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Numbers;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds columns <c>x.projection.1</c> …, named after the first column: sums of the scaled columns with random weights, which keep the
/// distances of rows in few columns (Johnson and Lindenstrauss; normal weights as in scikit-learn's GaussianRandomProjection).
/// </summary>
public sealed record RandomProjection : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "random-projection";

    private const int MostWeights = 10_000_000;

    /// <inheritdoc/>
    [Setting("Number columns to combine (default: all).", Example = "[height, width, depth]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many columns are added.</summary>
    [Setting("New columns.", Example = "50")]
    public int Components { get; init; } = 20;

    /// <summary>The seed of the weights.</summary>
    [Setting("Seed of the weights.", Example = "7")]
    public int Seed { get; init; }

    /// <summary>Whether to keep the columns.</summary>
    [Setting("Whether to keep the columns.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Moments(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = Chosen(input);
        var weight = 1 / Math.Sqrt(Components);
        return new FittedRandomProjection(
            [.. chosen.Select(column => Of(column, values.Of(new Moments(column))))],
            [
                .. Enumerable.Range(0, Components).Select(component => Enumerable.Range(0, chosen.Count)
                    .Select(column => weight * Draw(component, column)).ToArray()),
            ],
            KeepSource);
    }

    private IReadOnlyList<string> Chosen(RowSchema input)
    {
        var chosen = ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);
        return chosen.Count < 1 || Components < 1 || (long)chosen.Count * Components > MostWeights
            ? throw new TrestleException(RowErrors.BadSetting(
                Name, "columns and components", $"{chosen.Count} columns and {Components} components",
                $"at least one of each, and at most {MostWeights} weights"))
            : chosen;
    }

    private static Scaling Of(string column, MomentsValue moments) =>
        Scaling.Safe(column, moments.Mean, Math.Sqrt(moments.PopulationVariance));

    private double Draw(int component, int column)
    {
        var number = SplitMix.Mix(SplitMix.Mix((uint)Seed) + ((ulong)component << 32) + (ulong)column) >> 11;
        return Normal.Quantile((number + 0.5) / (1L << 53));
    }
}

/// <summary>A fitted <see cref="RandomProjection"/>.</summary>
public sealed record FittedRandomProjection(
    IReadOnlyList<Scaling> Columns, IReadOnlyList<IReadOnlyList<double>> Directions, bool KeepSource)
    : FittedProjection(Columns, Directions, KeepSource)
{
    /// <inheritdoc/>
    protected override (string Step, string Suffix) Names => (RandomProjection.Name, "projection");
}
