using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData;

/// <summary>What the data must fulfil.</summary>
public sealed record ValidateDataSettings
{
    [Setting("Maximum share of rows in quarantine; with more, the run is refused.", Example = "5%")]
    [Range(0, 1)]
    public double MaxQuarantine { get; init; } = 0.05;

    [Setting("Texts that mean 'no value'; case and surrounding white space are ignored.", Example = "[\"\", NA, \"?\"]")]
    public IReadOnlyList<string>? NullTokens { get; init; }

    [Setting("What is known about individual columns, by name; it overrides what is learned.", Example = "{zip: {type: text}}")]
    public IReadOnlyDictionary<string, ColumnSettings> Columns { get; init; } = new Dictionary<string, ColumnSettings>();

    [Setting("Requirements beyond the learned contract.", Example = "[{between: {column: age, min: 0, max: 120}}]")]
    public IReadOnlyList<IExpectation> Expectations { get; init; } = [];
}

/// <summary>What is known of one column.</summary>
public sealed record ColumnSettings
{
    [Setting("Type of the column: text, number, boolean or date.")]
    public ColumnType? Type { get; init; }

    [Setting("Whether values may be missing.")]
    public bool? Nullable { get; init; }

    [Setting("Minimum; rows below it go into quarantine.")]
    public double? Min { get; init; }

    [Setting("Maximum; rows above it go into quarantine.")]
    public double? Max { get; init; }

    [Setting("Allowed texts; rows with any other go into quarantine.")]
    public IReadOnlyList<string> Values { get; init; } = [];

    [Setting("Date formats, as .NET custom format strings.", Example = "[dd.MM.yyyy]")]
    public IReadOnlyList<string> Formats { get; init; } = [];

    [Setting("Decimal mark of numbers: '.' or ','.")]
    public char? DecimalMark { get; init; }
}
