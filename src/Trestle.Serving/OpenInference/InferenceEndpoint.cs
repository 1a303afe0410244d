using System.Buffers;
using System.Globalization;
using System.Text.Json;

using Trestle.Core.Routing;
using Trestle.Serving.Codecs;
using Trestle.Serving.Draining;
using Trestle.Serving.Requests;
using Trestle.Serving.Routes;

namespace Trestle.Serving.OpenInference;

/// <summary>
/// The Open Inference Protocol, version 2, over REST: server and model metadata, readiness, and predictions. Without a version in the
/// path the route table decides who answers; a named version answers itself, unless it is a shadow.
/// </summary>
internal sealed class InferenceEndpoint(Switchboard board, Answers answers, Predictor predictor, Drain drain)
{
    private const string JsonType = "application/json";

    private static readonly InferDecoder Decoder = new();

    /// <summary>The format of the protocol's answers.</summary>
    public static InferenceFormat Format { get; } = new();

    /// <summary>Answers a request whose path belongs to the protocol.</summary>
    public Task HandleAsync(HttpContext context, string path)
    {
        var asked = InferencePath.Parse(path);
        var table = board.Table;
        return asked.Verb switch
        {
            InferenceVerb.Server => TellAsync(context, WriteServer),
            InferenceVerb.Live => TellAsync(context, json => json.WriteBoolean("live", true)),
            InferenceVerb.Ready => TellReadyAsync(context, null),
            InferenceVerb.Model => TellModelAsync(context, table, Route(table, asked)),
            InferenceVerb.ModelReady => TellModelReadyAsync(context, table, asked),
            InferenceVerb.Infer => InferAsync(context, table, asked),
            _ => throw new RefusedException(ServeErrors.NoSuchPath()),
        };
    }

    private Task InferAsync(HttpContext context, ServedTable table, InferencePath asked)
    {
        Answers.RequireMethod(context.Request, HttpMethods.Post);
        var route = Route(table, asked);
        return predictor.AnswerAsync(context, table, new Call(Reader(context.Request), Format, Route: asked.HasVersion ? route : null));
    }

    /// <summary>The reader of a body: JSON, or JSON of a length that a header says with bytes behind it.</summary>
    private static InferDecoder Reader(HttpRequest request)
    {
        var type = request.ContentType;
        if (request.Headers.TryGetValue(TensorBytes.LengthHeader, out var length))
        {
            return int.TryParse(length.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? new InferDecoder(bytes)
                : throw new RefusedException(InferenceErrors.BadLength());
        }

        return CodecCatalog.Find(type) is Json ? Decoder : throw new RefusedException(ServeErrors.WrongContentType());
    }

    /// <summary>The version that a path names, or the live one; refused when the model or the version is not in service.</summary>
    private static ServedRoute Route(ServedTable table, InferencePath asked)
    {
        if (!asked.Model.SequenceEqual(table.Model))
        {
            throw new RefusedException(InferenceErrors.NoSuchModel());
        }

        table.RequireService();
        return (asked.HasVersion ? table.Find(asked.Version) : table.Routes.First(route => route.Role == RouteRole.Live))
            ?? throw new RefusedException(InferenceErrors.NoSuchModel());
    }

    private Task TellModelAsync(HttpContext context, ServedTable table, ServedRoute route) => TellAsync(context, json =>
    {
        json.WriteString("name", table.Model);
        json.WriteStartArray("versions");
        foreach (var version in table.Routes.Where(other => other.Role != RouteRole.Shadow)
            .Select(other => other.VersionText).OfType<string>())
        {
            json.WriteStringValue(version);
        }

        json.WriteEndArray();
        route.Model.Tensors.WriteMetadata(json);
    });

    private Task TellModelReadyAsync(HttpContext context, ServedTable table, InferencePath asked)
    {
        Route(table, asked);
        return TellReadyAsync(context, table.Model);
    }

    private Task TellReadyAsync(HttpContext context, string? model) => TellAsync(
        context,
        json =>
        {
            if (model is not null)
            {
                json.WriteString("name", model);
            }

            json.WriteBoolean("ready", !drain.HasBegun);
        },
        drain.HasBegun ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);

    private Task TellAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return answers.TellAsync(context, JsonType, bytes.WrittenMemory, status);
    }

    private static void WriteServer(Utf8JsonWriter json)
    {
        json.WriteString("name", "trestle");
        json.WriteString("version", VersionPage.Trestle);
        json.WriteStartArray("extensions");
        json.WriteStringValue("binary_tensor_data");
        json.WriteEndArray();
    }
}
