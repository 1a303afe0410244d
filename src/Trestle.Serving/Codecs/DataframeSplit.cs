using System.Text.Json;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// <c>{"dataframe_split": {"columns": ["age", "city"], "data": [[42, "Bern"]]}}</c>, as pandas writes it with orient "split"; an index
/// is ignored. The members may come in any order.
/// </summary>
internal sealed class DataframeSplit : IJsonForm
{
    private static readonly JsonMembers Members = new("columns", "data", "index");

    /// <inheritdoc/>
    public string Member => "dataframe_split";

    /// <inheritdoc/>
    public void Read(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, rows.Path, "an object with columns and data");
        var (columns, data) = (false, false);
        JsonBody earlyData = default;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Members.Take(ref reader, "/dataframe_split", ref seen);
            reader.Read();
            switch (member)
            {
                case 0:
                    columns = true;
                    ReadColumns(ref body, rows);
                    break;
                case 1:
                    data = true;
                    if (columns)
                    {
                        ReadData(ref body, rows);
                    }
                    else
                    {
                        earlyData = body;
                        reader.Skip();
                    }

                    break;
                default:
                    JsonMembers.Skip(ref reader, rows.Path);
                    break;
            }
        }

        JsonShape.Require(columns && data, rows.Path, "columns and data");
        if (earlyData.Reader.TokenType != JsonTokenType.None)
        {
            ReadData(ref earlyData, rows);
        }
    }

    private static void ReadColumns(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        var path = rows.Path;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            JsonShape.Require(false, $"{path}/columns", "a list of names");
        }

        if (rows.Known.TryRepeat(rows, body.Rest, out var length))
        {
            // But for its last bracket, so that the reader knows that the list has ended.
            body.Skip(length - 1);
            reader.Read();
            return;
        }

        var start = body.Consumed;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                JsonShape.Require(false, $"{path}/columns/{rows.Header.Count}", "a name");
            }

            rows.AddHeader(rows.Find(ref reader, rows.Header.Count));
        }

        rows.EndHeader();
        rows.Known.Remember(rows, body.Since(start));
    }

    private static void ReadData(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        rows.Path = "/dataframe_split/data";
        JsonShape.Require(reader.TokenType == JsonTokenType.StartArray, rows.Path, "a list of rows");
        reader.Read();
        JsonShape.ReadRestOfLists(ref body, rows);
    }
}
