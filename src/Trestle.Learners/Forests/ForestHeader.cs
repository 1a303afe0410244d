using System.Text.Json.Serialization;

using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>The bins of a feature, as far as scoring needs them: see <see cref="FeatureBins"/>.</summary>
/// <param name="Cuts">For numbers: the largest value of each bin but the last.</param>
/// <param name="Codes">For categories: the codes in each bin.</param>
internal sealed record BinRule(
    double[] Cuts, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[][]? Codes = null)
{
    /// <summary>The last bin that a split may have on its low side.</summary>
    [JsonIgnore]
    public int LastCut => Codes is null ? Cuts.Length : Codes.Length - 1;

    /// <summary>Whether the bins are as described.</summary>
    [JsonIgnore]
    public bool IsValid => Codes is null ? AreCuts : Cuts.Length == 0 && AreCodes(Codes);

    private bool AreCuts =>
        Cuts.Length < FeatureBins.Most && Cuts.All(double.IsFinite) && Cuts.Zip(Cuts.Skip(1)).All(pair => pair.First < pair.Second);

    private static bool AreCodes(int[]?[] codes) =>
        codes.Length <= FeatureBins.Most
        && codes.All(own => own is not null && own.All(code => code is >= 0 and <= FeatureBins.LargestCode))
        && codes.SelectMany(own => own!).Count() == codes.SelectMany(own => own!).Distinct().Count();
}

/// <summary>What is saved of a forest besides its trees and the values of their leaves.</summary>
internal sealed record ForestHeader
{
    /// <summary>The format's name.</summary>
    public const string Version = "trestle-forest-1";

    /// <summary><see cref="Version"/>.</summary>
    public required string Format { get; init; }

    /// <summary>What is predicted.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Names of the features.</summary>
    public required string[] Features { get; init; }

    /// <summary>The bins of each feature.</summary>
    public required BinRule[] Bins { get; init; }

    /// <summary>For classes: the shares that count like the leaf of one more tree, one for each output; empty for a value.</summary>
    public required double[] Prior { get; init; }

    /// <summary>The importance of each feature.</summary>
    public required double[] Importance { get; init; }

    /// <summary>Number of trees.</summary>
    public required int Trees { get; init; }

    /// <summary>Outputs per row, and numbers in a leaf.</summary>
    [JsonIgnore]
    public int Outputs => Math.Max(Prior.Length, 1);

    /// <summary>Why this is not a valid header; null when it is.</summary>
    [JsonIgnore]
    public string? Reason => this switch
    {
        { Format: not Version } => $"its format is not '{Version}'",
        _ when Bins.Length != Features.Length || Importance.Length != Features.Length => "a list does not have one entry per feature",
        _ when !HasOutputs => "the number of outputs does not fit the task",
        _ when !Bins.All(bins => bins is { IsValid: true }) => "the bins of a feature are not in order",
        _ when !Prior.All(share => share is >= 0 and <= 1) || !Importance.All(share => share is >= 0 and <= 1) => "a share is not one",
        { Trees: < 1 } => "it has no trees",
        _ => null,
    };

    private bool HasOutputs => Task switch
    {
        TaskKind.Regression => Prior.Length == 0,
        TaskKind.Binary => Prior.Length == 1,
        _ => Prior.Length >= 3,
    };
}
