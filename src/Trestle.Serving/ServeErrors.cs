using Trestle.Core.Errors;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving;

/// <summary>What can be wrong with the scoring host's options and with requests. No message holds a value of a request.</summary>
internal static class ServeErrors
{
    private const string FixBody = "correct the body of the request";
    private const int LongestName = 60;
    private const string FixValue = "correct the value";

    public static Problem BadOption(string option, string expected) => new(
        "TR1901", $"the option {option} cannot be used", expected, "command line", "see --help");

    public static Problem CannotListen(string address, string reason) => new(
        "TR1902", $"cannot listen on {address}: {reason}", "an address of this machine and a free port", address,
        "choose another with --host or --port");

    public static Refusal NoSuchPath() => new(StatusCodes.Status404NotFound, "No such path", new(
        "TR1903", "there is nothing at this path",
        "POST /invocations or /feedback, GET /ping, /health, /version, /metrics, /openapi.json or /schema, or a path of /v2", "path",
        "correct the path"));

    public static Refusal NoSuchVersion() => new(StatusCodes.Status404NotFound, "No such version", new(
        "TR1965", "this version is not in service", "a version of /version that answers requests", "path", "correct the version"));

    public static Refusal WrongMethod(string allowed) => new(StatusCodes.Status405MethodNotAllowed, "Wrong method", new(
        "TR1904", "this path does not take this method", allowed, "method", $"use {allowed}"))
    { Allow = allowed };

    public static Refusal WrongContentType() => new(StatusCodes.Status415UnsupportedMediaType, "Wrong content type", new(
        "TR1905", "the content type is missing or not supported", $"one of {CodecCatalog.MediaTypes}, in UTF-8", "header Content-Type",
        "set the content type of the body"));

    public static Refusal TooLargeBody(long limit) => new(StatusCodes.Status413PayloadTooLarge, "Body too large", new(
        "TR1906", "the body is too large", FormattableString.Invariant($"at most {limit:N0} bytes"), "body",
        "send fewer rows per request"));

    public static Refusal TooManyRows(int limit) => new(StatusCodes.Status413PayloadTooLarge, "Too many rows", new(
        "TR1907", "the request has too many rows", FormattableString.Invariant($"at most {limit:N0}"), "body",
        "send fewer rows per request"));

    public static Refusal BrokenRequest(int status) => new(status, "Broken request", new(
        "TR1908", "the request cannot be read", "a complete HTTP request that arrives in time", "body", "send it again"));

    public static Refusal BrokenJson(long position) => Bad("Malformed JSON", new(
        "TR1909", $"the body is not JSON from byte {position} on", "JSON (RFC 8259), at most 8 levels deep; NaN and Infinity are not JSON",
        $"byte {position}", FixBody));

    public static Refusal NotUtf8() => Bad("Not UTF-8", new(
        "TR1910", "the body is not UTF-8", "UTF-8", "body", "encode the body as UTF-8"));

    public static Refusal NotOneForm(string found) => Bad("No rows", new(
        "TR1911", $"the body has {found}", $"exactly one of {JsonFormCatalog.Members}", "body", FixBody));

    public static Refusal BadShape(string pointer, string expected) => Bad("Wrong shape", new(
        "TR1912", "the body has another shape", expected, pointer.Length == 0 ? "body" : pointer, FixBody)) with
    { Pointer = pointer };

    public static Refusal UnknownMember(string name, string pointer, IReadOnlyCollection<string> known) => Bad("Unknown member", new(
        "TR1980", "a member is unknown", $"only {string.Join(", ", known)}", pointer.Length == 0 ? "body" : pointer,
        Nearest.Advice(name.Length <= LongestName ? name : "", known))) with
    { Pointer = pointer };

    public static Refusal MemberTwice(string pointer, string? known = null) => Bad("Duplicate member", new(
        "TR1981", known is null ? "a member is there twice" : $"the member '{known}' is there twice", "each member once",
        pointer.Length == 0 ? "body" : pointer, FixBody)) with
    { Pointer = pointer };

