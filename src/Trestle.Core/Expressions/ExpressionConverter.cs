using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Core.Errors;

namespace Trestle.Core.Expressions;

/// <summary>In JSON an expression is its text.</summary>
internal sealed class ExpressionConverter : JsonConverter<Expression>
{
    public override Expression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("an expression must be a text");
        }

        try
        {
            return Expression.Parse(reader.GetString()!);
        }
        catch (TrestleException broken)
        {
            throw new JsonException(broken.Problems[0].Found, broken);
        }
    }

    public override void Write(Utf8JsonWriter writer, Expression value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
