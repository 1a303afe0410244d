using Trestle.Cli.Rendering;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Cli.Init;

/// <summary>What was found in a column of a new project's data.</summary>
/// <param name="Reading">How it is read, as stage 2 reports it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Missing">Number of rows without a value.</param>
/// <param name="Distinct">Number of distinct values: exact up to 20,000 texts, beyond that within about 1 %.</param>
/// <param name="Values">The values, if there are few and each occurs in many rows.</param>
/// <param name="Notes">Remarks on the reading.</param>
/// <param name="Question">What a person has to decide before a run goes on; null when everything is clear.</param>
internal sealed record ColumnPreview(
    ReadingReport Reading, ColumnType Type, long Missing, long Distinct, IReadOnlyList<string> Values, IReadOnlyList<string> Notes,
    string? Question)
{
    /// <summary>Its name.</summary>
    public string Name => Reading.Column;
}

/// <summary>What was found in the data of a new project.</summary>
/// <param name="Rows">Number of rows that were read.</param>
/// <param name="Whole">Whether these are all rows.</param>
/// <param name="Files">Number of files; none for a table of a database.</param>
/// <param name="Layout">How the files are written: format, encoding, delimiter.</param>
/// <param name="Columns">The columns.</param>
/// <param name="UnreadCount">Number of lines that are not rows.</param>
/// <param name="Unread">The first of these lines, by file and reason, the most frequent first.</param>
/// <param name="Notes">What a person should know about how the files were read.</param>
internal sealed record DataPreview(
    long Rows, bool Whole, int Files, string Layout, IReadOnlyList<ColumnPreview> Columns, long UnreadCount,
    IReadOnlyList<UnreadLines> Unread, IReadOnlyList<string> Notes)
{
    /// <summary>The rows in words: "7,043 rows", or "the first 7,043 rows" when there are more.</summary>
    public string Extent => $"{(Whole ? "" : "the first ")}{Format.Count(Rows, "row")}";
}
