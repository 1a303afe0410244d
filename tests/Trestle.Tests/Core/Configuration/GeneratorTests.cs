using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class GeneratorTests
{
    [Fact]
    public void The_reference_is_a_page_of_tables() =>
        Snapshot.Match(ConfigurationReference.Markdown(typeof(Sample), Samples.Model), "configuration-reference");

    [Fact]
    public void The_schema_is_draft_2020_12() => Snapshot.Match(JsonSchema.For(typeof(Sample), Samples.Model), "configuration-schema");

    [Fact]
    public void Every_reference_within_the_schema_leads_somewhere()
    {
        var schema = JsonNode.Parse(JsonSchema.For(typeof(Sample), Samples.Model))!;
        var references = Objects(schema).Select(node => (string?)node["$ref"]).OfType<string>().Distinct().ToArray();

        references.Length.ShouldBe(9);
        references.ShouldAllBe(reference => schema["$defs"]![reference.Replace("#/$defs/", "")] is JsonObject);
    }

    [Fact]
    public void A_record_that_cannot_be_bound_is_a_mistake_of_the_program()
    {
        var model = new SettingModel();

        Should.Throw<InvalidOperationException>(() => model.Describe(typeof(ReadOnlySetting))).Message.ShouldEndWith(
            "ReadOnlySetting.Fixed is a setting without a setter");
        Should.Throw<InvalidOperationException>(
            () => model.Describe(typeof(OddType))).Message.ShouldEndWith("System.Guid cannot be a setting");
        Should.Throw<InvalidOperationException>(
            () => model.Describe(typeof(NoCatalogue))).Message.ShouldContain("no catalogue has the implementations of");
        Should.Throw<InvalidOperationException>(
            () => model.Describe(typeof(OddRange))).Message.ShouldContain("the range's end soon is not a TimeSpan");
        Should.Throw<InvalidOperationException>(
            () => new SettingModel().Catalogue<ISampleStep>("step", [KeyValuePair.Create("auc", typeof(Auc))]));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject map => [map, .. map.SelectMany(entry => Objects(entry.Value))],
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    public sealed record ReadOnlySetting
    {
        [Setting("Cannot be set.")]
        public int Fixed { get; }
    }

    public sealed record OddType
    {
        [Setting("Of no type that can be written.")]
        public Guid Id { get; init; }
    }

    public sealed record NoCatalogue
    {
        [Setting("One of nothing.")]
        public ISampleStep? Step { get; init; }
    }

    public sealed record OddRange
    {
        [Setting("With a limit that is none.")]
        [Range(typeof(TimeSpan), "soon", "1d")]
        public TimeSpan Wait { get; init; }
    }
}
