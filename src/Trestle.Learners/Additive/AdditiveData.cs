using System.Text.Json.Serialization;

using Trestle.Core.Schema;
using Trestle.Learners.Forests;

namespace Trestle.Learners.Additive;

/// <summary>
/// The shape of a feature: what is added to each output, by the bin of the value; the last cell is that of missing values.
/// </summary>
/// <param name="Bins">The bins of the feature.</param>
/// <param name="Rows">Training rows in each cell.</param>
/// <param name="Values">What each cell adds, output by output.</param>
internal sealed record AdditiveShape(BinRule Bins, double[] Rows, double[] Values)
{
    /// <summary>Cells with values, without the one of missing values.</summary>
    [JsonIgnore]
    public int Count => Rows.Length - 1;

    /// <summary>Whether it is as described, for some outputs.</summary>
    public bool IsValid(int outputs) => Bins is { IsValid: true } && Rows.Length >= 1 && Values.Length == (long)Rows.Length * outputs
        && (Bins.Codes is { } codes ? codes.Length == Count : Bins.Cuts.Length == Math.Max(0, Count - 1))
        && Rows.All(rows => rows >= 0 && double.IsFinite(rows)) && Values.All(double.IsFinite);
}

/// <summary>The table of two features: what is added to each output, by the groups of their cells.</summary>
/// <param name="First">The number of the one feature.</param>
/// <param name="Second">The number of the other.</param>
/// <param name="FirstGroups">The group of each cell of the first feature.</param>
/// <param name="SecondGroups">The group of each cell of the second one.</param>
/// <param name="Rows">Training rows in each cell of the table, row by row.</param>
/// <param name="Values">What each cell adds, output by output.</param>
internal sealed record AdditivePair(int First, int Second, int[] FirstGroups, int[] SecondGroups, double[] Rows, double[] Values)
{
    /// <summary>Groups of the second feature: cells in a row of the table.</summary>
    [JsonIgnore]
    public int Width => SecondGroups.Max() + 1;

    /// <summary>Whether it is as described, for some outputs and shapes.</summary>
    public bool IsValid(int outputs, AdditiveShape[] shapes) => First >= 0 && First < Second && Second < shapes.Length
        && FirstGroups.Length == shapes[First].Rows.Length && SecondGroups.Length == shapes[Second].Rows.Length
        && AreGroups(FirstGroups) && AreGroups(SecondGroups) && Rows.Length == (long)(FirstGroups.Max() + 1) * Width
        && Values.Length == (long)Rows.Length * outputs
        && Rows.All(rows => rows >= 0 && double.IsFinite(rows)) && Values.All(double.IsFinite);

    private static bool AreGroups(int[] groups) =>
        groups[0] == 0 && groups.Zip(groups.Skip(1)).All(pair => pair.Second - pair.First is 0 or 1);
}

/// <summary>An additive model as it is saved.</summary>
internal sealed record AdditiveData
{
    /// <summary>The format's name.</summary>
    public const string Version = "trestle-additive-1";

    /// <summary><see cref="Version"/>.</summary>
    public required string Format { get; init; }

    /// <summary>What is predicted.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Names of the features.</summary>
    public required string[] Features { get; init; }

    /// <summary>The outputs with nothing added, which are those of the training rows on average.</summary>
    public required double[] Intercepts { get; init; }

    /// <summary>The shape of each feature.</summary>
    public required AdditiveShape[] Shapes { get; init; }

    /// <summary>Tables of two features.</summary>
    public required AdditivePair[] Pairs { get; init; }

    /// <summary>Why this is not a valid model; null when it is.</summary>
    [JsonIgnore]
    public string? Reason => this switch
    {
        { Format: not Version } => $"its format is not '{Version}'",
        _ when !(Task == TaskKind.Multiclass ? Intercepts.Length >= 3 : Intercepts.Length == 1) =>
            "the number of outputs does not fit the task",
        _ when !Intercepts.All(double.IsFinite) => "an intercept is not a number",
        _ when Shapes.Length != Features.Length
            || !Array.TrueForAll(Shapes, shape => shape?.IsValid(Intercepts.Length) == true) => "the shape of a feature is not valid",
        _ when !Array.TrueForAll(Pairs, pair => pair?.IsValid(Intercepts.Length, Shapes) == true) => "a table of two features is not valid",
        _ => null,
    };
}
