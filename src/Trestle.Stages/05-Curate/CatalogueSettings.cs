using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>What people should know of the tables and their columns: it is shown in the data card, and changes nothing.</summary>
public sealed record CatalogueSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<CatalogueSettings> Section { get; } = new("catalogue");

    /// <summary>The main table.</summary>
    [Inline]
    public CatalogueTable Main { get; init; } = new();

    [Setting("The same of the other tables under sources, by name.", Example = "{planes: {owner: fleet team, licence: CC0-1.0}}")]
    public IReadOnlyDictionary<string, CatalogueTable> Tables { get; init; } = new Dictionary<string, CatalogueTable>();
}

/// <summary>What people should know of a table.</summary>
public sealed record CatalogueTable
{
    [Setting("What the table is.", Example = "\"Customers of the shop, one row each\"")]
    public string? Description { get; init; }

    [Setting("Who answers for it: a person, a team, an address.", Example = "crm@example.org")]
    public string? Owner { get; init; }

    [Setting("The licence or the terms under which it may be used.", Example = "CC-BY-4.0")]
    public string? Licence { get; init; }

    [Setting("How long rows may be kept; of a main table with a time it is told if there are older ones.", Example = "730d")]
    public TimeSpan? Retention { get; init; }

    [Setting("Words to find it by.", Example = "[crm, eu]")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    [Setting("What people should know of its columns, by name.", Example = "{email: {description: Where bills are sent, pii: email}}")]
    public IReadOnlyDictionary<string, CatalogueColumn> Columns { get; init; } = new Dictionary<string, CatalogueColumn>();
}

/// <summary>What people should know of a column.</summary>
public sealed record CatalogueColumn
{
    [Setting("What the column is.", Example = "Where bills are sent")]
    public string? Description { get; init; }

    [Setting("Who answers for it (default: the owner of the table).", Example = "billing team")]
    public string? Owner { get; init; }

    [Setting("Words to find it by.", Example = "[contact]")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    [Setting(
        "The kind of personal data that it holds: name, email, phone, address, birth-date, national-id, bank-account, payment-card, "
            + "ip-address or other; none where it only looks so (default: as its name and its values look).",
        Example = "email")]
    public PersonalData? Pii { get; init; }
}
