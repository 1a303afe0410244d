using Trestle.Core.Errors;

namespace Trestle.Serving;

/// <summary>What can go wrong when a model is served: on start, and with a request.</summary>
internal static class ServeErrors
{
    public static Problem BadOption(string option) => new(
        "TR1901",
        $"the option '{option}' is unknown, given twice, or lacks a proper value",
        "--package PATH [--host ADDRESS] [--port 0..65535] [--max-body BYTES]",
        "the command line of the scoring host",
        "use: trestle serve");

    public static Problem CannotListen(string reason) => new(
        "TR1902", $"the address cannot be listened on: {reason}", "a free port of this machine", "--host and --port", "name another port with --port, or 0 for any that is free");

    public static RequestProblem NotJson(string reason) => new("TR1903", 400, "the body is no JSON", reason);

    public static RequestProblem NoForm(string found) => new(
        "TR1904", 400, "the body has no rows", $"expected exactly one of dataframe_split, dataframe_records, instances, inputs; found {found}");

    public static RequestProblem BadShape(string form, string expected) => new("TR1905", 400, $"'{form}' has the wrong shape", $"expected {expected}");

    public static RequestProblem NoRows() => new("TR1906", 400, "there are no rows", "expected at least one row");

    public static RequestProblem BadParameter(string name, string expected) => new("TR1907", 400, $"the parameter '{name}' is not known, or its value is not", $"expected {expected}");

    public static RequestProblem NotCsv(string reason) => new("TR1908", 400, "the body is no CSV", reason);

    public static RequestProblem TooLarge(long limit) => new("TR1909", 413, "the body is too large", $"at most {limit} bytes are taken; send fewer rows at once");

    public static RequestProblem WrongType(string? found) => new(
        "TR1910", 415, $"the content type '{found}' is not taken", "expected application/json, text/csv or application/csv");

    public static RequestProblem NoSuchPath() => new("TR1911", 404, "there is nothing here", "POST /invocations scores rows; GET /ping, /health and /version tell of the host");

    public static RequestProblem WrongMethod() => new("TR1912", 405, "the method is not taken here", "POST for /invocations, GET for /ping, /health and /version");

    public static RequestProblem Incomplete() => new("TR1913", 400, "the body ended early", "send as many bytes as the request says");

    public static RequestProblem Broken(string trace) => new("TR1999", 500, "the host failed; this is its fault, not the request's", $"look for {trace} in its log");

    public static RequestProblem BreaksContract(IReadOnlyList<Violation> violations, int count) => new(
        "TR1920", 400, count == 1 ? "a value breaks the contract" : $"{count} values break the contract", violations[0].Text) { Violations = violations };
}

/// <summary>Why a request is not answered.</summary>
/// <param name="Code">Number of the error.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Detail">More of it, and what was expected.</param>
public sealed record RequestProblem(string Code, int Status, string Title, string Detail)
{
    /// <summary>The values that break the contract, at most twenty of them.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];
}

/// <summary>A value that breaks the contract. The value itself is never told.</summary>
/// <param name="Field">The column.</param>
/// <param name="Row">The row, from 0.</param>
/// <param name="Text">What is wrong with it.</param>
public sealed record Violation(string Field, int Row, string Text);

/// <summary>Stops a request with a problem.</summary>
public sealed class RequestException(RequestProblem problem) : Exception(problem.Title)
{
    /// <summary>The problem.</summary>
    public RequestProblem Problem { get; } = problem;
}
