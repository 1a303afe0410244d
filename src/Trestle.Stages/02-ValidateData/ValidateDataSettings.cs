using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData;

/// <summary>What the data must fulfil.</summary>
public sealed record ValidateDataSettings
{
    [Setting("Share of rows that may go into quarantine before the run is refused.", Example = "5%")]
    [Range(0, 1)]
    public double MaxQuarantine { get; init; } = 0.05;

    [Setting("Words that mean 'no value', compared without case and surrounding white space.", Example = "[\"\", NA, \"?\"]")]
    public IReadOnlyList<string>? NullTokens { get; init; }

    [Setting("What is known of single columns, by name; it replaces what is learned.", Example = "{zip: {type: text}}")]
    public IReadOnlyDictionary<string, ColumnSettings> Columns { get; init; } = new Dictionary<string, ColumnSettings>();

    [Setting("What must hold beyond the contract that is learned.", Example = "[{between: {column: age, min: 0, max: 120}}]")]
    public IReadOnlyList<IExpectation> Expectations { get; init; } = [];
}

/// <summary>What is known of one column.</summary>
public sealed record ColumnSettings
{
    [Setting("What the column is: text, number, boolean or date.")]
    public ColumnType? Type { get; init; }

    [Setting("Whether a value may be missing.")]
    public bool? Nullable { get; init; }

    [Setting("Smallest number allowed; rows below it go into quarantine.")]
    public double? Min { get; init; }

    [Setting("Largest number allowed; rows above it go into quarantine.")]
    public double? Max { get; init; }

    [Setting("Texts allowed; rows with another go into quarantine.")]
    public IReadOnlyList<string> Values { get; init; } = [];

    [Setting("Formats of dates, as .NET writes them.", Example = "[dd.MM.yyyy]")]
    public IReadOnlyList<string> Formats { get; init; } = [];

    [Setting("The character between whole and fraction of a number: '.' or ','.")]
    public char? DecimalMark { get; init; }
}
