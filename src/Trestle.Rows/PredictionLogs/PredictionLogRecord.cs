using System.Globalization;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.PredictionLogs;

/// <summary>The id of a prediction: the host, the request and the row in it.</summary>
/// <param name="Host">A number that the host draws at random at each start.</param>
/// <param name="Sequence">The request's number at the host, from 1.</param>
/// <param name="Row">The row in the request, from 0.</param>
public readonly record struct PredictionId(ulong Host, long Sequence, int Row)
{
    /// <summary><c>9f86d081884c7d65-1a2b-0</c>: host and sequence in hexadecimal digits, the row in decimal ones.</summary>
    public override string ToString() => $"{Host:x16}-{Sequence:x}-{Row}";

    /// <summary>
    /// Reads the id of a row as a client makes it from an answer: <c>9f86d081884c7d65-1a2b.3-0</c>, the answer's id (with the number of
    /// rows of the request), a dash and the row. Ids of earlier versions have no number of rows. Null for anything else, and for any
    /// other spelling of an id.
    /// </summary>
    public static (PredictionId Id, int? RequestRows)? Parse(string text)
    {
        var parts = text.Split('-');
        if (parts.Length != 3 || parts[0].Length != 16 || !Digits(parts[0], char.IsAsciiHexDigitLower)
            || !ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var host))
        {
            return null;
        }

        var request = parts[1].Split('.');
        return request.Length <= 2 && Canonical(request[0], char.IsAsciiHexDigitLower) && Canonical(parts[2], char.IsAsciiDigit)
            && long.TryParse(request[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence) && sequence > 0
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            && Rows(request) is var (known, rows) && known
                ? (new PredictionId(host, sequence, row), rows)
                : null;
    }

    private static (bool Known, int? Rows) Rows(string[] request) => request.Length == 1 ? (true, null)
        : Canonical(request[1], char.IsAsciiDigit)
            && int.TryParse(request[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0 ? (true, rows)
        : (false, null);

    /// <summary>Digits without leading zeros: one number has one spelling.</summary>
    private static bool Canonical(string text, Func<char, bool> isDigit) =>
        text.Length > 0 && (text[0] != '0' || text.Length == 1) && Digits(text, isDigit);

    private static bool Digits(string text, Func<char, bool> isDigit) => text.All(isDigit);
}

/// <summary>A record of a scoring host.</summary>
/// <param name="At">When it happened, in UTC ticks.</param>
public abstract record PredictionLogRecord(long At);

/// <summary>The answer of one version to one request, or the answer that a shadow would have given.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Host">The host that answered.</param>
/// <param name="Sequence">The request's number at the host; a shadow's record has that of the live one.</param>
/// <param name="Version">Version of the model.</param>
/// <param name="Role">0 live, 1 canary, 2 shadow, as <c>RouteRole</c>.</param>
/// <param name="Microseconds">Time from the whole request body to the whole answer.</param>
/// <param name="Inputs">The request's columns as the contract names them, before the row path.</param>
/// <param name="Scores">The model's outputs, row by row.</param>
/// <param name="Outputs">Outputs per row.</param>
public sealed record PredictionRecord(
    long At, ulong Host, long Sequence, int Version, int Role, int Microseconds, RowBlock Inputs, double[] Scores, int Outputs)
    : PredictionLogRecord(At)
{
    /// <summary>The number of each row in the request, from 0; null when all of its rows were answered.</summary>
    public int[]? Numbers { get; init; }

    /// <summary>The number of a row in the request.</summary>
    public int NumberOf(int row) => Numbers is null ? row : Numbers[row];
}

/// <summary>A label received for a prediction, however late.</summary>
/// <param name="At">When it came in.</param>
/// <param name="Id">The prediction's id as received: it may be unknown here.</param>
/// <param name="Label">The label as text: a class, or a number.</param>
public sealed record LabelRecord(long At, string Id, string Label) : PredictionLogRecord(At)
{
    /// <summary>The value of a label that was sent as a number, which has no decimal mark of a source; NaN for a text.</summary>
    public double Number { get; init; } = double.NaN;
}

/// <summary>A request that was refused, or rows of one that was answered without them.</summary>
/// <param name="At">When.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Code">The error's number, such as <c>TR1917</c>.</param>
/// <param name="Column">The column that broke the contract; empty when it was something else.</param>
public sealed record RefusalRecord(long At, int Status, string Code, string Column) : PredictionLogRecord(At)
{
    /// <summary>Rows that were refused for this reason.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Whether it stands for a refused request; otherwise it is a further reason of one, or is about rows alone.</summary>
    public bool IsRequest { get; init; } = true;
}