    public static Refusal RowLength(int row, string? pointer, int found, int expected) => Bad("Wrong number of values", new(
        "TR1913", $"row {row} has {found} values", $"{expected}, one per column", $"row {row}", FixBody)) with
    { Row = row, Pointer = pointer };

    public static Refusal ColumnLength(string column, string pointer, int found, int expected) => Bad("Wrong number of values", new(
        "TR1914", $"column '{column}' has {found} values", $"{expected}, like the columns before it", $"column '{column}'", FixBody)) with
    { Field = column, Pointer = pointer };

    public static Refusal Twice(string column, int? row, string? pointer) => Bad("Duplicate column", new(
        "TR1915", $"column '{column}' is a duplicate", "each column once", $"column '{column}'", FixBody)) with
    { Field = column, Row = row, Pointer = pointer };

    public static Refusal Missing(RequestColumn column, int? row, string? pointer) => Bad("Missing column", new(
        "TR1916", $"column '{column.Name}' is missing",
        column.Nullable ? $"{column.Expected}, or no value, where other columns are not known" : column.Expected,
        $"column '{column.Name}'", "add the column, with its name from training")) with
    { Field = column.Name, Row = row, Pointer = pointer };

    public static Refusal Mistaken(RequestColumn column, string unknown, int? row, string? pointer) => Bad("Unknown column", new(
        "TR1945", $"'{unknown}' is not a column of the model, and column '{column.Name}' is missing", column.Expected,
        $"column '{column.Name}'", $"did you mean '{column.Name}'?")) with
    { Field = column.Name, Row = row, Pointer = pointer };

    public static Refusal Null(RequestColumn column, int row, string? pointer) => Cell("No value", column, row, pointer, new(
        "TR1917", $"column '{column.Name}' has no value", column.Expected, Where(column, row),
        "add a value; the column must have one"));

    public static Refusal Unseen(RequestColumn column, int row, string? pointer) => Cell("Unseen value", column, row, pointer, new(
        "TR1943", $"column '{column.Name}' has a text that the training did not have", "one of the texts of the training",
        Where(column, row), "correct the value, or set columns.x.unseen to flag or accept"));

    public static Refusal OutOfRange(
        RequestColumn column, int row, string? pointer) => Cell("Value out of range", column, row, pointer, new(
        "TR1944", $"column '{column.Name}' has a value outside the training's range", "a value within the range of the training",
        Where(column, row), "correct the value, or set columns.x.out-of-range to flag or accept"));

    public static Refusal WrongType(
        RequestColumn column, int row, string? pointer, string found) => Cell("Wrong type", column, row, pointer, new(
        "TR1918", $"column '{column.Name}' has {found}", column.Expected, Where(column, row), FixValue));

    public static Refusal WrongText(RequestColumn column, int row, string? pointer) => Cell("Wrong value", column, row, pointer, new(
        "TR1919", $"column '{column.Name}' has a text that does not fit", column.Expected, Where(column, row),
        FixValue));

    public static Refusal TooLargeNumber(
        RequestColumn column, int row, string? pointer) => Cell("Number too large", column, row, pointer, new(
        "TR1920", $"column '{column.Name}' has a number that is too large", "a number within the range of a double", Where(column, row),
        FixValue));

    public static Refusal TooLongText(
        RequestColumn column, int row, string? pointer, int limit) => Cell("Text too long", column, row, pointer, new(
        "TR1921", $"column '{column.Name}' has a text that is too long", FormattableString.Invariant($"at most {limit:N0} bytes"),
        Where(column, row), FixValue));

    public static Refusal UnknownParameter(string name) => Bad("Unknown parameter", new(
        "TR1922", "params has an unknown parameter", string.Join(", ", AnswerOptions.Names), "/params",
        Nearest.Advice(name.Length <= LongestName ? name : "", AnswerOptions.Names))) with
    { Pointer = "/params" };

