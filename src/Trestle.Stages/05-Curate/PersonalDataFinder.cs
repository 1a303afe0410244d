using System.Text.RegularExpressions;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.Curate;

/// <summary>Finds data about persons by the names of columns and by the shape of their values. No value leaves it.</summary>
internal sealed partial class PersonalDataFinder
{
    /// <summary>Share of the values that must have a shape.</summary>
    private const double Enough = 0.9;

    private const int FewestValues = 10;

    private static readonly (PersonalData Kind, string[] Words)[] Names =
    [
        (PersonalData.IpAddress, ["ip", "ipaddress", "ipv4", "ipv6"]),
        (PersonalData.Email, ["email", "mail", "emailaddress"]),
        (PersonalData.Phone, ["phone", "telephone", "mobile", "phonenumber", "fax", "msisdn"]),
        (PersonalData.BirthDate, ["birthdate", "birthday", "dob", "birth", "dateofbirth"]),
        (PersonalData.NationalId, ["ssn", "passport", "nationalid", "socialsecurity", "taxid", "nino"]),
        (PersonalData.BankAccount, ["iban", "bankaccount", "accountnumber"]),
        (PersonalData.PaymentCard, ["creditcard", "cardnumber", "ccnumber"]),
        (PersonalData.Name, ["firstname", "lastname", "surname", "fullname", "givenname", "familyname", "forename", "maidenname"]),
        (PersonalData.Address, ["street", "streetaddress", "homeaddress", "postaladdress"]),
    ];

    private readonly (PersonalData Kind, Func<string, bool> Has)[] shapes =
    [
        (PersonalData.Email, new Email { Column = "" }.NewTest()),
        (PersonalData.BankAccount, new Iban { Column = "" }.NewTest()),
        (PersonalData.IpAddress, new IpAddress { Column = "" }.NewTest()),
        (PersonalData.PaymentCard, IsCard),
        (PersonalData.NationalId, text => SocialSecurity().IsMatch(text)),
        (PersonalData.Phone, text => Phone().IsMatch(text)),
    ];

    /// <summary>What a column's name says: by its words, alone or two together, whatever their case and what is between them.</summary>
    public static PersonalData ByName(string column)
    {
        string[] words = [.. Word().Matches(column).Select(word => word.Value.ToLowerInvariant())];
        var said = words.Concat(words.Zip(words.Skip(1), (one, next) => one + next))
            .Concat(words.Zip(words.Skip(1), words.Skip(2)).Select(three => three.First + three.Second + three.Third))
            .ToHashSet(StringComparer.Ordinal);
        return Names.FirstOrDefault(entry => entry.Words.Any(said.Contains)).Kind;
    }

    /// <summary>What the values of a column look like; missing ones do not count.</summary>
    public PersonalData ByShape(IReadOnlyList<string> values)
    {
        foreach (var (kind, has) in values.Count < FewestValues ? [] : shapes)
        {
            var allowed = (int)(values.Count * (1 - Enough));
            if (values.All(value => has(value.Trim()) || allowed-- > 0))
            {
                return kind;
            }
        }

        return PersonalData.None;
    }

    private static readonly Func<string, bool> HasCheckDigit = new Luhn { Column = "" }.NewTest();

    // Numbers of ISO/IEC 7812 begin with 3 to 6 where they are of payment cards.
    private static bool IsCard(string text) => Card().IsMatch(text) && HasCheckDigit(text);

    [GeneratedRegex(@"\A[3-6]\d{3}([ -]?\d){9,15}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Card();

    [GeneratedRegex(@"\A\d{3}-\d{2}-\d{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"\A(\+\d{1,3}([ ./-]?\(?\d{1,4}\)?){2,6}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
