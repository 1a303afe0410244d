using System.Text.Json;

using Shouldly;

using Trestle.Core.Configuration;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class WordConverterTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new WordConverter() } };

    /// <summary>How a colour is seen.</summary>
    private enum Colour
    {
        Red,

        [Formerly("blue")]
        DarkBlue,
    }

    [Fact]
    public void An_enum_is_a_word_as_a_value_and_as_a_key()
    {
        JsonSerializer.Serialize(Colour.DarkBlue, Json).ShouldBe("\"dark-blue\"");
        JsonSerializer.Deserialize<Colour>("\"Dark-Blue\"", Json).ShouldBe(Colour.DarkBlue);
        JsonSerializer.Deserialize<Colour>("\"blue\"", Json).ShouldBe(Colour.DarkBlue);
        JsonSerializer.Serialize(new Dictionary<Colour, int> { [Colour.Red] = 1 }, Json).ShouldBe("{\"red\":1}");
        JsonSerializer.Deserialize<Dictionary<Colour, int>>("{\"red\":1}", Json)![Colour.Red].ShouldBe(1);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("\"red,dark-blue\"")]
    [InlineData("\"red, red\"")]
    [InlineData("\" red\"")]
    [InlineData("\"DarkBlue\"")]
    [InlineData("\"green\"")]
    [InlineData("null")]
    [InlineData("true")]
    public void Anything_else_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Colour>(json, Json));

    [Fact]
    public void A_value_without_a_word_is_not_written() =>
        Should.Throw<JsonException>(() => JsonSerializer.Serialize((Colour)7, Json));
}