    public static Refusal UnknownOutput(string where) => Bad("Unknown output", new(
        "TR1923", "the requested output is unknown", OutputForms.Names, where, FixValue)) with
    { Pointer = Place(where) };

    public static Refusal BadExplain(string where) => Bad("Wrong number of columns to explain", new(
        "TR1961", "explain is not a number of columns", "a whole number from 1 on, such as 5", where, FixValue)) with
    { Pointer = Place(where) };

    public static Refusal TooManyToExplain(int limit) => new(StatusCodes.Status413PayloadTooLarge, "Too many rows to explain", new(
        "TR1962", "the request has too many rows for explanations", FormattableString.Invariant($"at most {limit:N0}"), "body",
        "send fewer rows per request, or leave out explain; for a whole table use trestle predict --explain"));

    public static Refusal UnknownQuery(string name, IReadOnlyList<string> known) => Bad("Unknown query parameter", new(
        "TR1963", $"'{Short(name)}' is not a parameter of this path",
        known.Count == 0 ? "no query" : string.Join(", ", known), "query",
        known.Count == 0 ? "remove it" : Nearest.Advice(Short(name), known)));

    public static Refusal QueryTwice(string name) => Bad("Duplicate query parameter", new(
        "TR1964", $"the parameter '{Short(name)}' is there more than once", "each parameter once", "query", "send it once"));

    public static Refusal NoHeader() => Bad("Empty CSV", new(
        "TR1924", "the body is empty", "a header line and the rows", "body", FixBody));

    public static Refusal BrokenCsv(int line, string reason) => Bad("Malformed CSV", new(
        "TR1925", reason, "CSV (RFC 4180)", $"line {line}", FixBody));

    public static Refusal BrokenArrow(string reason) => Bad("Malformed Arrow stream", new(
        "TR1966", $"the body is not a readable Arrow stream ({reason})", "an Arrow IPC stream of uncompressed record batches", "body",
        "write it with pyarrow.ipc.new_stream or its like, without compression"));

    public static Refusal WrongArrowType(string column) => Bad("Wrong type", new(
        "TR1967", $"column '{Short(column)}' is of an Arrow type that has no cells",
        "a number, a decimal of 128 bits, a boolean, a text, a dictionary of texts, a date or a timestamp", $"column '{Short(column)}'",
        "cast the column, or leave it out")) with
    { Field = column };

    public static Refusal NoExplanations() => Bad("No explanations in this form", new(
        "TR1968", "explanations are not given as Arrow", "an answer in JSON", "header Accept", "leave out explain, or accept JSON"));

    public static Refusal NoScore(int row) => new(StatusCodes.Status422UnprocessableEntity, "No score", new(
        "TR1926", $"the model has no finite score for row {row}", "values like those in training", $"row {row}",
        "remove the row"))
    { Row = row };

    public static Refusal Unscorable(Problem problem) => new(StatusCodes.Status422UnprocessableEntity, "Cannot be scored", problem);

    public static Refusal NoTime(string header) => Bad("No time", new(
        "TR1938", "the time of the request is not valid", "a time in ISO 8601, such as 2026-11-23T08:00:00Z", $"header {header}",
        "correct or remove the header"));

    public static Refusal Fault() => new(StatusCodes.Status500InternalServerError, "Internal error", new(
        "TR1939", "Trestle failed on this request", "an answer", "scoring host",
        "report this error; the host's error output shows where it failed"));

    private static Refusal Bad(string title, Problem problem) => new(StatusCodes.Status400BadRequest, title, problem);

    private static Refusal Cell(string title, RequestColumn column, int row, string? pointer, Problem problem) =>
        Bad(title, problem) with { Field = column.Name, Row = row, Pointer = pointer };

    private static string Short(string name) => name.Length <= 40 ? name : $"{name[..40]}…";

    private static string? Place(string where) => where[0] == '/' ? where : null;

    private static string Where(RequestColumn column, int row) => $"row {row}, column '{column.Name}'";
}
