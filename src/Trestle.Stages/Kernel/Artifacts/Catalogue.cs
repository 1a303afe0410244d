using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Kinds of data about persons.</summary>
public enum PersonalData
{
    /// <summary>None.</summary>
    None,

    /// <summary>A person's name.</summary>
    Name,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A phone number.</summary>
    Phone,

    /// <summary>Where a person lives.</summary>
    Address,

    /// <summary>The date of a birth.</summary>
    BirthDate,

    /// <summary>A number that a state gives to a person.</summary>
    NationalId,

    /// <summary>The number of a bank account.</summary>
    BankAccount,

    /// <summary>The number of a payment card.</summary>
    PaymentCard,

    /// <summary>The address of a person's machine.</summary>
    IpAddress,

    /// <summary>Something else about a person.</summary>
    Other,
}

/// <summary>Stage 5: what people should know of the tables of a project.</summary>
/// <param name="Tables">The tables, the main one first.</param>
/// <param name="Doubts">What somebody should look at.</param>
public sealed record Catalogue(IReadOnlyList<CatalogueEntry> Tables, IReadOnlyList<string> Doubts);

/// <summary>What people should know of a table.</summary>
public sealed record CatalogueEntry
{
    public required string Table { get; init; }
    public string? Description { get; init; }
    public string? Owner { get; init; }
    public string? Licence { get; init; }

    /// <summary>How long rows may be kept, as in the configuration.</summary>
    public string? Retention { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
    public required IReadOnlyList<CatalogueField> Columns { get; init; }
}

/// <summary>What people should know of a column; no value of it.</summary>
public sealed record CatalogueField
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? Owner { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The kind of personal data that it holds: as declared, else as it looks.</summary>
    public PersonalData Personal { get; init; }

    /// <summary>Where that is known from: the configuration, the name or the values; null where it holds none.</summary>
    public string? PersonalBy { get; init; }

    /// <summary>Whether its values are never printed.</summary>
    public bool Private { get; init; }

    /// <summary>The columns of other tables that a column of a query's result is made of; null for other columns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MadeFrom { get; init; }

    /// <summary>What this project uses it for.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];
}
