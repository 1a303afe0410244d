using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Sources;

/// <summary>What can be wrong with the kind of a source's files.</summary>
internal static class SourceErrors
{
    public static Problem OtherFormat(string path, string words, string advice) => new(
        "TR0112",
        $"'{path}' is {words}",
        "delimited text, Parquet, Arrow, JSON or Excel, as it is or compressed with gzip, Zstandard or zip",
        path,
        advice);

    public static Problem MixedFormats(string path, string words, string first, string firstWords) => new(
        "TR0113",
        $"'{path}' is {words}, and '{first}' is {firstWords}",
        "files of one format in one source",
        path,
        "convert one of them, or correct the path or the pattern");

    public static Problem NotOneFile(string path, IReadOnlyList<string> names) => new(
        "TR0114",
        names.Count == 0 ? $"'{path}' is an empty zip archive"
            : $"'{path}' is a zip archive of {names.Count} files: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}",
        "an archive of one file",
        path,
        "unpack it, and name the unpacked file; the source of a project may be an archive of several files");

    public static Problem RowsInside(string path, string list) => new(
        "TR0115",
        $"'{path}' holds one object, and the rows are in its list '{list}'",
        "a list of objects, or one object per line",
        path,
        $"save the list alone, for example with: jq -c '.\"{list}\"[]' {Path.GetFileName(path)} > rows.jsonl");

    public static Problem Bomb(string path, long packed, long unpacked) => new(
        "TR0116",
        $"'{path}' has {packed} bytes and unpacks to {unpacked} bytes or more",
        "at most 250 times as many bytes as are packed, from 4 GiB on",
        path,
        "if that is right, unpack it yourself, and name the unpacked file");

    public static Problem NoEntry(string path, string pattern, IReadOnlyCollection<string> names) => new(
        "TR0117",
        $"no file in the archive '{path}' matches '{pattern}'",
        "a pattern that at least one file matches",
        path,
        Nearest.Advice(pattern, names));
}
