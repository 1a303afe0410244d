using Shouldly;

using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Forms;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Forms;

/// <summary>What the texts of a column speak for.</summary>
public sealed class FormSearchTests
{
    [Theory]
    [InlineData("contact", "ann@example.org:5, bob@x.de:3, c@d.eu:2", "e-mail addresses")]
    [InlineData("page", "https://a.org/x:5, http://b.de:3, www.c.eu:2", "web addresses")]
    [InlineData("origin", "Germany:5, France:3, United States:2", "countries")]
    [InlineData("country", "DE:5, FR:3, US:2", "countries")]
    [InlineData("lang", "de:5, fr:3, en:2", "languages")]
    [InlineData("language", "de:5, fr:3, en:2", "languages")]
    [InlineData("ccy", "EUR:5, USD:3, €:2", "currencies")]
    [InlineData("state", "CA:5, New York:3, Texas:2", "states of the United States")]
    [InlineData("province", "ON:5, Quebec:3, BC:2", "provinces of Canada")]
    [InlineData("zip", "02134:5, 90210-1234:3, 10001:2", "postal codes of US")]
    [InlineData("postcode", "SW1A 1AA:5, m1 1ae:3, EC1A 1BB:2", "postal codes of GB")]
    [InlineData("phone", "+49 30 123456:5, +1 415 555 2671:3, +44 20 7031 3000:2", "phone numbers")]
    [InlineData("code", "DE:5, FR:3, US:2", null)]
    [InlineData("city", "Paris:5, Berlin:3, Rome:2", null)]
    [InlineData("name", "Georgia:5, Ann:30, Bob:20", null)]
    [InlineData("country", "DE:2, FR:2", null)]
    [InlineData("zip", "12345:5, 54321:3, 11111:2", null)]
    [InlineData("id", "a@b:5, c@d:3", null)]
    public void Meanings(string column, string texts, string? meaning) => FormSearch.Meaning(column, Texts(texts)).ShouldBe(meaning);

    [Fact]
    public void Texts_in_more_than_one_form_speak_for_a_step()
    {
        var found = FormSearch.Of("country", Texts("Germany:5, germany:2, DE:3, Deutschland:1, FR:80, Atlantis:1")).Single();
        found.Step.ShouldBe(new CountryCode { Columns = found.Step.Columns });
        found.Step.Columns.ShouldBe(["country"]);
        (found.Rows, found.Changed, found.Unknown).ShouldBe((92, 8, 1));
        found.Samples.ShouldBe(
        [
            new FormSample("Germany", "DE", 5), new FormSample("germany", "DE", 2), new FormSample("Deutschland", "DE", 1),
            new FormSample("Atlantis", null, 1),
        ]);
    }

    [Theory]
    [InlineData("country", "DE:5, FR:3, de:2")]
    [InlineData("country", "Germany:5, France:3")]
    [InlineData("mail", "ann@example.org:5, bob@x.de:3")]
    [InlineData("city", "Zürich:5, Genève:5")]
    [InlineData("phone", "+49 30 123456:5, +49 30 1234567:3")]
    public void Texts_in_one_form_speak_for_nothing(string column, string texts) => FormSearch.Of(column, Texts(texts)).ShouldBeEmpty();

    [Fact]
    public void Phone_numbers_that_are_grouped_differently_speak_for_their_form() =>
        FormSearch.Of("phone", Texts("+49 30 123456:5, 0049 (30) 654321:3")).Single().Changed.ShouldBe(8);

    [Theory]
    [InlineData("Zürich:5, Zu\u0308rich:3", TextForm.Nfc)]
    [InlineData("Bern:5, Bern\u200B:3", TextForm.Nfc)]
    [InlineData("ABC:5, ＡＢＣ:3", TextForm.Nfkc)]
    [InlineData("10 kg:5, 10\u00A0kg:3", TextForm.Nfkc)]
    public void Texts_that_look_alike_speak_for_a_unicode_form(string texts, TextForm form)
    {
        var found = FormSearch.Of("x", Texts(texts)).Single();
        ((UnicodeForm)found.Step).Form.ShouldBe(form);
        (found.Changed, found.Unknown).ShouldBe((3, 0));
    }

    private static KeyValuePair<string, long>[] Texts(string texts) =>
    [
        .. texts.Split(", ").Select(text => text.LastIndexOf(':') is var colon
            ? KeyValuePair.Create(text[..colon], long.Parse(text[(colon + 1)..])) : default),
    ];
}
