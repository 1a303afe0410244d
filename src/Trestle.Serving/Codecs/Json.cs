using System.Text.Json;

using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving.Codecs;

/// <summary>
/// JSON as in MLflow's scoring protocol: an object with the rows in exactly one of four members, and optional <c>params</c>. Other
/// members are ignored.
/// </summary>
internal sealed class Json : IRequestCodec
{
    private const string Params = "params";

    /// <inheritdoc/>
    public IReadOnlyList<string> MediaTypes { get; } = ["application/json"];

    /// <inheritdoc/>
    public bool BringsNumbers => true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> body, RequestRows rows) => JsonShape.ReadBody(body, rows, ReadBody);

    private static void ReadBody(ref Utf8JsonReader reader, RequestRows rows)
    {
        reader.Read();
        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, "", "an object");
        IJsonForm? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Form(ref reader) is { } form)
            {
                found = found is null
                    ? form
                    : throw new RefusedException(ServeErrors.NotOneForm($"both '{found.Member}' and '{form.Member}'"));
                reader.Read();
                rows.Path = $"/{form.Member}";
                form.Read(ref reader, rows);
            }
            else if (JsonText.Get(ref reader) == Params)
            {
                ReadParams(ref reader, rows);
            }
            else
            {
                reader.Skip();
            }
        }

        // Reads on to the end, so that what follows the object is found.
        reader.Read();
        if (found is null)
        {
            throw new RefusedException(ServeErrors.NotOneForm("none of them"));
        }
    }

    private static IJsonForm? Form(ref Utf8JsonReader name)
    {
        foreach (var form in JsonFormCatalog.All)
        {
            if (!name.ValueIsEscaped && name.ValueTextEquals(form.Member))
            {
                return form;
            }
        }

        return null;
    }

    private static void ReadParams(ref Utf8JsonReader reader, RequestRows rows)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, $"/{Params}", "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Get(ref reader);
            reader.Read();
            ReadParameter(name, ref reader, rows);
        }
    }

    private static void ReadParameter(string name, ref Utf8JsonReader value, RequestRows rows)
    {
        switch (name)
        {
            case OutputForms.Parameter:
                rows.Output = value.TokenType == JsonTokenType.String && OutputForms.Find(JsonText.Get(ref value)) is { } output
                    ? output
                    : throw new RefusedException(ServeErrors.UnknownOutput("/params/output"));
                break;
            case AnswerOptions.ExplainParameter:
                rows.Explain = value.TokenType == JsonTokenType.Number && value.TryGetInt32(out var most) && most > 0
                    ? most
                    : throw new RefusedException(ServeErrors.BadExplain("/params/explain"));
                break;
            default:
                throw new RefusedException(ServeErrors.UnknownParameter());
        }
    }
}
