using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Scales number columns to a mean of 0 and a (population) standard deviation of 1; constant columns become 0.</summary>
public sealed record ScaleStandard : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "scale-standard";

    /// <inheritdoc/>
    [Setting("Number columns to scale; all of them when left out.", Example = "[age, income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Moments(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedScaleStandard([.. Chosen(input).Select(column => Learn(column, values.Of(new Moments(column))))]);

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private static Scaling Learn(string column, MomentsValue moments) =>
        Scaling.Safe(column, moments.Mean, Math.Sqrt(moments.PopulationVariance));
}

/// <summary>A fitted <see cref="ScaleStandard"/>.</summary>
public sealed record FittedScaleStandard(IReadOnlyList<Scaling> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => Scaling.Bind(Columns, input, ScaleStandard.Name);
}
