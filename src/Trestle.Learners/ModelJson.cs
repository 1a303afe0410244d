using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Core.Errors;

namespace Trestle.Learners;

/// <summary>
/// Small models as JSON: numbers in the shortest form that reads back to the same bits, properties in the order of their
/// declaration, so that the same model gives the same bytes.
/// </summary>
internal static class ModelJson
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static byte[] Write<T>(T model) => JsonSerializer.SerializeToUtf8Bytes(model, Strict);

    /// <summary>Reads what <see cref="Write"/> wrote; a <see cref="TrestleException"/> for anything else.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> saved, string learner)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(saved.Span, Strict) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            var where = error.LineNumber is { } line ? $" at line {line + 1}, byte {error.BytePositionInLine + 1}" : "";
            throw new TrestleException(MetricErrors.BadModel(learner, $"it is not the expected JSON{where}"), inner: error);
        }
    }

    /// <summary>Throws unless the names can be names of features: present and unique.</summary>
    public static void CheckFeatures(IReadOnlyList<string?> features, string learner)
    {
        if (features.Any(string.IsNullOrEmpty) || features.Distinct(StringComparer.Ordinal).Count() != features.Count)
        {
            throw new TrestleException(MetricErrors.BadModel(learner, "a feature has no name or a duplicate name"));
        }
    }
}
