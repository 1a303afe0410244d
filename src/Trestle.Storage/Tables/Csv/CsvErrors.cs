using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Csv;

/// <summary>What can go wrong with the layout of delimited text.</summary>
internal static class CsvErrors
{
    public static Problem UnclearDelimiter(string path, string one, string other) => new(
        "TR0110",
        $"the delimiter is not clear: {one} and {other} split the lines equally well",
        "a file in which one delimiter splits all lines alike",
        path,
        "set it: source: {path: …, delimiter: …}");

    public static Problem MostLinesRejected(string path, long rejected, long rows, RejectedLine? first, string? advice) => new(
        "TR0111",
        $"{rejected} lines of '{path}' are not rows, and {rows} are" + (first is null ? "" : $"; line {first.Line}: {first.Reason}"),
        "a file in which most lines are rows, with as many values as the header has",
        first is null ? path : $"{path}:{first.Line}",
        advice ?? "check the delimiter, the quotes and the header; 'skip', 'comment' and 'escape' under source may help");
}
