using System.Globalization;

using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean Tweedie deviance with a variance power p from 1 to 2, both excluded (Jørgensen 1987): amounts of which many are 0, such as
/// claims. The name carries p: <c>tweedie-1.5</c>. NaN when a value is below 0 or a prediction is not above 0.
/// </summary>
public sealed class TweedieDeviance(double power) : IMetric
{
    private const string Prefix = "tweedie-";

    /// <inheritdoc/>
    public string Name => Prefix + power.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string Title => $"mean Tweedie deviance of power {power.ToString("R", CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool OnRequest => true;

    /// <inheritdoc/>
    public Objective Objective => new(Name, LossKind.Tweedie, power);

    /// <inheritdoc/>
    public IMetric? Named(string name) => name.StartsWith(Prefix, StringComparison.Ordinal)
        && double.TryParse(name.AsSpan(Prefix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var other)
        && other is > 1 and < 2
            ? new TweedieDeviance(other)
            : null;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows((label, score) => !(label >= 0 && score > 0)
        ? double.NaN
        : 2 * ((Math.Pow(label, 2 - power) / ((1 - power) * (2 - power))) - (label * Math.Pow(score, 1 - power) / (1 - power))
            + (Math.Pow(score, 2 - power) / (2 - power))));
}
