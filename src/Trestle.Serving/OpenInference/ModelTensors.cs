using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Learners.Packages;
using Trestle.Serving.Requests;

namespace Trestle.Serving.OpenInference;

/// <summary>A model as tensors: its inputs, its outputs, and its scores written as such.</summary>
internal sealed class ModelTensors(Scorer scorer, RequestSchema schema)
{
    private readonly byte[][] labels = [.. scorer.Package.Contract.Classes.Select(Encoding.UTF8.GetBytes)];
    private readonly JsonEncodedText[] classes =
        [.. scorer.Package.Contract.Classes.Select(name => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>
    /// Writes the members <c>platform</c>, <c>inputs</c> and <c>outputs</c> of a model's metadata; -1 stands for the number of rows.
    /// </summary>
    public void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteString("platform", $"trestle_{scorer.Package.Manifest.Learner}");
        json.WriteStartArray("inputs");
        foreach (var column in schema.Columns)
        {
            WriteHead(json, column.Name, Datatypes.Of(column.Type), -1, 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (var output in OutputTensors.All(schema.HasClasses))
        {
            WriteHead(json, output, -1);
            if (output == OutputTensor.Probabilities)
            {
                json.WriteStartObject("parameters");
                json.WriteString("classes", JsonSerializer.Serialize(scorer.Package.Contract.Classes));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// Writes the requested outputs, or all when none is named; a row that has a fault is null. Returns the data of those in binary form,
    /// which follows the JSON.
    /// </summary>
    public IReadOnlyList<List<byte>> WriteOutputs(Utf8JsonWriter json, Scored scored)
    {
        var asked = scored.Asked;
        var tail = new List<List<byte>>();
        json.WriteStartArray("outputs");
        foreach (var (output, binary) in Requested(asked))
        {
            WriteHead(json, output, asked.Rows);
            if (binary)
            {
                tail.Add(Bytes(output, scored));
                json.WriteStartObject("parameters");
                json.WriteNumber("binary_data_size", tail[^1].Count);
                json.WriteEndObject();
                json.WriteEndObject();
                continue;
            }

            json.WriteStartArray("data");
            var next = 0;
            for (var row = 0; row < asked.Rows; row++)
            {
                if (asked.Faults.Has(row))
                {
                    WriteNulls(json, output);
                }
                else
                {
                    WriteRow(json, output, scored.Scores, next++);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return tail;
    }

    private IEnumerable<RequestedOutput> Requested(RequestRows asked) => asked.Outputs.Count > 0
        ? asked.Outputs.Select(output => output with { Binary = output.Binary || asked.BinaryOutputs })
        : OutputTensors.All(schema.HasClasses).Select(output => new RequestedOutput(output, asked.BinaryOutputs));

    /// <summary>An output in binary form; a row that has a fault is NaN or an empty text.</summary>
    private List<byte> Bytes(OutputTensor output, Scored scored)
    {
        var (asked, scores, next) = (scored.Asked, scored.Scores, 0);
        var bytes = new List<byte>(asked.Rows * sizeof(double));
        for (var row = 0; row < asked.Rows; row++)
        {
            var place = asked.Faults.Has(row) ? -1 : next++;
            if (output == OutputTensor.Prediction && schema.HasClasses)
            {
                TensorBytes.AddText(bytes, place < 0 ? [] : labels[scorer.Class(scores, place)]);
                continue;
            }

            for (var i = 0; i < (output == OutputTensor.Probabilities ? classes.Length : 1); i++)
            {
                var value = place < 0 ? double.NaN : schema.HasClasses ? scores.Probability(place, i) : scores.Values[place];
                bytes.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in value)));
            }
        }

        return bytes;
    }

    private void WriteNulls(Utf8JsonWriter json, OutputTensor output)
    {
        for (var i = 0; i < (output == OutputTensor.Probabilities ? classes.Length : 1); i++)
        {
            json.WriteNullValue();
        }
    }

    private void WriteRow(Utf8JsonWriter json, OutputTensor output, Scores scores, int row)
    {
        if (output == OutputTensor.Probabilities)
        {
            for (var i = 0; i < classes.Length; i++)
            {
                json.WriteNumberValue(scores.Probability(row, i));
            }
        }
        else if (schema.HasClasses)
        {
            json.WriteStringValue(classes[scorer.Class(scores, row)]);
        }
        else
        {
            json.WriteNumberValue(scores.Values[row]);
        }
    }

    private void WriteHead(Utf8JsonWriter json, OutputTensor output, int rows) => WriteHead(
        json,
        output.Name(),
        output == OutputTensor.Prediction && schema.HasClasses ? Datatype.Bytes : Datatype.Fp64,
        rows,
        output == OutputTensor.Probabilities ? classes.Length : 1);

    /// <summary>Opens a tensor; the caller closes it.</summary>
    private static void WriteHead(Utf8JsonWriter json, string name, Datatype datatype, int rows, int width)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("datatype", datatype.Name());
        json.WriteStartArray("shape");
        json.WriteNumberValue(rows);
        if (width > 1)
        {
            json.WriteNumberValue(width);
        }

        json.WriteEndArray();
    }
}
