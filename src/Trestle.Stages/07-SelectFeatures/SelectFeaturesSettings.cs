using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.SelectFeatures.Methods;

namespace Trestle.Stages.SelectFeatures;

/// <summary>Which features are kept.</summary>
public sealed record SelectFeaturesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SelectFeaturesSettings> Section { get; } = new("select-features");

    [Setting("Features that are always kept.", Example = "[postcode]")]
    public IReadOnlyList<string> Keep { get; init; } = [];

    [Setting("Features that are always dropped.", Example = "[customer_name]")]
    public IReadOnlyList<string> Drop { get; init; } = [];

    [Setting("Maximum share of distinct values in a text feature; above it, the feature is dropped as an identifier.")]
    [Range(0.01, 1)]
    public double MaxDistinctShare { get; init; } = 0.5;

    [Setting("Maximum share of missing values; above it, the feature is dropped.")]
    [Range(0, 1)]
    public double MaxMissing { get; init; } = 0.98;

    [Setting(
        "How to choose among the features that are left, one method after another, learned in the training part of each fold (default: "
        + "no numbers that name rows, no copies, and the 500 best of more than 1,000 features; []: none).",
        Example = "[{correlation: {above: 0.95}}, {univariate: {rate: 0.05}}]")]
    public IReadOnlyList<IFeatureMethod>? Methods { get; init; }

    [Setting(
        "For classes: largest AUC that one column may reach alone, out of fold; above it, a leak is suspected and the run stops "
        + "(1: never).")]
    [Range(0.5, 1)]
    [Formerly("leak")]
    public double MaxTargetAuc { get; init; } = 0.99;

    [Setting(
        "For values: largest R² that one column may reach alone, out of fold; above it, a leak is suspected and the run stops "
        + "(1: never).")]
    [Range(0.5, 1)]
    public double MaxTargetR2 { get; init; } = 0.995;

    [Setting(
        "Columns that may tell the target, each with the reason why they are known when a prediction is made; they are named all the same.",
        Example = "[{column: score, reason: known before the call}]")]
    public IReadOnlyList<AcceptedLeak> AcceptLeak { get; init; } = [];

    /// <summary>
    /// The settings where series are forecast: what is made of the values up to an origin is not a leak, however well it predicts the
    /// target, and the forecasts that a model has to beat stay.
    /// </summary>
    internal SelectFeaturesSettings For(ForecastTable? forecast) => forecast is null ? this : this with
    {
        Keep =
        [
            .. Keep,
            .. new[] { SeriesValue.Naive, SeriesValue.Drift, SeriesValue.Seasonal, SeriesValue.Spread, SeriesValue.Ets }
                .Select(forecast.Shape.Column),
        ],
        AcceptLeak =
        [
            .. AcceptLeak,
            .. forecast.Columns.Select(column => new AcceptedLeak
            {
                Column = column,
                Reason = "it is made of values up to the origin of the forecast",
            }),
        ],
    };
}
