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
        "correct the path; it is taken relative to the project's folder");

    public static Problem EmptyFile(string path) => new(
        "TR0032",
        $"'{path}' is empty",
        "at least a line with the names of the columns",
        path,
        "export the file again, or leave it out");

    public static Problem SameName(string path, string name, IEnumerable<int> positions) => new(
        "TR0033",
        $"the column name '{name}' stands at positions {string.Join(", ", positions)}",
        "every column with a name of its own (upper and lower case count as the same)",
        $"{path}:1",
        "rename the columns in the file");

    public static Problem BlankName(string path, int position) => new(
        "TR0034",
        $"column {position} has no name",
        "a name for every column",
        $"{path}:1, column {position}",
        "name it in the file; a delimiter at the end of the first line also makes such a column. "
            + "If the file has no line of names, set 'header: false'");

    public static Problem ReservedName(string path, string name, string prefix) => new(
        "TR0035",
        $"a column is called '{name}'",
        $"a name that does not begin with '{prefix}', which is kept for the columns that Trestle adds",
        $"{path}:1",
        "rename the column in the source");

    public static Problem OtherColumns(string path, string first, string difference) => new(
        "TR0036",
        $"'{path}' has other columns than '{first}': {difference}",
        "the same columns in the same order in all files of one source",
        $"{path}:1",
        "correct the file, or read it as a source of its own");

    public static Problem WrongEncoding(string path, string encoding, long line, long offset) => new(
        "TR0037",
        $"the bytes at offset {offset} are not {encoding}",
        $"text in {encoding} throughout",
        $"{path}:{line}",
        "name the file's encoding, for example 'encoding: windows-1252', or save the file as UTF-8");

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
        "if it is UTF-16, set 'encoding: utf-16'; if it is Parquet or a workbook, give its format; else remove the zero bytes");

    public static Problem BadDialect(string option, char mark, string path) => new(
        "TR0040",
        $"the {option} {(char.IsControl(mark) || mark > '\x7f' ? $"U+{(int)mark:X4}" : $"'{mark}'")} cannot be used",
        "one ASCII character that is no line end, and another one for the delimiter than for the quote",
        path,
        $"set another '{option}:', or leave it out to have it detected");

    public static Problem RecordTooLong(string path, long line, long limit) => new(
        "TR0041",
        $"a record takes more than {limit >> 20} MiB",
        $"records of at most {limit >> 20} MiB",
        $"{path}:{line}",
        "check that the file has line ends; keep large texts outside of the table");

    public static Problem Unreadable(string path, string reason) => new(
        "TR0042",
        $"'{path}' cannot be read: {reason}",
        "a whole file in the format that its name or the configuration gives",
        path,
        "open it with another tool to see whether it is damaged; make it again if it is");

    public static Problem Unwritable(string path, string reason) => new(
        "TR0043",
        $"'{path}' cannot be written: {reason}",
        "a folder that exists and that this user may write to",
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
        "the table engine needs more memory than it may use",
        "work that fits into the memory limit and the temporary folder",
        path,
        "raise the memory limit, or give fewer or narrower columns");

    public static Problem EmptyPart(string part, long rows, string by) => new(
        "TR0046",
        $"{part} would hold no row: {rows} labelled rows are split by {by}",
        "rows in the test part and in every fold",
        "split",
        "ask for fewer folds or a larger test share, split by something with more distinct values, or give more rows");

    public static Problem NoTime(long rows, string column) => new(
        "TR0049",
        $"{rows} labelled rows have no time in column '{column}'",
        "a time in every row that a split by time has to place",
        $"column '{column}'",
        "remove these rows, name another column, or choose another split");

    public static Problem ContentLost(ContentHash hash, string path, bool damaged) => new(
        "TR0047",
        $"the content {hash.ToString()[..12]}… {(damaged ? "does not match its hash" : "is gone")}",
        "the bytes that an earlier unit of work wrote",
        path,
        damaged
            ? "run again: the damaged file was set aside, and its unit is run again; check the disk"
            : "run again: the unit that made it is then run again");

    public static Problem WrongConnection() => new(
        "TR0050",
        "the connection to the record database cannot be read",
        "postgresql://user:password@host:5432/database, or Host=…;Database=…;Username=…;Password=…",
        "the connection",
        "correct the environment variable that holds it");

    public static Problem RecordsUnusable(string file, string reason, string advice) => new(
        "TR0048",
        $"the record database cannot be used: {reason}",
        "a SQLite database of this version that may be written to",
        file,
        advice);
}
