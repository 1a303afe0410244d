using Trestle.Rows.Blocks;

namespace Trestle.Rows.PredictionLogs;

/// <summary>The name of a prediction: which host gave it, in which request, for which row of it.</summary>
/// <param name="Host">A number that each start of a host draws anew.</param>
/// <param name="Sequence">The request's place among the host's, from 1.</param>
/// <param name="Row">The row in the request, from 0.</param>
public readonly record struct PredictionId(ulong Host, long Sequence, int Row)
{
    /// <summary><c>9f86d081884c7d65-1a2b-0</c>: host and sequence in hexadecimal digits, the row in decimal ones.</summary>
    public override string ToString() => $"{Host:x16}-{Sequence:x}-{Row}";
}

/// <summary>Something that a scoring host wrote down.</summary>
/// <param name="At">When it happened, in UTC ticks.</param>
public abstract record PredictionLogRecord(long At);

/// <summary>What one version answered, or as a shadow would have answered, to one request.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Host">The host that answered.</param>
/// <param name="Sequence">The request's place among the host's; the shadow's record has the live one's.</param>
/// <param name="Version">Version of the model.</param>
/// <param name="Role">0 live, 1 canary, 2 shadow, as <c>RouteRole</c>.</param>
/// <param name="Microseconds">How long it took from the whole body to the whole answer.</param>
/// <param name="Inputs">The request's columns as the contract names them, before the row path.</param>
/// <param name="Scores">The model's outputs, row by row.</param>
/// <param name="Outputs">Outputs a row.</param>
public sealed record PredictionRecord(
    long At, ulong Host, long Sequence, int Version, int Role, int Microseconds, RowBlock Inputs, double[] Scores, int Outputs)
    : PredictionLogRecord(At);

/// <summary>A label that came in for a prediction, however late.</summary>
/// <param name="At">When it came in.</param>
/// <param name="Id">The prediction's id as it was given: it may be unknown here.</param>
/// <param name="Label">The label as text: a class, or a number.</param>
public sealed record LabelRecord(long At, string Id, string Label) : PredictionLogRecord(At);

/// <summary>A request that was refused.</summary>
/// <param name="At">When.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error's number, such as <c>TR1917</c>.</param>
/// <param name="Column">The column that broke the contract; empty when it was something else.</param>
public sealed record RefusalRecord(long At, int Status, string Code, string Column) : PredictionLogRecord(At);
