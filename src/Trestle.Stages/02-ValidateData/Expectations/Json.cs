using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are JSON documents.</summary>
[Description("Texts are JSON documents.")]
internal sealed record Json : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "a JSON document";

    /// <inheritdoc/>
    protected override bool IsSlow => true;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text =>
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    };
}
