using Trestle.Rows.Steps.Parsing;
using Trestle.Serving.Requests;

namespace Trestle.Serving.PredictionLogs;

/// <summary>What can be wrong with labels sent as feedback.</summary>
internal static class FeedbackErrors
{
    private const int MostNamed = 20;
    private const string Fix = "correct the body of the request";

    public static Refusal NoJson() => Bad(
        "the body is not JSON in UTF-8", "JSON (RFC 8259), at most 8 levels deep, with each name once", "");

    public static Refusal NoLabels() => Bad("the body has no list 'labels'", """{"labels": [{"id": "…", "label": "…"}]}""", "");

    public static Refusal NoId(int at) => Bad(
        "an entry has no usable 'id'",
        "the id from the header X-Trestle-Prediction-Id, a dash and the number of the row, such as 9f86d081884c7d65-1a2b.3-0",
        $"/labels/{at}/id");

    public static Refusal NoLabel(int at) =>
        Bad("an entry has no usable 'label'", "a text of 1 to 256 characters, a number, true or false", $"/labels/{at}/label");

    public static Refusal UnknownLabel(int at, IReadOnlyList<Labels> known) => new(
        StatusCodes.Status400BadRequest, "Unknown label", new(
            "TR1954", "a label is of no class, or no number, that a version in service knows", Expected(known), $"/labels/{at}/label", Fix))
    { Pointer = $"/labels/{at}/label" };

    public static Refusal NoRow(int at, int rows) => Unknown(
        at, "the row of an id is beyond its request", $"a row from 0 to {rows - 1}: the request had {rows}");

    public static Refusal NoPrediction(int at) => Unknown(
        at, "this host has given no answer with such an id", "an id from the header X-Trestle-Prediction-Id, unchanged");

    public static Refusal Off() => new(StatusCodes.Status404NotFound, "No prediction log", new(
        "TR1952", "this host keeps no prediction log and cannot store labels", "a host started with --prediction-log",
        "path", "send labels to the deployment's host"));

    public static Refusal WrongContentType() => new(StatusCodes.Status415UnsupportedMediaType, "Wrong content type", new(
        "TR1984", "the content type is missing or not supported", "application/json, in UTF-8", "header Content-Type",
        "set the content type of the body"));

    public static Refusal Busy() => new(StatusCodes.Status503ServiceUnavailable, "Prediction log busy", new(
        "TR1953", "the labels could not be written: the queue is full", "a disk with free space", "body",
        "send them again in a moment"));

    public static Refusal Unwritable() => new(StatusCodes.Status503ServiceUnavailable, "Prediction log unavailable", new(
        "TR1956", "the labels were not taken: the prediction log cannot be written", "a folder that exists, on a disk with free space",
        "body", "see the host's log and GET /metrics; send the labels again when the prediction log works"));

    private static Refusal Unknown(int at, string found, string expected) => new(
        StatusCodes.Status400BadRequest, "Unknown prediction", new("TR1955", found, expected, $"/labels/{at}/id", Fix))
    { Pointer = $"/labels/{at}/id" };

    /// <summary>The classes of all versions, unless they are many, or private.</summary>
    private static string Expected(IReadOnlyList<Labels> known)
    {
        var names = known.SelectMany(version => version.Names).Distinct(StringComparer.Ordinal).ToArray();
        return names.Length is > 0 and <= MostNamed ? $"one of: {string.Join(", ", names)}"
            : known.Any(version => version.IsClasses) ? "a class of the training data"
            : known.Any(version => version.IsCounts) ? "a whole number from 0 on: counts are predicted"
            : "a number, written as in the training data";
    }

    private static Refusal Bad(string found, string expected, string pointer) =>
        new(StatusCodes.Status400BadRequest, "Malformed feedback", new(
            "TR1951", found, expected, pointer.Length == 0 ? "body" : pointer, Fix))
        { Pointer = pointer };
}
