using System.Text.Json;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Which texts have one number with something next to it, and which are codes, ranges, times and other things.</summary>
public sealed class NumberTextTests
{
    [Theory]
    [InlineData("$1,200", "$", "1,200", "", false)]
    [InlineData("-$5", "$", "5", "", true)]
    [InlineData("$-5", "$", "5", "", true)]
    [InlineData("- $ 5", "$", "5", "", true)]
    [InlineData("($5.00)", "$", "5.00", "", true)]
    [InlineData("$5.00-", "$", "5.00", "", true)]
    [InlineData("US$ 5", "US$", "5", "", false)]
    [InlineData("R$5", "R$", "5", "", false)]
    [InlineData("1 200 €", "", "1 200", "€", false)]
    [InlineData("USD 12", "USD", "12", "", false)]
    [InlineData("12 EUR", "", "12", "EUR", false)]
    [InlineData("Rs. 500", "Rs.", "500", "", false)]
    [InlineData("Rs.500", "Rs.", "500", "", false)]
    [InlineData("₹1,48,898", "₹", "1,48,898", "", false)]
    [InlineData("kr 12", "kr", "12", "", false)]
    [InlineData("CHF 5.–", "CHF", "5.–", "", false)]
    [InlineData("5.00- EUR", "", "5.00", "EUR", true)]
    [InlineData("12%", "", "12", "%", false)]
    [InlineData("12 %", "", "12", "%", false)]
    [InlineData("12.5 pct", "", "12.5", "pct", false)]
    [InlineData("\u221212,5\u202F%", "", "12,5", "%", true)]
    [InlineData("1.2k", "", "1.2", "k", false)]
    [InlineData("$3.4M", "$", "3.4", "M", false)]
    [InlineData("3.4M USD", "", "3.4", "M USD", false)]
    [InlineData("1.5 mn", "", "1.5", "mn", false)]
    [InlineData("12.26 kg", "", "12.26", "kg", false)]
    [InlineData("5 km/h", "", "5", "km/h", false)]
    [InlineData("36.6 °C", "", "36.6", "°C", false)]
    [InlineData("120 m2", "", "120", "m2", false)]
    [InlineData("3.5\"", "", "3.5", "\"", false)]
    [InlineData("1e5 kg", "", "1e5", "kg", false)]
    [InlineData("< 5", "<", "5", "", false)]
    [InlineData("≤5 mg/l", "≤", "5", "mg/l", false)]
    [InlineData("~5", "~", "5", "", false)]
    [InlineData("> $5", "> $", "5", "", false)]
    [InlineData("65+", "", "65", "+", false)]
    [InlineData("10+ years", "", "10", "+ years", false)]
    [InlineData("4B", "", "4", "B", false)]
    [InlineData("12 Main St", "", "12", "Main St", false)]
    public void One_number_and_its_affixes_are_split(string text, string before, string digits, string after, bool negative)
    {
        NumberText.TrySplit(text, out var parts).ShouldBeTrue();
        (parts.Before.ToString(), parts.Digits.ToString(), parts.After.ToString(), parts.Negative)
            .ShouldBe((before, digits, after, negative));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("(5)")]
    [InlineData("kg")]
    [InlineData("A12")]
    [InlineData("C536379")]
    [InlineData("M5")]
    [InlineData("Room 5")]
    [InlineData("TOP 10")]
    [InlineData("No. 5")]
    [InlineData("#5")]
    [InlineData("3rd")]
    [InlineData("21ST")]
    [InlineData("10-20")]
    [InlineData("5-star")]
    [InlineData("5 ft 11 in")]
    [InlineData("5'11\"")]
    [InlineData("1h 30m")]
    [InlineData("12:30")]
    [InlineData("5 pm")]
    [InlineData("11 a.m.")]
    [InlineData("1 of 3")]
    [InlineData("1/2")]
    [InlineData("2024-01-05")]
    [InlineData("12A4")]
    [InlineData("0xF")]
    [InlineData("0x1F")]
    [InlineData("5 (kg)")]
    [InlineData("1.2.3 kg")]
    [InlineData("1,23,4 kg")]
    [InlineData("+-5 kg")]
    [InlineData("(5 kg")]
    [InlineData("5 kg\0")]
    [InlineData("5 a sentence that is longer than any unit")]
    public void What_is_not_one_number_with_affixes_is_left_alone(string text) => NumberText.TrySplit(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("00501", true)]
    [InlineData(" -007 ", true)]
    [InlineData("00", true)]
    [InlineData("\uFF10\uFF11", true)]
    [InlineData("0", false)]
    [InlineData("-0", false)]
    [InlineData("0.5", false)]
    [InlineData("00.5", false)]
    [InlineData("501", false)]
    [InlineData("0e1", false)]
    [InlineData("0x1", false)]
    [InlineData("", false)]
    [InlineData("-", false)]
    public void Superfluous_zeros_speak_for_a_code(string text, bool expected) => NumberText.HasLeadingZero(text).ShouldBe(expected);

    [Theory]
    [InlineData("(5)", true)]
    [InlineData("($5)", true)]
    [InlineData("5-", true)]
    [InlineData("5 -", true)]
    [InlineData("5.00\u2212 EUR", true)]
    [InlineData("-5", false)]
    [InlineData("5,-", false)]
    [InlineData("5", false)]
    [InlineData("", false)]
    [InlineData("-", false)]
    public void The_signs_of_accountants_are_seen(string text, bool expected) => NumberText.HasAccountingSign(text).ShouldBe(expected);

    [Theory]
    [InlineData("", true)]
    [InlineData("$", true)]
    [InlineData("kg", true)]
    [InlineData("<", true)]
    [InlineData("m2", true)]
    [InlineData("x1", false)]
    [InlineData("-", false)]
    [InlineData(" kg", false)]
    [InlineData("pm", false)]
    public void An_affix_can_be_checked_before_there_are_values(string text, bool expected) =>
        NumberText.CanBeAffix(text).ShouldBe(expected);

    [Fact]
    public void Affixes_survive_json()
    {
        NumberAffix[] affixes = [new("$", 1), new("%", 0.01), new("lb", 0.45359237)];
        JsonSerializer.Deserialize<NumberAffix[]>(JsonSerializer.Serialize(affixes)).ShouldBe(affixes);
    }
}
