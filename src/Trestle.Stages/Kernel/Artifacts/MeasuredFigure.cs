namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>A figure of a table.</summary>
/// <param name="Of">What it is, in words that are equal for equal questions: "mean of amount".</param>
/// <param name="Value">The figure.</param>
public sealed record MeasuredFigure(string Of, double Value);
