namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>A row of the source that could not be read, or that breaks the contract.</summary>
/// <param name="Row">Number of the row in the snapshot, from 1; null when the row could not be read at all.</param>
/// <param name="Line">Line in the source file, from 1, where known.</param>
/// <param name="Column">The column, where the fault is in one.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Value">The text found; null for columns marked private.</param>
public sealed record BadRow(long? Row, long? Line, string? Column, string Reason, string? Value);
