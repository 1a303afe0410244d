using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Core.Errors;

namespace Trestle.Learners.Packages;

/// <summary>
/// The manifest and the contract as JSON: the same bytes for the same values, and strict when read. Reading creates plain values and
/// nothing else.
/// </summary>
internal static class PackageJson
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly JsonDocumentOptions Documents = new() { AllowDuplicateProperties = false };

    public static byte[] Write<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Strict), (byte)'\n'];

    /// <summary>Reads what <see cref="Write"/> wrote; error TR1509 for anything else.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json, string path, string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json.Span, Strict) ?? throw new JsonException("null");
        }
        catch (JsonException broken)
        {
            throw new TrestleException(PackageErrors.BadDocument(path, file, Place(broken)), inner: broken);
        }
    }

    /// <summary>The number of the format, read before anything else so that a later format can look different.</summary>
    public static string Format(ReadOnlyMemory<byte> manifest, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest, Documents);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out var format)
                ? Short(format.GetRawText())
                : throw new TrestleException(PackageErrors.BadDocument(path, PackageFiles.Manifest, "it has no format"));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new TrestleException(PackageErrors.BadDocument(path, PackageFiles.Manifest, "it is not JSON"), inner: broken);
        }
    }

    private static string Place(JsonException broken) => $"it is not the expected JSON at line {broken.LineNumber + 1 ?? 1}";

    private static string Short(string text) => text.Length > 20 ? $"{text[..20]}…" : text;
}
