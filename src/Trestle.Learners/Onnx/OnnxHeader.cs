using System.Text.Json.Serialization;

using Trestle.Core.Schema;

namespace Trestle.Learners.Onnx;

/// <summary>What an ONNX file does not say of its model; kept in its metadata.</summary>
/// <param name="Task">What is predicted.</param>
/// <param name="Features">Names of the features, in the order of its input, or those of its inputs.</param>
/// <param name="Classes">Number of classes; 0 for values.</param>
public sealed record OnnxHeader(TaskKind Task, string[] Features, int Classes)
{
    /// <summary>The features in the order of its one input; null for that of <see cref="Features"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Order { get; init; }

    /// <summary>The words of the codes of features that go in as words; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Words { get; init; }

    /// <summary>What the model calls the classes, in the order of the target's; null where it numbers them in that order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Names { get; init; }

    /// <summary>Where each class of the target is among probabilities without names; null for the order of the classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? Places { get; init; }

    /// <summary>Scores per row.</summary>
    [JsonIgnore]
    public int Outputs => Task == TaskKind.Multiclass ? Classes : 1;

    /// <summary>What makes it useless, or null.</summary>
    public string? Fault() => this switch
    {
        _ when !(Task switch
        {
            TaskKind.Regression => Classes == 0,
            TaskKind.Binary => Classes == 2,
            _ => Classes is >= 3 and <= 100_000,
        }) => "the number of classes does not fit the task",
        _ when Names is { } names && (names.Length != Classes || names.Distinct(StringComparer.Ordinal).Count() != Classes) =>
            "there is not one name for each class",
        _ when Places is { } places && !places.Order().SequenceEqual(Enumerable.Range(0, Classes)) =>
            "there is not one place for each class",
        _ when Order is { } order && !order.Order(StringComparer.Ordinal).SequenceEqual(Features.Order(StringComparer.Ordinal)) =>
            "the order of its input is not that of its features",
        _ => null,
    };
}
