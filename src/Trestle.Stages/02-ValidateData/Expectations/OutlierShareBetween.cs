using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The share of outliers lies in a range.</summary>
[Description("The share of outliers lies in a range.")]
internal sealed record OutlierShareBetween : NumberMeasure
{
    [Setting(
        "What an outlier is: iqr (beyond the quartiles by more than factor interquartile ranges), z (more than factor standard deviations "
        + "from the mean) or mad (more than factor scaled median absolute deviations from the median).")]
    public OutlierMethod Method { get; init; } = OutlierMethod.Iqr;

    [Setting("How far an outlier is (default: 1.5 for iqr, 3 for z, 3.5 for mad).", Example = "3")]
    [Range(0, double.MaxValue)]
    public double? Factor { get; init; }

    /// <inheritdoc/>
    protected override string Figure => $"share of outliers by {Method.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new Moments(Column), new Quantiles(Column)];

    /// <inheritdoc/>
    protected override double Of(StatValues values) =>
        Outliers.Share(values.Of(new Moments(Column)), values.Of(new Quantiles(Column)), Method, Factor);
}
