using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Forms;

namespace Trestle.Stages.Kernel.Forms;

/// <summary>Texts of one meaning that have a standard form.</summary>
/// <param name="Meaning">What the texts are: "countries".</param>
/// <param name="Names">Words by which such columns are called.</param>
/// <param name="Step">The step that writes the form, without columns.</param>
/// <param name="IsSure">Whether a text by itself shows that it is one, whatever the column is called.</param>
internal sealed record FormKind(string Meaning, IReadOnlyList<string> Names, FormStep Step, Func<string, bool> IsSure)
{
    /// <summary>Whether nobody writes the standard form, so that texts are mixed only if they are grouped in different ways.</summary>
    public bool IsGrouped { get; init; }

    /// <summary>The step for a column.</summary>
    public FormStep For(string column) => Step with { Columns = [column] };

    /// <summary>The standard form of texts in a column.</summary>
    public FittedForm Fitted(string column) => (FittedForm)For(column).Fit(
        new RowSchema([new Column(column, ColumnKind.Text)]), new StatValues(new Dictionary<Stat, StatValue>()));
}

/// <summary>The meanings that texts are searched for: one line each.</summary>
internal static class FormKinds
{
    private const int LongestCode = 3;

    private static readonly string[] Places =
        ["zip", "zipcode", "postal", "postcode", "postalcode", "plz", "postleitzahl", "cep", "pincode", "codepostal"];

    private static readonly string[] Regions = ["state", "province", "region", "st", "prov", "bundesland"];

    /// <summary>All. Where two explain a column equally well, and both or neither by its name, none is taken.</summary>
    public static IReadOnlyList<FormKind> All { get; } =
    [
        new("e-mail addresses", ["email", "mail", "e-mail", "emailaddress"], new EmailAddress(), text => text.Contains('@')),
        new("web addresses", ["url", "website", "web", "homepage", "link", "site", "domain", "uri"], new UrlAddress(), IsAddress),
        new(
            "phone numbers", ["phone", "tel", "telephone", "telefon", "mobile", "cell", "fax", "handy"], new PhoneNumber(),
            text => text.TrimStart().StartsWith('+')) { IsGrouped = true },
        new("countries", ["country", "nation", "nationality", "land", "pays", "pais", "countrycode", "iso"], new CountryCode(), IsName),
        new("currencies", ["currency", "ccy", "curr", "währung", "waehrung", "devise", "moneda"], new CurrencyCode(), IsName),
        new("languages", ["language", "lang", "locale", "sprache", "langue", "idioma"], new LanguageCode(), IsName),
        new("states of the United States", Regions, new RegionCode { Country = RegionCountry.Us }, IsName),
        new("provinces of Canada", Regions, new RegionCode { Country = RegionCountry.Ca }, IsName),
        new("states of Australia", Regions, new RegionCode { Country = RegionCountry.Au }, IsName),
        .. Enum.GetValues<PostalCountry>().Select(country => new FormKind(
            $"postal codes of {country.ToString().ToUpperInvariant()}", Places, new PostalCode { Country = country }, _ => false)),
    ];

    /// <summary>A name says what it means; of two or three letters other things may be meant.</summary>
    private static bool IsName(string text) => text.Trim().Length > LongestCode;

    private static bool IsAddress(string text) =>
        text.Contains("://", StringComparison.Ordinal) || text.TrimStart().StartsWith("www.", StringComparison.OrdinalIgnoreCase);
}
