using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Texts;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds columns <c>x.pca.1</c> …, named after the first column: the directions in which the training rows differ most (principal
/// components; Jolliffe 2002), from all of the columns. Rows with a gap are not learned from; in other rows a gap counts as the mean.
/// </summary>
public sealed record Pca : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "pca";

    private const int MostColumns = 500;

    /// <inheritdoc/>
    [Setting("Number columns to combine (default: all).", Example = "[height, width, depth]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many components are added.</summary>
    [Setting("New columns, those in which rows differ most first; at most as many as there are columns.", Example = "3")]
    public int Components { get; init; } = 5;

    /// <summary>Whether the columns count alike.</summary>
    [Setting("Whether columns are first scaled to a standard deviation of 1, so that each counts alike.", Example = "false")]
    public bool Standardise { get; init; } = true;

    /// <summary>Whether to keep the columns.</summary>
    [Setting("Whether to keep the columns.", Example = "false")]
    public bool KeepSource { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [new Covariances(Chosen(input))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = Chosen(input);
        var (size, moments) = (chosen.Count, values.Of(new Covariances(chosen)));
        var scales = Enumerable.Range(0, size).Select(i => Standardise ? Math.Sqrt(moments.Covariance(i, i)) : 1)
            .Select((scale, i) => Scaling.Safe(chosen[i], moments.Means[i], scale)).ToArray();
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                var value = moments.Covariance(i, j) / scales[i].Scale / scales[j].Scale;
                matrix[(i * size) + j] = double.IsFinite(value) ? value : 0;
            }
        }

        var (_, vectors) = SymmetricEigen.Of(matrix, size);
        return new FittedPca(
            scales, [.. Enumerable.Range(0, Math.Min(Components, size)).Select(v => Direction(vectors, size, v))], KeepSource);
    }

    private IReadOnlyList<string> Chosen(RowSchema input)
    {
        var chosen = ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);
        return chosen.Count is < 1 or > MostColumns || Components < 1
            ? throw new TrestleException(RowErrors.BadSetting(
                Name, "columns and components", $"{chosen.Count} columns and {Components} components",
                $"1 to {MostColumns} number columns and at least one component"))
            : chosen;
    }

    /// <summary>The largest part of a direction is positive, so that it does not depend on how it was found.</summary>
    private static double[] Direction(double[] vectors, int size, int vector)
    {
        double[] direction = [.. Enumerable.Range(0, size).Select(i => vectors[(i * size) + vector])];
        return direction.MaxBy(Math.Abs) < 0 ? Array.ConvertAll(direction, part => -part) : direction;
    }
}

/// <summary>A fitted <see cref="Pca"/>.</summary>
public sealed record FittedPca(IReadOnlyList<Scaling> Columns, IReadOnlyList<IReadOnlyList<double>> Directions, bool KeepSource)
    : FittedProjection(Columns, Directions, KeepSource)
{
    /// <inheritdoc/>
    protected override (string Step, string Suffix) Names => (Pca.Name, "pca");
}
