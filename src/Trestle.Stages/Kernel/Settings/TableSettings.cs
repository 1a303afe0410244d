using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>What is to be predicted; <see cref="Auto"/> looks at the target.</summary>
public enum TaskChoice
{
    Auto,
    Binary,
    Multiclass,

    /// <summary>Several classes with an order, from the lowest to the highest.</summary>
    Ordinal,

    Regression,

    /// <summary>A regression whose values are whole numbers, 0 or more: models learn and are compared by Poisson deviance.</summary>
    Count,
}

/// <summary>What the columns of the table are. Several stages read it, so it is a section of its own; in the file it is flat.</summary>
public sealed record TableSettings
{
    [Setting("The column to predict.", Example = "churn")]
    public required string Target { get; init; }

    [Setting("Kind of prediction: binary, multiclass, ordinal (classes with an order), regression or count (a regression of whole numbers "
        + "from 0 on, by Poisson deviance); auto decides from the target's values.")]
    public TaskChoice Task { get; init; }

    [Setting(
        "Classes of task: ordinal, from the lowest to the highest (default: numbers by their value; words have to be listed).",
        Example = "[low, medium, high]")]
    public IReadOnlyList<string> Classes { get; init; } = [];

    [Setting("Positive class of a binary target (default: the one that means yes, else the rarer one).", Example = "Yes")]
    [Formerly("positive")]
    public string? PositiveClass { get; init; }

    [Setting(
        "Columns that together identify a row. They decide the split, must not repeat, and are not features.",
        Example = "[customer_id]")]
    public IReadOnlyList<string> Key { get; init; } = [];

    [Setting("The column with the time of a row; the split is then by time: the past trains, the future tests.", Example = "date")]
    public string? Time { get; init; }

    [Setting(
        "A column whose rows belong together (a household, a machine); the rows of a group are never split between training and test.",
        Example = "household")]
    public string? Group { get; init; }

    /// <summary>The column with how much each row counts (train.weights); filled when the configuration is opened.</summary>
    public string? Weights { get; init; }

    [Setting("Columns whose values are never printed, logged or shown in error messages.", Example = "[email]")]
    public IReadOnlyList<string> Private { get; init; } = [];

    [Setting("Columns that are read but are not features.", Example = "[comment]")]
    public IReadOnlyList<string> Ignore { get; init; } = [];

    [Setting("Texts that mean 'no value'; case and surrounding white space are ignored.", Example = "[\"\", NA, \"?\"]")]
    [Formerly("validate-data.null-tokens")]
    public IReadOnlyList<string>? NullTokens { get; init; }

    [Setting("What is known about individual columns, by name; it overrides what is learned.", Example = "{zip: {type: text}}")]
    [Formerly("validate-data.columns")]
    public IReadOnlyDictionary<string, ColumnSettings> Columns { get; init; } = new Dictionary<string, ColumnSettings>();
}

/// <summary>What is known about one column: how it is read, and what must hold for its values.</summary>
public sealed record ColumnSettings
{
    [Setting("Type of the column: text, number, boolean or date.")]
    public ColumnType? Type { get; init; }

    [Setting("Whether values may be missing; with false, rows without a value go into quarantine and are refused in service.")]
    public bool? Nullable { get; init; }

    [Setting("What happens in service to a text that the training did not have: accept, flag or reject (default: serve.unseen).")]
    public UnusualValue? Unseen { get; init; }

    [Setting(
        "What happens in service to a value outside the training's range: accept, flag or reject (default: serve.out-of-range; dates are "
        + "accepted).")]
    public UnusualValue? OutOfRange { get; init; }

    [Setting("Minimum; rows below it go into quarantine.")]
    public double? Min { get; init; }

    [Setting("Maximum; rows above it go into quarantine.")]
    public double? Max { get; init; }

    [Setting("Allowed texts; rows with any other go into quarantine.")]
    public IReadOnlyList<string> Values { get; init; } = [];

    [Setting(
        "Date formats, as .NET custom format strings; or how numbers are written that are no digits alone: duration, duration-hours (1:30 "
        + "is an hour and a half) or duration-minutes, degrees, latitude or longitude.",
        Example = "[dd.MM.yyyy]")]
    public IReadOnlyList<string> Formats { get; init; } = [];

    [Setting(
        "Time zone of times of day that are written without an offset, by its name in IANA's database (default: UTC). Times that its "
        + "clocks skipped or showed twice are named at the end of the run.",
        Example = "Europe/Berlin")]
    public string? TimeZone { get; init; }

    [Setting("Decimal mark of numbers: '.' or ','.")]
    public char? DecimalMark { get; init; }

    [Setting("Texts next to numbers, and what a number is multiplied by.", Example = "{\"$\": 1, k: 1000}")]
    public IReadOnlyDictionary<string, double> Affixes { get; init; } = new Dictionary<string, double>();

    [Setting(
        "Unit that the numbers are converted to; numbers without a unit are in it already. All units of its quantity are read, in "
        + "requests, too (default: the unit of most numbers, and the units that occur).",
        Example = "\"°C\"")]
    public string? Unit { get; init; }

    [Setting("Texts that mean 'no value' in this column, instead of those of the table.", Example = "[unknown]")]
    public IReadOnlyList<string>? NullTokens { get; init; }

    /// <summary>How the column is read, without what must hold for its values; null when nothing is said of it.</summary>
    public ColumnSettings? Reading => Type is null && Formats.Count == 0 && DecimalMark is null && Affixes.Count == 0
        && NullTokens is null && Unit is null
        ? null
        : new()
        {
            Type = Type,
            Formats = Formats,
            DecimalMark = DecimalMark,
            Affixes = Affixes,
            NullTokens = NullTokens,
            Unit = Unit,
            TimeZone = TimeZone,
        };

    /// <summary>What decides the values of the column: how it is read, and the clocks of its times; null when nothing is said.</summary>
    public ColumnSettings? Meaning => Reading ?? (TimeZone is null ? null : new() { TimeZone = TimeZone });
}
