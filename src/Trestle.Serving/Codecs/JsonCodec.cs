using System.Text.Json;

using Trestle.Rows.Blocks;

namespace Trestle.Serving.Codecs;

/// <summary>
/// The four JSON forms of MLflow's scoring protocol: <c>dataframe_split</c>, <c>dataframe_records</c>, <c>instances</c> and
/// <c>inputs</c>. Cells go straight from the bytes into columns.
/// </summary>
public sealed class JsonCodec : IRequestCodec
{
    private const int Deepest = 8;

    /// <inheritdoc/>
    public bool Reads(string contentType) => contentType is "application/json";

    /// <inheritdoc/>
    public (RowBlock Rows, OutputForm? Output) Read(ReadOnlySpan<byte> body, RequestLayout layout)
    {
        try
        {
            var envelope = Envelope.Read(body);
            var part = new Utf8JsonReader(body.Slice(envelope.Start, envelope.Length), new JsonReaderOptions { MaxDepth = Deepest });
            part.Read();
            var table = new RequestTable(layout);
            switch (envelope.Form)
            {
                case "dataframe_split":
                    new SplitReader(table, layout).Read(ref part, body.Slice(envelope.Start, envelope.Length));
                    break;
                case "dataframe_records":
                    RowReader.Records(ref part, table, layout, envelope.Form);
                    break;
                default:
                    ReadAny(ref part, table, layout, envelope.Form);
                    break;
            }

            return (table.ToBlock(), envelope.Output);
        }
        catch (JsonException e)
        {
            throw new RequestException(ServeErrors.NotJson($"{e.Message.Split(" LineNumber")[0]} (line {e.LineNumber + 1}, byte {e.BytePositionInLine})"));
        }
        catch (InvalidOperationException e) when (e.InnerException is System.Text.DecoderFallbackException || e.Message.Contains("UTF", StringComparison.Ordinal))
        {
            throw new RequestException(ServeErrors.NotJson("a text is not UTF-8, or holds half a character"));
        }
    }

    /// <summary><c>instances</c> and <c>inputs</c>: a list of records, a list of rows in the contract's order, or columns by name.</summary>
    private static void ReadAny(ref Utf8JsonReader reader, RequestTable table, RequestLayout layout, string form)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ColumnReader.Read(ref reader, table, layout, form);
            return;
        }

        var probe = reader;
        if (probe.TokenType == JsonTokenType.StartArray && probe.Read() && probe.TokenType == JsonTokenType.StartArray)
        {
            RowReader.Rows(ref reader, table, [.. Enumerable.Range(0, layout.Columns.Count)], form);
            return;
        }

        RowReader.Records(ref reader, table, layout, form);
    }

    /// <summary>The top level of a request: where its rows are, and what is wanted.</summary>
    private readonly record struct Envelope(string Form, int Start, int Length, OutputForm? Output)
    {
        private static readonly string[] Forms = ["dataframe_split", "dataframe_records", "instances", "inputs"];

        public static Envelope Read(ReadOnlySpan<byte> body)
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestException(ServeErrors.NoForm("no object"));
            }

            var found = new List<(string Form, int Start, int Length)>();
            OutputForm? output = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name == "params")
                {
                    output = Parameters(ref reader);
                    continue;
                }

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (Forms.Contains(name))
                {
                    found.Add((name, start, (int)reader.BytesConsumed - start));
                }
            }

            // Reads on to the end, so that what follows the object is found to be wrong.
            while (reader.Read())
            {
            }

            return found is [var only]
                ? new Envelope(only.Form, only.Start, only.Length, output)
                : throw new RequestException(ServeErrors.NoForm(found.Count == 0 ? "none" : string.Join(", ", found.Select(entry => entry.Form))));
        }

        private static OutputForm? Parameters(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return null;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestException(ServeErrors.BadShape("params", "an object"));
            }

            OutputForm? output = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name != "output")
                {
                    throw new RequestException(ServeErrors.BadParameter(name, "output"));
                }

                output = CodecCatalog.Output(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
            }

            return output;
        }
    }
}
