using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Forms;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>The standard forms of texts, against values that the named standards give.</summary>
public sealed class StandardFormTests
{
    // ISO 3166-1, https://www.iso.org/obp/ui
    [Theory]
    [InlineData("Germany", "DE")]
    [InlineData("deutschland", "DE")]
    [InlineData("DEU", "DE")]
    [InlineData(" de ", "DE")]
    [InlineData("USA", "US")]
    [InlineData("U.S.A.", "US")]
    [InlineData("United States of America", "US")]
    [InlineData("UK", "GB")]
    [InlineData("England", "GB")]
    [InlineData("Korea, Republic of", "KR")]
    [InlineData("South Korea", "KR")]
    [InlineData("Côte d’Ivoire", "CI")]
    [InlineData("cote d'ivoire", "CI")]
    [InlineData("Ivory Coast", "CI")]
    [InlineData("The Netherlands", "NL")]
    [InlineData("España", "ES")]
    [InlineData("日本", "JP")]
    [InlineData("Россия", "RU")]
    [InlineData("Türkiye", "TR")]
    [InlineData("Turkey", "TR")]
    [InlineData("Viet Nam", "VN")]
    [InlineData("Bosnia & Herzegovina", "BA")]
    [InlineData("Bosnia and Herzegovina", "BA")]
    [InlineData("Congo-Kinshasa", "CD")]
    [InlineData("Antarctica", "AQ")]
    [InlineData("Atlantis", null)]
    [InlineData("", null)]
    [InlineData("Georgia", "GE")]
    [InlineData("XX", null)]
    [InlineData("...", null)]
    [InlineData("Ｇｅｒｍａｎｙ", "DE")]
    [InlineData("Osterreich", "AT")]
    [InlineData("O\u0308sterreich", "AT")]
    public void Countries(string text, string? code) => Form(new CountryCode { Columns = ["t"] }, text).ShouldBe(code);

