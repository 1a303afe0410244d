using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Scales number columns to a mean of 0 and a (population) standard deviation of 1; constant columns become 0.</summary>
[Formerly("scale-standard")]
public sealed record StandardScale : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "standard-scale";

    /// <inheritdoc/>
    [Setting("Number columns to scale (default: all).", Example = "[age, income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Moments(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedStandardScale([.. Chosen(input).Select(column => Learn(column, values.Of(new Moments(column))))]);

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private static Scaling Learn(string column, MomentsValue moments) =>
        Scaling.Safe(column, moments.Mean, Math.Sqrt(moments.PopulationVariance));
}

/// <summary>A fitted <see cref="StandardScale"/>.</summary>
public sealed record FittedStandardScale(IReadOnlyList<Scaling> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => Scaling.Bind(Columns, input, StandardScale.Name);
}
