using System.Globalization;

using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean quantile (pinball) loss: an error costs q where the value is higher than predicted, and 1 − q where it is lower, so it is least
/// when a share of q of the rows is below the prediction (Koenker, Bassett 1978). The name carries q: <c>quantile-0.9</c>.
/// </summary>
public sealed class QuantileLoss(double quantile) : IMetric
{
    private const string Prefix = "quantile-";

    /// <inheritdoc/>
    public string Name => Prefix + quantile.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string Title => $"quantile loss at {quantile.ToString("R", CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool OnRequest => true;

    /// <inheritdoc/>
    public Objective Objective => new(Name, LossKind.Quantile, quantile);

    /// <inheritdoc/>
    public IMetric? Named(string name) => name.StartsWith(Prefix, StringComparison.Ordinal)
        && double.TryParse(name.AsSpan(Prefix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var other)
        && other is > 0 and < 1
            ? new QuantileLoss(other)
            : null;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows(
        (label, score) => Math.Max(quantile * (label - score), (1 - quantile) * (score - label)));
}
