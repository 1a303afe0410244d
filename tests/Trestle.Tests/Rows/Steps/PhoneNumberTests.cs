using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>
/// Phone numbers, against libphonenumber 9.0.43 (bench: phones compares examples of all regions) and the numbering plans of ITU-T E.164.
/// </summary>
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("030 123456", "de", "+4930123456")]
    [InlineData("(030) 1234-567", "de", "+49301234567")]
    [InlineData("0171/1234567", "de", "+491711234567")]
    [InlineData("+49 (0) 30 123456", "de", "+4930123456")]
    [InlineData("0049 30 123456", "de", "+4930123456")]
    [InlineData("+49 30 123456", null, "+4930123456")]
    [InlineData("0049 30 123456", null, "+4930123456")]
    [InlineData("(415) 555-2671", "us", "+14155552671")]
    [InlineData("1-415-555-2671", "us", "+14155552671")]
    [InlineData("+1 415.555.2671", "de", "+14155552671")]
    [InlineData("011 44 20 7031 3000", "us", "+442070313000")]
    [InlineData("020 7031 3000", "gb", "+442070313000")]
    [InlineData("+44 (0)20 7031 3000", "us", "+442070313000")]
    [InlineData("06 1234 5678", "it", "+390612345678")]
    [InlineData("+39 06 1234 5678", "fr", "+390612345678")]
    [InlineData("8 (495) 123-45-67", "ru", "+74951234567")]
    [InlineData("01 23 45 67 89", "fr", "+33123456789")]
    [InlineData("03-1234-5678", "jp", "+81312345678")]
    [InlineData("098765 43210", "in", "+919876543210")]
    [InlineData("tel:+1-415-555-2671", null, "+14155552671")]
    [InlineData("+1 415 555 2671 ext. 123", null, "+14155552671;ext=123")]
    [InlineData("415-555-2671 x123", "us", "+14155552671;ext=123")]
    [InlineData("＋４９ ３０ １２３４５６", null, "+4930123456")]
    [InlineData("\u202A+49 30 123456\u202C", null, "+4930123456")]
    [InlineData("1 800 555 0199", "us", "+18005550199")]
    [InlineData("+800 1234 5678", null, "+80012345678")]
    public void Numbers_have_one_international_form(string text, string? country, string form) => Form(text, country).ShouldBe(form);

    [Theory]
    [InlineData("030 123456", null)]
    [InlineData("555-2671", "us")]
    [InlineData("415 555 26711", "us")]
    [InlineData("123", "de")]
    [InlineData("", "de")]
    [InlineData("+", "de")]
    [InlineData("++49 30 123456", "de")]
    [InlineData("49+30123456", "de")]
    [InlineData("+999 12345678", null)]
    [InlineData("not a number", "de")]
    [InlineData("1-800-FLOWERS", "us")]
    [InlineData("12345678901234567890123", "de")]
    public void What_cannot_be_a_number_has_no_form(string text, string? country) => Form(text, country).ShouldBeNull();

    [Fact]
    public void A_long_text_is_no_number() => Form("+49" + new string(' ', 5000) + "30123456", null).ShouldBeNull();

    [Fact]
    public void A_form_is_its_own_form()
    {
        foreach (var text in new[] { "+49301234567", "+14155552671;ext=123", "+390612345678", "+80012345678" })
        {
            Form(text, "fr").ShouldBe(text);
        }
    }

    [Fact]
    public void An_unknown_country_is_refused()
    {
        var problem = Should.Throw<TrestleException>(() => Step("xx")).Problems.Single();
        (problem.Code, problem.Found).ShouldBe(("TR0057", "'xx' has no numbering plan"));
    }

    private static string? Form(string text, string? country) => Step(country).FormOf(text);

    private static FittedForm Step(string? country) => (FittedForm)new PhoneNumber { Columns = ["t"], Country = country }
        .Fit(new RowSchema([new Column("t", ColumnKind.Text)]), new StatValues(new Dictionary<Stat, StatValue>()));
}
