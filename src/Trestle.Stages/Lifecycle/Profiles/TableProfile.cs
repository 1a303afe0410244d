using System.Text.Json.Serialization;

using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>What a table looks like. Values of private columns are nowhere in it.</summary>
public sealed record TableProfile
{
    /// <summary>What the report calls the table.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that repeat an earlier one in every column.</summary>
    public required long RepeatedRows { get; init; }

    /// <summary>Lines of the source that are no rows.</summary>
    public long UnreadableRows { get; init; }

    /// <summary>
    /// Rows in which keys and dependencies were searched, and by which associations and leak suspects were measured: all, or a sample.
    /// </summary>
    public required long SampledRows { get; init; }

    /// <summary>The columns, in the order of the source.</summary>
    public required IReadOnlyList<ProfiledColumn> Columns { get; init; }

    /// <summary>Columns, and pairs of columns, that identify a row, or nearly so.</summary>
    public required IReadOnlyList<CandidateKey> Keys { get; init; }

    /// <summary>Columns that decide others.</summary>
    public required IReadOnlyList<FoundDependency> Dependencies { get; init; }

    /// <summary>Pairs of columns that go together, the strongest first.</summary>
    public required IReadOnlyList<Association> Associations { get; init; }

    /// <summary>What is said about the target; null when none is named.</summary>
    public ProfiledTarget? Target { get; init; }

    /// <summary>How the source was read, what was assumed, and what was left out.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>A column.</summary>
public sealed record ProfiledColumn
{
    public required string Name { get; init; }
    public required ColumnType Type { get; init; }

    /// <summary>How its values are read.</summary>
    public required string Reading { get; init; }

    /// <summary>What its values are: e-mail addresses, postal codes of DE, free text, ...</summary>
    public required string Meaning { get; init; }

    /// <summary>The kind of personal data that it looks like.</summary>
    public PersonalData Personal { get; init; }

    /// <summary>Whether its values must not be shown; then none of them is here.</summary>
    public bool Private { get; init; }

    /// <summary>Rows without a value.</summary>
    public required long Missing { get; init; }

    /// <summary>Their share of all rows, 0 to 1.</summary>
    public required double MissingShare { get; init; }

    /// <summary>Rows with a value that cannot be read as the column is; a run would set them aside.</summary>
    public long Unread { get; init; }

    /// <summary>Words that are read as "no value", with their rows.</summary>
    public IReadOnlyList<ValueCount> MissingWords { get; init; } = [];

    /// <summary>Values that may stand for "no value".</summary>
    public IReadOnlyList<DisguisedValue> Disguised { get; init; } = [];

    /// <summary>Number of different values.</summary>
    public required long Distinct { get; init; }

    /// <summary>Whether that is exact; otherwise it is within about 1 %.</summary>
    public required bool DistinctIsExact { get; init; }

    /// <summary>Figures of a column of numbers; null for others and for private columns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberFigures? Numbers { get; init; }

    /// <summary>Figures of a column of dates; null for others and for private columns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateFigures? Dates { get; init; }

    /// <summary>Figures of a column of texts; null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextFigures? Texts { get; init; }

    /// <summary>The most frequent values with their rows, of columns with few values; none of private columns.</summary>
    public IReadOnlyList<ValueCount> Top { get; init; } = [];

    /// <summary>Rows in bins of equal width from the smallest to the largest number or date.</summary>
    public IReadOnlyList<long> Bins { get; init; } = [];

    /// <summary>How well it tells the target alone (AUC or R²), out of fold in the sample; null without a target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TargetFigure { get; init; }

    /// <summary>Remarks.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A value that may stand for "no value".</summary>
/// <param name="Value">The value; null where the column is private.</param>
/// <param name="Rows">Rows that have it.</param>
/// <param name="Reason">What speaks for it.</param>
public sealed record DisguisedValue(string? Value, long Rows, string Reason);

/// <summary>Figures of numbers. Quantiles are exact up to 50,000 different numbers, beyond that within 0.2 % in rank.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Q01">1 % are smaller, and so on.</param>
/// <param name="Max">The largest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation (of a sample); null for fewer than two.</param>
/// <param name="Skewness">m3 / m2^1.5; null where the column does not vary.</param>
/// <param name="ExcessKurtosis">m4 / m2² - 3; null where the column does not vary.</param>
/// <param name="Zeros">Rows with 0.</param>
/// <param name="Negatives">Rows below 0.</param>
/// <param name="Whole">Whether all are whole numbers.</param>
/// <param name="Outliers">Rows beyond 1.5 times the distance of the quartiles; null where the quartiles are equal.</param>
/// <param name="FarOutliers">Rows beyond 3 times that distance.</param>
public sealed record NumberFigures(
    double Min, double Q01, double Q05, double Q25, double Median, double Q75, double Q95, double Q99, double Max, double Mean,
    double? Deviation, double? Skewness, double? ExcessKurtosis, long Zeros, long Negatives, bool Whole, long? Outliers, long? FarOutliers);

/// <summary>Figures of dates, in ISO 8601.</summary>
public sealed record DateFigures(string First, string Median, string Last);

/// <summary>Figures of texts, of the sampled rows.</summary>
/// <param name="Shortest">Fewest characters.</param>
/// <param name="MeanLength">Mean number of characters.</param>
/// <param name="Longest">Most characters.</param>
/// <param name="MeanWords">Mean number of words.</param>
public sealed record TextFigures(int Shortest, double MeanLength, int Longest, double MeanWords);

/// <summary>Columns that identify a row, or nearly so. All rows were counted.</summary>
/// <param name="Columns">One column, or two together.</param>
/// <param name="Repeats">Rows that repeat the values of an earlier row.</param>
/// <param name="Missing">Rows in which one of the columns has no value.</param>
public sealed record CandidateKey(IReadOnlyList<string> Columns, long Repeats, long Missing)
{
    /// <summary>Whether every row has values that no other has.</summary>
    public bool IsKey => Repeats == 0 && Missing == 0;
}

/// <summary>A column that decides another nearly always. It was found in the sample; all rows were counted.</summary>
/// <param name="From">The deciding column.</param>
/// <param name="To">The decided column.</param>
/// <param name="Rows">Rows with a value in both whose value of <paramref name="From"/> occurs more than once.</param>
/// <param name="Violations">Those of them that have another value than most rows of their group (g3 of Kivinen and Mannila).</param>
public sealed record FoundDependency(string From, string To, long Rows, long Violations);

/// <summary>Two columns that go together, in the sample.</summary>
/// <param name="First">A column; the category of a correlation ratio.</param>
/// <param name="Second">Another column; the numbers of a correlation ratio.</param>
/// <param name="Measure">correlation (Pearson and Spearman), cramers-v or correlation-ratio.</param>
/// <param name="Value">Pearson's r, Cramér's V with Bergsma's correction, or the correlation ratio η.</param>
/// <param name="Rank">Spearman's rank correlation, for numbers.</param>
public sealed record Association(string First, string Second, string Measure, double Value, double? Rank = null)
{
    /// <summary>How strong it is, 0 to 1.</summary>
    [JsonIgnore]
    public double Strength => Math.Max(Math.Abs(Value), Math.Abs(Rank ?? 0));
}

/// <summary>The target.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Task">What a run would predict.</param>
/// <param name="Measure">AUC, or R² of the ranks.</param>
/// <param name="Rows">Sampled rows by which it was measured.</param>
/// <param name="Suspects">Columns that may give the target away: the checks of stage 7.</param>
public sealed record ProfiledTarget(
    string Column, TaskKind Task, string Measure, int Rows, IReadOnlyList<LeakFinding> Suspects);
