namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Texts of a column that a step could not read as they stand.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Column">The column.</param>
/// <param name="Remark">What became of them.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Values">The most frequent of them; empty for private columns.</param>
public sealed record RemarkedTexts(string Step, string Column, TextRemark Remark, long Rows, IReadOnlyList<ValueCount> Values);