    // ISO 4217, https://www.six-group.com/en/products-services/financial-information/data-standards.html
    [Theory]
    [InlineData("eur", "EUR")]
    [InlineData("€", "EUR")]
    [InlineData("Euro", "EUR")]
    [InlineData("US Dollar", "USD")]
    [InlineData("us dollars", "USD")]
    [InlineData("US$", "USD")]
    [InlineData("£", "GBP")]
    [InlineData("Pound Sterling", "GBP")]
    [InlineData("Yen", "JPY")]
    [InlineData("Swiss Franc", "CHF")]
    [InlineData("RMB", "CNY")]
    [InlineData("$", null)]
    [InlineData("Dollar", null)]
    [InlineData("doubloon", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("SLL", "SLL")]
    public void Currencies(string text, string? code) => Form(new CurrencyCode { Columns = ["t"] }, text).ShouldBe(code);

    // ISO 639, https://www.loc.gov/standards/iso639-2
    [Theory]
    [InlineData("German", "de")]
    [InlineData("Deutsch", "de")]
    [InlineData("deu", "de")]
    [InlineData("ger", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("en_US", "en")]
    [InlineData("EN", "en")]
    [InlineData("français", "fr")]
    [InlineData("fre", "fr")]
    [InlineData("Mandarin", "zh")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("Klingon", null)]
    [InlineData("q-", null)]
    public void Languages(string text, string? code) => Form(new LanguageCode { Columns = ["t"] }, text).ShouldBe(code);

    // USPS Publication 28, appendix B; Canada Post; Australia Post
    [Theory]
    [InlineData("California", RegionCountry.Us, "CA")]
    [InlineData("calif.", RegionCountry.Us, "CA")]
    [InlineData("ny", RegionCountry.Us, "NY")]
    [InlineData("N. Carolina", RegionCountry.Us, null)]
    [InlineData("north  carolina", RegionCountry.Us, "NC")]
    [InlineData("Washington", RegionCountry.Us, "WA")]
    [InlineData("Washington, D.C.", RegionCountry.Us, "DC")]
    [InlineData("Ontario", RegionCountry.Us, null)]
    [InlineData("Ontario", RegionCountry.Ca, "ON")]
    [InlineData("Québec", RegionCountry.Ca, "QC")]
    [InlineData("quebec", RegionCountry.Ca, "QC")]
    [InlineData("P.E.I.", RegionCountry.Ca, "PE")]
    [InlineData("New South Wales", RegionCountry.Au, "NSW")]
    [InlineData("vic.", RegionCountry.Au, "VIC")]
    public void Regions(string text, RegionCountry country, string? code) =>
        Form(new RegionCode { Columns = ["t"], Country = country }, text).ShouldBe(code);

    // Universal Postal Union, addressing guides of the countries
    [Theory]
    [InlineData("2134", PostalCountry.Us, "02134")]
    [InlineData("601", PostalCountry.Us, "00601")]
    [InlineData("021341234", PostalCountry.Us, "02134-1234")]
    [InlineData("02134-1234", PostalCountry.Us, "02134-1234")]
    [InlineData("02134-", PostalCountry.Us, "02134")]
    [InlineData("2134.0", PostalCountry.Us, "02134")]
    [InlineData("02134.5", PostalCountry.Us, null)]
    [InlineData("01.310-100", PostalCountry.Br, "01310-100")]
    [InlineData("12", PostalCountry.Us, null)]
    [InlineData("0213A", PostalCountry.Us, null)]
    [InlineData("k1a0b6", PostalCountry.Ca, "K1A 0B6")]
    [InlineData("K1A-0B6", PostalCountry.Ca, "K1A 0B6")]
    [InlineData("sw1a1aa", PostalCountry.Gb, "SW1A 1AA")]
    [InlineData("M1 1AE", PostalCountry.Gb, "M1 1AE")]
    [InlineData("D-01067", PostalCountry.De, "01067")]
    [InlineData("1067", PostalCountry.De, "01067")]
    [InlineData("1012 ab", PostalCountry.Nl, "1012 AB")]
    [InlineData("NL-1012AB", PostalCountry.Nl, "1012 AB")]
    [InlineData("00950", PostalCountry.Pl, "00-950")]
    [InlineData("11455", PostalCountry.Se, "114 55")]
    [InlineData("1000001", PostalCountry.Jp, "100-0001")]
    [InlineData("〒100-0001", PostalCountry.Jp, "100-0001")]
    [InlineData("d02af30", PostalCountry.Ie, "D02 AF30")]
    [InlineData("800", PostalCountry.Au, "0800")]
    [InlineData("1000-001", PostalCountry.Pt, "1000-001")]
    public void Postal_codes(string text, PostalCountry country, string? code) =>
        Form(new PostalCode { Columns = ["t"], Country = country }, text).ShouldBe(code);

    // RFC 5322, RFC 5321 (limits)
    [Theory]
    [InlineData(" Ann.Lee@Example.ORG ", "ann.lee@example.org")]
    [InlineData("mailto:a@b.org", "a@b.org")]
    [InlineData("Ann Lee <ann@example.org>", "ann@example.org")]
    [InlineData("a+b@x.co.uk", "a+b@x.co.uk")]
    [InlineData("müller@exämple.de", "müller@exämple.de")]
    [InlineData("ann@example", null)]
    [InlineData("ann@@example.org", null)]
    [InlineData(".ann@example.org", null)]
    [InlineData("a b@example.org", null)]
    [InlineData("ann@-example.org", null)]
    [InlineData("ann@example..org", null)]
    [InlineData("@example.org", null)]
    [InlineData("ann", null)]
    public void Email_addresses(string text, string? form) => Form(new EmailAddress { Columns = ["t"] }, text).ShouldBe(form);

    // RFC 3986, section 6.2
    [Theory]
    [InlineData("HTTPS://WWW.Example.org:443/A/?q=1#top", false, "https://www.example.org/A?q=1")]
    [InlineData("http://example.org/", false, "http://example.org")]
    [InlineData("example.org/a/../b", false, "http://example.org/b")]
    [InlineData("http://example.org:8080", false, "http://example.org:8080")]
    [InlineData("www.example.org/a", true, "example.org")]
    [InlineData("https://sub.example.org/a?b", true, "sub.example.org")]
    [InlineData("ftp://example.org", false, null)]
    [InlineData("http://user:pw@example.org", false, null)]
    [InlineData("http://10.0.0.1/", false, null)]
    [InlineData("hello", false, null)]
    [InlineData("two words.org", false, null)]
    [InlineData("javascript:alert(1)", false, null)]
    public void Web_addresses(string text, bool hostOnly, string? form) =>
        Form(new UrlAddress { Columns = ["t"], HostOnly = hostOnly }, text).ShouldBe(form);

    [Fact]
    public void A_text_without_a_form_stays_or_becomes_no_value()
    {
        var block = new TableBuilder().Texts("t", "germany", "Atlantis", null).Block();
        Apply(new CountryCode { Columns = ["t"] }).ShouldBe(["DE", "Atlantis", null]);
        Apply(new CountryCode { Columns = ["t"], Unknown = WithoutForm.Null }).ShouldBe(["DE", null, null]);
        Apply(new CountryCode { Columns = ["t"], Unknown = WithoutForm.Quarantine }).ShouldBe(["DE", null, null]);

        IReadOnlyList<object?> Apply(IRowStep step)
        {
            var plan = new RowPlan([step]).Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;
            return TableBuilder.Values(plan.Bind().Apply(block), "t");
        }
    }

    [Fact]
    public void A_form_is_its_own_form()
    {
        (IRowStep Step, string[] Texts)[] cases =
        [
            (new CountryCode { Columns = ["t"] }, ["Germany", "Japan", "UK"]),
            (new CurrencyCode { Columns = ["t"] }, ["€", "US dollar"]),
            (new LanguageCode { Columns = ["t"] }, ["German", "zho"]),
            (new RegionCode { Columns = ["t"] }, ["Texas"]),
            (new PostalCode { Columns = ["t"] }, ["2134", "021341234"]),
            (new EmailAddress { Columns = ["t"] }, ["A <a@b.org>"]),
            (new UrlAddress { Columns = ["t"] }, ["example.org/a/", "HTTP://x.org/?"]),
        ];
        foreach (var (step, texts) in cases)
        {
            foreach (var text in texts)
            {
                var form = Form(step, text).ShouldNotBeNull(text);
                Form(step, form).ShouldBe(form);
            }
        }
    }

    [Theory]
    [InlineData(WithoutForm.Keep, TextRemark.Kept)]
    [InlineData(WithoutForm.Null, TextRemark.Emptied)]
    [InlineData(WithoutForm.Quarantine, TextRemark.SetAside)]
    public void What_becomes_of_a_text_without_a_form_is_told(WithoutForm unknown, TextRemark remark)
    {
        var step = new FittedCountryCode(["t"], unknown);
        step.RemarkOn("Atlantis").ShouldBe(remark);
        step.RemarkOn("Germany").ShouldBe(TextRemark.None);
    }

    [Fact]
    public void A_long_text_is_no_name() =>
        Form(new CountryCode { Columns = ["t"] }, "Germany" + new string(' ', 300) + "x").ShouldBeNull();

    [Fact]
    public void Numbers_have_no_standard_form()
    {
        var block = new TableBuilder().Numbers("n", 2134).Block();
        var plan = new RowPlan([new PostalCode { Columns = ["n"] }]);
        Should.Throw<TrestleException>(() => plan.Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).ToArray())
            .Problems.Single().Code.ShouldBe("TR0052");
    }

    [Fact]
    public void The_columns_must_be_named() =>
        Should.Throw<TrestleException>(() => Form(new CountryCode(), "x")).Problems.Single().Code.ShouldBe("TR0057");

    private static string? Form(IRowStep step, string text)
    {
        var block = new TableBuilder().Texts("t", text).Block();
        var plan = new RowPlan([step]).Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;
        return ((FittedForm)plan.Steps.Single()).FormOf(text);
    }
}
