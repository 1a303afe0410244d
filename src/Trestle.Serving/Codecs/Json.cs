using System.Text.Json;

using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving.Codecs;

/// <summary>
/// JSON as in MLflow's scoring protocol: an object with the rows in exactly one of four members, and optional <c>params</c>. Other
/// members are refused.
/// </summary>
internal sealed class Json : IRequestCodec
{
    /// <summary>The member with the parameters.</summary>
    public const string Params = "params";

    /// <summary>All members that a body may have.</summary>
    public static IReadOnlyList<string> MemberNames { get; } = [.. JsonFormCatalog.All.Select(form => form.Member), Params, RequestId];

    /// <summary>Sent by clients of MLflow to recognise a request in their own logs.</summary>
    private const string RequestId = "client_request_id";

    private static readonly JsonMembers Members = new([.. MemberNames]);

    /// <inheritdoc/>
    public IReadOnlyList<string> MediaTypes { get; } = ["application/json"];

    /// <inheritdoc/>
    public bool BringsNumbers => true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> body, RequestRows rows) => JsonShape.ReadBody(body, rows, ReadBody);

    private static void ReadBody(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        reader.Read();
        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, "", "an object");
        IJsonForm? found = null;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Members.Take(ref reader, "", ref seen);
            if (member >= JsonFormCatalog.All.Count)
            {
                ReadOther(member == JsonFormCatalog.All.Count, ref reader, rows);
                continue;
            }

            var form = JsonFormCatalog.All[member];
            found = found is null
                ? form
                : throw new RefusedException(ServeErrors.NotOneForm($"both '{found.Member}' and '{form.Member}'"));
            reader.Read();
            rows.Path = $"/{form.Member}";
            form.Read(ref body, rows);
        }

        // Reads on to the end, so that what follows the object is found.
        reader.Read();
        if (found is null)
        {
            throw new RefusedException(ServeErrors.NotOneForm("none of them"));
        }
    }

    private static void ReadOther(bool isParams, ref Utf8JsonReader reader, RequestRows rows)
    {
        if (isParams)
        {
            ReadParams(ref reader, rows);
        }
        else
        {
            reader.Read();
            JsonMembers.Skip(ref reader, $"/{RequestId}");
        }
    }

    private static void ReadParams(ref Utf8JsonReader reader, RequestRows rows)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, $"/{Params}", "an object");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Get(ref reader);
            if (!names.Add(name))
            {
                throw new RefusedException(ServeErrors.MemberTwice($"/{Params}"));
            }

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
            case AnswerOptions.IntervalParameter:
                rows.Interval = Level(name, ref value);
                break;
            case AnswerOptions.SetParameter:
                rows.Set = Level(name, ref value);
                break;
            default:
                throw new RefusedException(ServeErrors.UnknownParameter(name));
        }
    }

    private static double Level(string name, ref Utf8JsonReader value) =>
        value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var level) && AnswerOptions.IsLevel(level)
            ? level
            : throw new RefusedException(LevelErrors.BadLevel(name, $"/{Params}/{name}"));
}
