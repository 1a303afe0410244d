using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Numbers;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds columns <c>x.cluster.1</c> …, named after the first column: how far a row is from the middle of each of some clusters of the
/// training rows (k-means), such as the towns that coordinates lie around. They are learned from at most 20,000 different rows; rows with a
/// gap have no distances.
/// </summary>
public sealed record Clusters : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "clusters";

    private const int MostClusters = 1000;
    private const int LearnedRows = 20_000;

    /// <inheritdoc/>
    [Setting("Number columns that rows are clustered by; must be given.", Example = "[latitude, longitude]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many clusters there are.</summary>
    [Setting("Number of clusters, and of new columns.", Example = "20")]
    public int Count { get; init; } = 8;

    /// <summary>Whether the columns count alike.</summary>
    [Setting("Whether columns are first scaled to a standard deviation of 1; not for coordinates.", Example = "false")]
    public bool Standardise { get; init; } = true;

    /// <summary>The seed of the first middles.</summary>
    [Setting("Seed of the search for clusters.", Example = "7")]
    public int Seed { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input)
    {
        var chosen = Chosen(input);
        return [new RowSketch(chosen, LearnedRows), .. chosen.Select(column => new Moments(column))];
    }

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        if (Count is < 1 or > MostClusters)
        {
            throw new TrestleException(RowErrors.BadSetting(Name, "count", $"{Count} clusters", $"1 to {MostClusters} clusters"));
        }

        var chosen = Chosen(input);
        Scaling[] scales =
        [
            .. chosen.Select(column => values.Of(new Moments(column)) is var moments && Standardise
                ? Scaling.Safe(column, moments.Mean, Math.Sqrt(moments.PopulationVariance)) : new Scaling(column, 0, 1)),
        ];
        (double[] Row, long Rows)[] rows =
        [
            .. values.Of(new RowSketch(chosen, LearnedRows)).Rows().Where(row => row.Row.All(double.IsFinite))
                .Select(row => (row.Row.Select((value, i) => (value - scales[i].Center) / scales[i].Scale).ToArray(), row.Rows)),
        ];
        return new FittedClusters(scales, KMeans.Middles(rows, Count, chosen.Count, Seed));
    }

    private IReadOnlyList<string> Chosen(RowSchema input) =>
        ColumnChoice.Of(ColumnKind.Number, ColumnChoice.Required(Columns, input, Name), input, Name) is { Count: > 0 } chosen
            ? chosen : throw new TrestleException(RowErrors.BadSetting(Name, "columns", "no columns", "at least one column"));
}

/// <summary>A fitted <see cref="Clusters"/>: the middle of each cluster after scaling.</summary>
public sealed record FittedClusters(IReadOnlyList<Scaling> Columns, IReadOnlyList<IReadOnlyList<double>> Middles) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Columns.All(column => has(column.Column)) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Columns.Count == 0 || Middles.Count == 0 || Middles.Any(middle => middle.Count != Columns.Count))
        {
            throw new TrestleException(RowErrors.BadPlan($"a cluster of '{Clusters.Name}' does not have one number per column"));
        }

        var binder = new StepBinder(input, Clusters.Name);
        int[] positions = [.. Columns.Select(column => binder.Find(column.Column, ColumnKind.Number))];
        return binder.AddFromAll(
            positions,
            [.. Enumerable.Range(1, Middles.Count).Select(n => new Column($"{Columns[0].Column}.cluster.{n}", ColumnKind.Number))],
            block => Distances(block, positions)).Done();
    }

    private Array[] Distances(RowBlock block, int[] positions)
    {
        var distances = new double[Middles.Count][];
        for (var n = 0; n < distances.Length; n++)
        {
            distances[n] = new double[block.Rows];
            for (var i = 0; i < positions.Length; i++)
            {
                var values = block.Numbers(positions[i]);
                for (var row = 0; row < values.Length; row++)
                {
                    var apart = ((values[row] - Columns[i].Center) / Columns[i].Scale) - Middles[n][i];
                    distances[n][row] += apart * apart;
                }
            }

            for (var row = 0; row < block.Rows; row++)
            {
                var distance = Math.Sqrt(distances[n][row]);
                distances[n][row] = double.IsFinite(distance) ? distance : double.NaN;
            }
        }

        return distances;
    }
}
