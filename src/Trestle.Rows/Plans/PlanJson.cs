using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Plans;

/// <summary>
/// Fitted plans as JSON: the same bytes for the same plan, numbers to the last bit. Reading creates the fitted steps of
/// <see cref="StepCatalog"/> and nothing else, so a plan is data and never code.
/// </summary>
public static class PlanJson
{
    /// <summary>Largest plan that is read, in bytes.</summary>
    public const int LargestPlan = 256 * 1024 * 1024;

    private const int Version = 1;
    private const string StepKey = "step";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false), new StepConverter() },
    };

    /// <summary>The bytes of a plan. A step that is not in the catalogue is error TR0053.</summary>
    public static byte[] Write(FittedPlan plan) =>
        JsonSerializer.SerializeToUtf8Bytes(new Document(Version, plan.Input.Columns, plan.Steps), Options);

    /// <summary>Reads what <see cref="Write"/> wrote; anything else is error TR0054 (TR0053 for an unknown step).</summary>
    public static FittedPlan Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > LargestPlan)
        {
            throw Bad($"it has {json.Length} bytes, more than {LargestPlan}");
        }

        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, Options) ?? throw Bad("it is empty");
            return document.Version == Version ? Checked(document) : throw Bad($"it has version {document.Version}, not {Version}");
        }
        catch (JsonException broken)
        {
            throw new TrestleException(RowErrors.BadPlan($"line {broken.LineNumber + 1}, at {broken.Path ?? "$"}"), inner: broken);
        }
    }

    /// <summary>Binds the plan once, so that steps that do not fit together are rejected on reading.</summary>
    private static FittedPlan Checked(Document document)
    {
        if (document.Input.Any(column => column.Name is null) || document.Steps.Any(step => step is null))
        {
            throw Bad("an input column or a step is null");
        }

        if (document.Input.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() != document.Input.Count)
        {
            throw Bad("two of its input columns share a name");
        }

        var plan = new FittedPlan(new RowSchema(document.Input), document.Steps);
        plan.Bind();
        return plan;
    }

    private static TrestleException Bad(string reason) => new(RowErrors.BadPlan(reason));

    private sealed record Document(int Version, IReadOnlyList<Column> Input, IReadOnlyList<IFittedStep> Steps);

    /// <summary>A step as an object whose first property is its name in the catalogue.</summary>
    private sealed class StepConverter : JsonConverter<IFittedStep>
    {
        public override IFittedStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            Check(document.RootElement);
            var body = document.RootElement.ValueKind == JsonValueKind.Object
                ? JsonObject.Create(document.RootElement)!
                : throw new JsonException("a step must be an object");
            var name = body[StepKey] is JsonValue value && value.TryGetValue(out string? text)
                ? text
                : throw new JsonException("a step must have a name");
            body.Remove(StepKey);
            return (IFittedStep)(
                body.Deserialize(StepCatalog.Find(name).Fitted, options) ?? throw new JsonException("a step must be an object"));
        }

        public override void Write(Utf8JsonWriter writer, IFittedStep value, JsonSerializerOptions options)
        {
            var name = StepCatalog.NameOf(value);
            writer.WriteStartObject();
            writer.WriteString(StepKey, name);
            using var body = JsonSerializer.SerializeToDocument(value, value.GetType(), options);
            foreach (var property in body.RootElement.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        /// <summary>No list of a plan has nulls and no object has a duplicate member; the serializer does not check this.</summary>
        private static void Check(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Null)
                    {
                        throw new JsonException("null in a list");
                    }

                    Check(item);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (!names.Add(member.Name))
                    {
                        throw new JsonException("a duplicate member");
                    }

                    Check(member.Value);
                }
            }
        }
    }
}
