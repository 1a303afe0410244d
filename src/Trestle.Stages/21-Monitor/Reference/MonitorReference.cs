using System.Text.Json.Serialization;

using Trestle.Learners.Metrics;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>
/// What a model was trained on and how good it was: windows in service are compared with it. Made once for a version and kept as JSON.
/// </summary>
public sealed record MonitorReference
{
    /// <summary>What is predicted.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>The probability from which a binary row counts as positive.</summary>
    public required double Threshold { get; init; }

    /// <summary>The value of each outcome of a binary decision; null when nobody has said.</summary>
    public CostMatrix? Costs { get; init; }

    /// <summary>
    /// What decisions are worth where <see cref="Costs"/> does not say it and amounts are the same for all rows; otherwise null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowValues? Values { get; init; }

    /// <summary>Whether each row is decided by its expected value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByValue { get; init; }

    /// <summary>The columns of a request.</summary>
    public required IReadOnlyList<ReferenceColumn> Features { get; init; }

    /// <summary>The scores of a row, in the order of the model's outputs, out of fold.</summary>
    public required IReadOnlyList<ReferenceColumn> Scores { get; init; }

    /// <summary>The metrics on those scores.</summary>
    public required IReadOnlyList<ReferenceMetric> Metrics { get; init; }
}

/// <summary>One column of the reference.</summary>
public sealed record ReferenceColumn
{
    public required string Name { get; init; }
    public required ColumnKind Kind { get; init; }

    /// <summary>Whether its values are private.</summary>
    public bool Private { get; init; }

    public required long Rows { get; init; }
    public required long Missing { get; init; }

    /// <summary>How the share of missing values varies between windows of the reference.</summary>
    public required IReadOnlyList<Variation> MissingVariation { get; init; }

    /// <summary>The numbers, if it holds numbers and they are compared.</summary>
    public NumberReference? Numbers { get; init; }

    /// <summary>The texts, if it holds categories and they are compared.</summary>
    public TextReference? Texts { get; init; }
}

/// <summary>A distribution of numbers in bins.</summary>
/// <param name="Edges">Upper edges of the bins; one more bin holds what is above the last.</param>
/// <param name="Counts">Rows in each bin.</param>
/// <param name="Means">Mean of the numbers in each bin; 0 where there are none.</param>
/// <param name="Mean">Mean of all.</param>
/// <param name="Deviation">Standard deviation of all.</param>
/// <param name="Variation">How windows of the reference differ from the rest of it.</param>
public sealed record NumberReference(
    double[] Edges, long[] Counts, double[] Means, double Mean, double Deviation, IReadOnlyList<Variation> Variation);

/// <summary>A distribution of categories.</summary>
/// <param name="Categories">The categories that are counted separately, the most frequent first.</param>
/// <param name="Counts">Rows of each, and at the end those of all others.</param>
/// <param name="Variation">How windows of the reference differ from the rest of it.</param>
public sealed record TextReference(string[] Categories, long[] Counts, IReadOnlyList<Variation> Variation);

/// <summary>
/// How windows of the reference differ from the rest of it: the usual variation. Windows are of contiguous rows where rows have an order,
/// with the seasons and trends of the training data, and otherwise of rows (or groups of rows) drawn at random.
/// </summary>
/// <param name="Rows">Rows in such a window, on average.</param>
/// <param name="Windows">Number of windows.</param>
/// <param name="Mean">Mean of the effect.</param>
/// <param name="Deviation">Its sample standard deviation.</param>
/// <param name="Design">
/// The design effect, at least 1: how many times larger the test statistic is than with independent rows, on average, or at the most
/// extreme window than such a window rarely is.
/// </param>
public sealed record Variation(double Rows, int Windows, double Mean, double Deviation, double Design);

/// <summary>A metric of the reference.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Value">Its value on all scored rows.</param>
/// <param name="Error">Its standard error, by bootstrap.</param>
/// <param name="Between">Standard deviation between windows of contiguous rows, beyond what sampling rows alone explains.</param>
/// <param name="Rows">Number of rows.</param>
public sealed record ReferenceMetric(string Metric, double Value, double Error, double Between, long Rows)
{
    /// <summary>Its value for a prediction that is the same for every row; NaN in references of earlier versions.</summary>
    public double Baseline { get; init; } = double.NaN;
}
