using System.Text.Json;

using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;

namespace Trestle.Serving.OpenInference;

/// <summary>A tensor of a request: its members, and where its data begins. The members may come in any order.</summary>
internal ref struct TensorHead
{
    private static readonly JsonMembers Members = new("name", "datatype", "shape", "data", "parameters");

    /// <summary>The column with its name; -1 for any other name.</summary>
    public int Column { get; private set; }

    /// <summary>The datatype of its data.</summary>
    public Datatype Datatype { get; private set; }

    /// <summary>Number of dimensions.</summary>
    public int Rank { get; private set; }

    /// <summary>Size of the first dimension: rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Size of the second dimension, 1 when there is none.</summary>
    public long Width { get; private set; }

    /// <summary>Bytes of its data behind the JSON; null for data in JSON.</summary>
    public long? ByteCount { get; private set; }

    /// <summary>A reader on the first token of the data.</summary>
    public Utf8JsonReader Data { get; private set; }

    /// <summary>Reads a tensor without its data; the reader is on its start, and afterwards on its end.</summary>
    public static TensorHead Read(ref Utf8JsonReader reader, RequestRows rows, int place)
    {
        var path = new TensorPlace(place);
        path.Require(reader.TokenType == JsonTokenType.StartObject, "an object with name, shape, datatype and data");
        var head = new TensorHead { Width = 1 };
        var (named, typed, seen) = (false, false, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Members.Take(ref reader, "/inputs", ref seen);
            reader.Read();
            switch (member)
            {
                case 0:
                    path.Require(reader.TokenType == JsonTokenType.String, "a name");
                    named = true;
                    head.Column = rows.Find(ref reader, place);
                    break;
                case 1:
                    head.Datatype = Datatypes.Find(ref reader) ?? throw new RefusedException(InferenceErrors.UnknownDatatype(place));
                    typed = true;
                    break;
                case 2:
                    head.ReadShape(ref reader, path);
                    break;
                case 3:
                    path.Require(reader.TokenType == JsonTokenType.StartArray, "a list as data");
                    head.Data = reader;
                    reader.Skip();
                    break;
                case 4:
                    head.ReadParameters(ref reader, path);
                    break;
                default:
                    JsonMembers.Skip(ref reader, "/inputs");
                    break;
            }
        }

        path.Require(named, "a name");
        path.Require(head.Rank > 0, "a shape");
        path.Require((head.Data.TokenType != JsonTokenType.None) ^ (head.ByteCount is not null), "data, as JSON or behind it");
        return typed ? head : throw new RefusedException(InferenceErrors.UnknownDatatype(place));
    }

    private void ReadParameters(ref Utf8JsonReader reader, TensorPlace path)
    {
        path.Require(reader.TokenType == JsonTokenType.StartObject, "parameters as an object");
        var ahead = reader;
        JsonMembers.Skip(ref ahead, "/inputs");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSize = JsonText.Is(ref reader, "binary_data_size"u8);
            reader.Read();
            if (isSize)
            {
                path.Require(
                    reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0,
                    "the number of bytes of its data as binary_data_size");
                ByteCount = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadShape(ref Utf8JsonReader reader, TensorPlace path)
    {
        const string Expected = "a shape [rows] or [rows, 1], or as the only tensor [rows, columns]";
        path.Require(reader.TokenType == JsonTokenType.StartArray, Expected);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            path.Require(reader.TokenType == JsonTokenType.Number && Rank < 2, Expected);
            path.Require(reader.TryGetInt64(out var size) && size >= 0, Expected);
            if (Rank++ == 0)
            {
                Rows = size;
            }
            else
            {
                Width = size;
            }
        }

        path.Require(Rank > 0, Expected);
    }
}

/// <summary>Names a tensor by its place in the request; the text is made only when something is wrong.</summary>
internal readonly record struct TensorPlace(int Place)
{
    /// <summary>Throws unless the tensor is as expected.</summary>
    public void Require(bool fits, string expected)
    {
        if (!fits)
        {
            throw new RefusedException(ServeErrors.BadShape($"/inputs/{Place}", expected));
        }
    }
}
