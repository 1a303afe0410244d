namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>
/// Stage 12: how far a model depends on the rows that happened to be drawn: it is learned again from resampled training rows.
/// </summary>
/// <param name="Refits">How often.</param>
/// <param name="OfClasses">Whether classes are decided, instead of a value predicted.</param>
/// <param name="Figure">
/// Classes: the share of the test rows that are decided otherwise. A value: the mean absolute change of the prediction, as a share of the
/// standard deviation of the true values. The mean of the refits, with the least and the most as its ends.
/// </param>
/// <param name="Change">
/// Mean absolute change of the probability (of several classes: half the sum over the classes), or of the prediction.
/// </param>
/// <param name="Metric">The objective on the test part: the mean of the refits, with the least and the most as its ends.</param>
/// <param name="Deviation">The standard deviation of the objective between refits.</param>
public sealed record StabilityReport(int Refits, bool OfClasses, MetricValue Figure, double Change, MetricValue Metric, double Deviation);
