namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 12: what the objective loses on the test part when the rows are changed.</summary>
/// <param name="Change">noise, missing or shift.</param>
/// <param name="Column">The column that was shifted: of those that were tried the one with the largest loss. Null otherwise.</param>
/// <param name="Loss">How much worse the objective is than on the rows as they are, above 0 where it is worse.</param>
public sealed record RobustnessFigure(string Change, string? Column, MetricValue Loss);
