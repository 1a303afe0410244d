using Trestle.Core.Errors;
using Trestle.Serving.Requests;

namespace Trestle.Serving.OpenInference;

/// <summary>What can be wrong with requests of the Open Inference Protocol. No message holds a value of a request.</summary>
internal static class InferenceErrors
{
    private const string Fix = "correct the body of the request; GET the model's path for its inputs and outputs";

    public static Refusal NoColumn(RequestColumn column) =>
        BadShape($"column '{column.Name}' has another shape", "[rows] or [rows, 1]", column);

    public static Refusal NoMatrix(int columns) =>
        BadShape("the tensor has another shape", $"[rows, {columns}], one column per column of the contract", null);

    public static Refusal WrongData(RequestColumn? column) => BadShape(
        column is null ? "the tensor's data does not have its shape" : $"the data of column '{column.Name}' does not have its shape",
        "as many values as the shape says, flat or nested, row by row",
        column);

    public static Refusal UnknownDatatype(int tensor) => Bad("Unknown datatype", new(
        "TR1933", $"tensor {tensor} has no known datatype", "one of BOOL, UINT8 to UINT64, INT8 to INT64, FP16 to FP64, BYTES",
        $"/inputs/{tensor}/datatype", Fix));

    public static Refusal WrongDatatype(RequestColumn column, Datatype found) => Bad("Wrong datatype", new(
        "TR1934", $"column '{column.Name}' comes as {found.Name()}", $"{Datatypes.Of(column.Type).Name()}: {column.Expected}",
        $"column '{column.Name}'", Fix)) with
    { Field = column.Name };

    public static Refusal NotOfDatatype(RequestColumn column, int row, Datatype datatype) => Bad("Wrong value", new(
        "TR1935", $"column '{column.Name}' has a value that is not a {datatype.Name()}",
        "values of the named datatype, or null for no value", $"row {row}, column '{column.Name}'", Fix)) with
    { Field = column.Name, Row = row };

    public static Refusal UnknownOutput(IEnumerable<string> known) => Bad("Unknown output", new(
        "TR1936", "a requested output is unknown or a duplicate", $"each once of {string.Join(", ", known)}", "/outputs",
        Fix)) with
    { Field = "outputs" };

    public static Refusal BadLength() => Bad("Wrong length", new(
        "TR1969", $"the header {TensorBytes.LengthHeader} is not a length", "the number of bytes of the JSON before the tensors",
        $"header {TensorBytes.LengthHeader}", "correct or remove the header"));

    public static Refusal NoSuchModel() => new(StatusCodes.Status404NotFound, "No such model", new(
        "TR1937", "this model, or this version of it, is not in service here", "the name and a version listed by GET /version", "path",
        "correct the path"));

    private static Refusal BadShape(string found, string expected, RequestColumn? column) => Bad("Wrong shape", new(
        "TR1932", found, expected, column is null ? "/inputs/0" : $"column '{column.Name}'", Fix)) with
    { Field = column?.Name };

    private static Refusal Bad(string title, Problem problem) => new(StatusCodes.Status400BadRequest, title, problem);
}
