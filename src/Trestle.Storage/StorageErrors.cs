using Trestle.Core.Artifacts;
using Trestle.Core.Errors;

namespace Trestle.Storage;

/// <summary>What can go wrong with files, tables, blobs and records.</summary>
internal static class StorageErrors
{
    public static TrestleException Thrown(this Problem problem, Exception? inner = null) => new(problem, inner: inner);

    public static Problem NoSuchFile(string path) => new(
        "TR0031",
        $"there is no file '{path}'",
        "a file, or a pattern that at least one file matches",
        path,
        "correct the path; it is relative to the project's folder");

    public static Problem EmptyFile(string path) => new(
        "TR0032",
        $"'{path}' is empty",
        "at least a header line with the column names",
        path,
        "export the file again, or remove it");

    public static Problem SameName(string path, string name, IEnumerable<int> positions) => new(
        "TR0033",
        $"the column name '{name}' occurs at positions {string.Join(", ", positions)}",
        "unique column names (ignoring case)",
        $"{path}:1",
        "rename the columns in the file");

    public static Problem BlankName(string path, long line, int position, int count) => new(
        "TR0034",
        count == 1 ? $"column {position} has no name" : $"{count} columns have no name, the first is column {position}",
        "a name for every column",
        $"{path}:{line}, column {position}",
        $"name them in the file; if line {line} is a title, set 'skip: {line}'; if the file has no header, set 'header: false'");

    public static Problem ReservedName(string path, string name, string prefix) => new(
        "TR0035",
        $"a column is called '{name}'",
        $"a name that does not start with '{prefix}', which is reserved for columns added by Trestle",
        $"{path}:1",
        "rename the column in the source");

    public static Problem OtherColumns(string path, string first, string difference) => new(
        "TR0036",
        $"the columns of '{path}' differ from those of '{first}': {difference}",
        "the same columns, in any order, in all files of one source",
        $"{path}:1",
        "correct the file or the path; 'schema: evolve' under source allows missing and new columns where others are the same");

    public static Problem WrongEncoding(string path, string encoding, long line, long offset) => new(
        "TR0037",
        $"the bytes at offset {offset} are not {encoding}",
        $"text in {encoding} throughout",
        $"{path}:{line}",
        "if the whole file is in another encoding, set it, for example 'encoding: windows-1252', or save the file as UTF-8; if only these "
            + "bytes are damaged, repair or remove the line: another encoding would change all letters that are not ASCII");

    public static Problem UnknownEncoding(string encoding, string path) => new(
        "TR0038",
        $"there is no encoding '{encoding}'",
        "the name of an encoding",
        path,
        Nearest.Advice(encoding, ["utf-8", "utf-16", "utf-16be", "latin-1", "windows-1252"]));

    public static Problem NotText(string path, long line, long offset) => new(
        "TR0039",
        $"there is a zero byte at offset {offset}",
        "a text file",
        $"{path}:{line}",
        "if it is UTF-16, set 'encoding: utf-16'; if it is Parquet or a workbook, set its format; else remove the zero bytes");

    public static Problem BadDialect(string option, string mark, string path) => new(
        "TR0040",
        $"the {option} '{string.Concat(mark.Select(c => char.IsControl(c) || c > '\x7f' ? $"U+{(int)c:X4}" : $"{c}"))}' cannot be used",
        "marks without a line end; for quote and escape one ASCII character; a delimiter that does not begin with either",
        path,
        $"set another '{option}:', or remove it to detect it");

    public static Problem RecordTooLong(string path, long line, long limit) => new(
        "TR0041",
        $"a record takes more than {limit >> 20} MiB",
        $"records of at most {limit >> 20} MiB",
        $"{path}:{line}",
        "check that the file has line ends; keep large texts outside the table");

    public static Problem Unreadable(string path, string reason) => new(
        "TR0042",
        $"'{path}' cannot be read: {reason}",
        "a complete file in the format of its name or the configuration",
        path,
        "open it with another tool to see whether it is damaged; recreate it if it is");

    public static Problem Unwritable(string path, string reason) => new(
        "TR0043",
        $"'{path}' cannot be written: {reason}",
        "an existing folder that this user can write to",
        path,
        "create the folder, change its permissions, or choose another one");

    public static Problem DiskFull(string path) => new(
        "TR0044",
        "the disk is full",
        $"room to write '{path}'",
        path,
        "free some space, then run again: finished work is kept");

    public static Problem OutOfMemory(string path) => new(
        "TR0045",
        "the table engine exceeds its memory limit",
        "work that fits into the memory limit and the temporary folder",
        path,
        "raise the memory limit, or use fewer or narrower columns");

    public static Problem EmptyPart(string part, long rows, string by) => new(
        "TR0046",
        $"{part} would hold no row: {rows} labelled rows are split by {by}",
        "rows in the test part and in every fold",
        "split",
        "use fewer folds or a larger test share, split by a column with more distinct values, or add rows");

    public static Problem NothingBefore(int origin, int origins) => new(
        "TR0049",
        $"origin {origin} of {origins} has no row to learn",
        "rows before the gap, and inside the window, at every origin",
        "split",
        "use fewer folds (split.folds), a smaller gap (split.gap) or a longer window (split.window)");

    public static Problem ManyParts(int parts, int most) => new(
        "TR0079",
        $"the origins divide the training part into {parts} parts",
        $"at most {most} parts: each origin may begin and end a training, a measurement and a window",
        "split.folds",
        "use fewer folds (split.folds)");

    public static Problem ContentLost(ContentHash hash, string path, bool damaged) => new(
        "TR0047",
        $"the content {hash.ToString()[..12]}… {(damaged ? "does not match its hash" : "is gone")}",
        "the bytes that an earlier unit of work wrote",
        path,
        damaged
            ? "check the disk, then run again: the damaged file was set aside, and its unit runs again"
            : "run again: the unit that made it runs again");

    public static Problem WrongConnection() => new(
        "TR0050",
        "the connection to the record database cannot be read",
        "postgresql://user:password@host:5432/database, or Host=…;Database=…;Username=…;Password=…",
        "the connection",
        "correct the environment variable that holds it");

    public static Problem RecordsUnusable(string database, string reason, string expected, string advice) => new(
        "TR0048",
        $"the record database cannot be used: {reason}",
        expected,
        database,
        advice);
}
