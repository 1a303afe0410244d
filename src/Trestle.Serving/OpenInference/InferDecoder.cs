using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;

namespace Trestle.Serving.OpenInference;

/// <summary>
/// The body of <c>infer</c>: a tensor for each column of the contract, of shape [rows] or [rows, 1]; or one of shape [rows, columns]
/// with all columns in the contract's order, whatever its name. Data is flat or nested, row by row; null is "no value". Numbers are
/// taken as written, even those of FP32, so that they equal what <c>/invocations</c> reads. With a length of the JSON, data may follow it
/// as bytes.
/// </summary>
internal sealed class InferDecoder(int? jsonLength = null) : IBodyDecoder
{
    private const int LongestId = 1024;

    private static readonly JsonMembers Members = new("inputs", "outputs", "id", "parameters");
    private static readonly JsonMembers OutputMembers = new("name", "parameters");

    /// <inheritdoc/>
    public bool BringsNumbers => true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> body, RequestRows rows)
    {
        var length = jsonLength ?? body.Length;
        JsonShape.Require(length <= body.Length, "", "as many bytes of JSON as its header says");
        JsonShape.ReadBody(body[..length], body[length..], rows, ReadBody);
    }

    private static void ReadBody(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        reader.Read();
        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, "", "an object with inputs");
        var (inputs, seen) = (false, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Members.Take(ref reader, "", ref seen);
            reader.Read();
            switch (member)
            {
                case 0:
                    JsonShape.Require(reader.TokenType == JsonTokenType.StartArray, "/inputs", "a list of tensors");
                    inputs = true;
                    ReadInputs(ref body, rows);
                    break;
                case 1:
                    ReadOutputs(ref reader, rows);
                    break;
                case 2:
                    JsonShape.Require(
                        reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestId, "/id",
                        $"a text of at most {LongestId} bytes");
                    rows.Id = JsonText.Get(ref reader);
                    break;
                case 3:
                    rows.BinaryOutputs = ReadFlag(ref reader, "binary_data_output"u8);
                    break;
                default:
                    // No other member changes an answer.
                    JsonMembers.Skip(ref reader, "");
                    break;
            }
        }

        // Reads on to the end, so that what follows the object is found.
        reader.Read();
        JsonShape.Require(inputs, "/inputs", "a list of tensors");
        JsonShape.Require(body.Tail.IsEmpty, "", "no bytes behind the data of the last tensor");
    }

    private static void ReadInputs(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        long? length = null;
        reader.Read();
        for (var place = 0; reader.TokenType != JsonTokenType.EndArray; place++)
        {
            var tensor = TensorHead.Read(ref reader, rows, place);
            ReadOnlySpan<byte> bytes = [];
            JsonShape.Require(
                tensor.ByteCount is not { } count || body.TryTake(count, out bytes), $"/inputs/{place}", "its bytes behind the JSON");
            reader.Read();
            if (place == 0 && reader.TokenType == JsonTokenType.EndArray && tensor.Rank == 2 && (tensor.Width > 1 || tensor.Column < 0))
            {
                ReadMatrix(tensor, bytes, rows);
                return;
            }

            rows.AddHeader(tensor.Column);
            if (tensor.Column < 0)
            {
                continue;
            }

            var column = rows.Schema.Columns[tensor.Column];
            if (tensor.Rows != (length ??= tensor.Rows))
            {
                throw new RefusedException(
                    ServeErrors.ColumnLength(
                        column.Name, $"/inputs/{place}/shape", (int)Math.Min(tensor.Rows, int.MaxValue),
                        (int)Math.Min(length.Value, int.MaxValue)));
            }

            if (tensor.Width != 1)
            {
                throw new RefusedException(InferenceErrors.NoColumn(column));
            }

            RequireDatatype(column, tensor.Datatype);
            ReadValues(tensor, bytes, rows, column, tensor.Column);
        }

        rows.EndHeader();
    }

    /// <summary>All columns in one tensor.</summary>
    private static void ReadMatrix(TensorHead tensor, ReadOnlySpan<byte> bytes, RequestRows rows)
    {
        var columns = rows.Schema.Columns;
        if (tensor.Width != columns.Length)
        {
            throw new RefusedException(InferenceErrors.NoMatrix(columns.Length));
        }

        for (var column = 0; column < columns.Length; column++)
        {
            RequireDatatype(columns[column], tensor.Datatype);
            rows.AddHeader(column);
        }

        ReadValues(tensor, bytes, rows, null, 0);
    }

    private static void RequireDatatype(RequestColumn column, Datatype datatype)
    {
        if (!datatype.Fits(column.Type))
        {
            throw new RefusedException(InferenceErrors.WrongDatatype(column, datatype));
        }
    }

    /// <summary>Reads the data of as many columns as the tensor is wide, starting at <paramref name="first"/>.</summary>
    private static void ReadValues(TensorHead tensor, ReadOnlySpan<byte> bytes, RequestRows rows, RequestColumn? only, int first)
    {
        if (tensor.ByteCount is not null)
        {
            TensorBytes.Put(tensor, bytes, rows, only, first);
            return;
        }

        var (length, width, nested, datatype) = (tensor.Rows, tensor.Width, tensor.Rank == 2, tensor.Datatype);
        var data = tensor.Data;
        if (length > rows.Schema.MostRows)
        {
            throw new RefusedException(ServeErrors.TooManyRows(rows.Schema.MostRows));
        }

        var (row, column) = (0, 0);
        while (data.Read() && data.TokenType != JsonTokenType.EndArray)
        {
            if (data.TokenType != JsonTokenType.StartArray)
            {
                ReadNext(ref data);
                continue;
            }

            var begun = row;
            RequireShape(nested && column == 0);
            while (data.Read() && data.TokenType != JsonTokenType.EndArray)
            {
                RequireShape(row == begun);
                ReadNext(ref data);
            }

            RequireShape(column == 0 && row == begun + 1);
        }

        RequireShape(column == 0 && row == length);

        void ReadNext(ref Utf8JsonReader value)
        {
            RequireShape(row < length);
            rows.Reach(row);
            ReadCell(ref value, rows, datatype, first + column, row);
            if (++column == width)
            {
                (row, column) = (row + 1, 0);
            }
        }

        void RequireShape(bool fits)
        {
            if (!fits)
            {
                throw new RefusedException(InferenceErrors.WrongData(only));
            }
        }
    }

    private static void ReadCell(ref Utf8JsonReader value, RequestRows rows, Datatype datatype, int column, int row)
    {
        var asked = rows.Schema.Columns[column];
        if (!datatype.Holds(ref value))
        {
            if (rows.Faults.Wants(row))
            {
                rows.Refuse(InferenceErrors.NotOfDatatype(asked, row, datatype));
            }

            value.Skip();
        }
        else if (asked.Type == ColumnType.Number && value.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            rows.PutNumber(column, row, value.TokenType == JsonTokenType.True ? 1 : 0);
        }
        else
        {
            JsonShape.ReadCell(ref value, rows, column, row);
        }
    }

    /// <summary>A parameter that is true or false; others are skipped.</summary>
    private static bool ReadFlag(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, "/parameters", "an object");
        var ahead = reader;
        JsonMembers.Skip(ref ahead, "/parameters");
        var flag = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = JsonText.Is(ref reader, name);
            reader.Read();
            flag = isIt ? reader.TokenType == JsonTokenType.True : flag;
            reader.Skip();
        }

        return flag;
    }

    private static void ReadOutputs(ref Utf8JsonReader reader, RequestRows rows)
    {
        JsonShape.Require(reader.TokenType == JsonTokenType.StartArray, "/outputs", "a list of outputs");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, "/outputs", "objects with a name");
            OutputTensor? found = null;
            var (binary, seen) = (false, 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = OutputMembers.Take(ref reader, "/outputs", ref seen);
                var (isName, isParameters) = (member == 0, member == 1);
                reader.Read();
                if (isName && reader.TokenType == JsonTokenType.String)
                {
                    found = OutputTensors.Find(JsonText.Get(ref reader), rows.Schema.HasClasses);
                }
                else if (isParameters)
                {
                    binary = ReadFlag(ref reader, "binary_data"u8);
                }
                else
                {
                    JsonMembers.Skip(ref reader, "/outputs");
                }
            }

            if (found is not { } output || rows.Outputs.Any(other => other.Tensor == output))
            {
                throw new RefusedException(InferenceErrors.UnknownOutput(OutputTensors.Names(rows.Schema.HasClasses)));
            }

            rows.Outputs.Add(new RequestedOutput(output, binary));
        }
    }
}
