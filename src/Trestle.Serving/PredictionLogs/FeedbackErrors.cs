using Trestle.Serving.Requests;

namespace Trestle.Serving.PredictionLogs;

/// <summary>What can be wrong with labels sent as feedback.</summary>
internal static class FeedbackErrors
{
    private const string Fix = "correct the body of the request";

    public static Refusal NoJson() => Bad("the body is not JSON in UTF-8", "JSON (RFC 8259), at most 8 levels deep", "");

    public static Refusal NoLabels() => Bad("the body has no list 'labels'", """{"labels": [{"id": "…", "label": "…"}]}""", "");

    public static Refusal NoId(int at) =>
        Bad("an entry has no usable 'id'", "the id of a prediction from its answer, and the number of its row", $"/labels/{at}/id");

    public static Refusal NoLabel(int at) =>
        Bad("an entry has no usable 'label'", "a text of 1 to 256 characters, a number, true or false", $"/labels/{at}/label");

    public static Refusal Off() => new(StatusCodes.Status404NotFound, "No prediction log", new(
        "TR1952", "this host keeps no prediction log and cannot store labels", "a host started with --prediction-log",
        "path", "send labels to the deployment's host"));

    public static Refusal WrongContentType() => new(StatusCodes.Status415UnsupportedMediaType, "Wrong content type", new(
        "TR1984", "the content type is missing or not supported", "application/json, in UTF-8", "header Content-Type",
        "set the content type of the body"));

    public static Refusal Busy() => new(StatusCodes.Status503ServiceUnavailable, "Prediction log busy", new(
        "TR1953", "the labels could not be written: the queue is full", "a disk with free space", "body",
        "send them again in a moment"));

    private static Refusal Bad(string found, string expected, string pointer) =>
        new(StatusCodes.Status400BadRequest, "Malformed feedback", new(
            "TR1951", found, expected, pointer.Length == 0 ? "body" : pointer, Fix))
        { Pointer = pointer };
}
