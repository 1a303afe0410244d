using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>The words for true and false, and for "no value".</summary>
public sealed class WordListTests
{
    [Theory]
    [InlineData("Ja", true)]
    [InlineData("NEIN", false)]
    [InlineData(" oui ", true)]
    [InlineData("non", false)]
    [InlineData("Sí", true)]
    [InlineData("SIM", true)]
    [InlineData("Não", false)]
    [InlineData("ДА", true)]
    [InlineData("нет", false)]
    [InlineData("FALSCH", false)]
    [InlineData("VRAI", true)]
    [InlineData("是", true)]
    [InlineData("x", null)]
    [InlineData("j", null)]
    [InlineData("nie", null)]
    public void Truths_have_words_in_other_languages(string text, bool? expected)
    {
        var read = ValueParser.TryBoolean(text, out var value);
        (read ? value : (bool?)null).ShouldBe(expected);
    }

    [Theory]
    [InlineData("yes/no", "Yes", "NO")]
    [InlineData("true/false", "TRUE", "false")]
    [InlineData("y/n", "y", "N")]
    [InlineData("1/0", "1", "0")]
    [InlineData("ja/nein", "ja", "nein")]
    [InlineData("ja/nej", "ja", "nej")]
    [InlineData("sí/no", "sí", "no")]
    [InlineData(null, "yes", "false")]
    [InlineData(null, "y", "no")]
    [InlineData(null, "y", "f")]
    [InlineData(null, "yes", "maybe")]
    public void Two_words_are_of_one_pair_or_not(string? pair, string one, string other) =>
        BooleanWords.Name(BooleanWords.Pairs(one) & BooleanWords.Pairs(other)).ShouldBe(pair);

    [Fact]
    public void Every_word_of_a_pair_is_read() => BooleanWords.Pair("No").ShouldBe("yes/no");

    [Theory]
    [InlineData("")]
    [InlineData(" \u00A0")]
    [InlineData("\\N")]
    [InlineData("<na>")]
    [InlineData("<null>")]
    [InlineData("(null)")]
    [InlineData("[NULL]")]
    [InlineData("nil")]
    [InlineData("nan")]
    [InlineData("-nan")]
    [InlineData("NaT")]
    [InlineData(" n/a ")]
    [InlineData("#n/a")]
    [InlineData("n.a.")]
    [InlineData("n/a.")]
    [InlineData("#DIV/0!")]
    [InlineData("#VALUE!")]
    [InlineData("#REF!")]
    [InlineData("#NAME?")]
    [InlineData("#NUM!")]
    [InlineData("#NULL!")]
    [InlineData("1.#QNAN")]
    [InlineData("-1.#IND")]
    [InlineData("NA")]
    public void What_programs_write_is_certain(string text)
    {
        MissingWords.IsCertain(text).ShouldBeTrue();
        MissingWords.IsProbable(text).ShouldBeFalse();
    }

    [Theory]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("---")]
    [InlineData("–")]
    [InlineData("—")]
    [InlineData("?")]
    [InlineData("None")]
    [InlineData("UNKNOWN")]
    [InlineData("unk")]
    [InlineData("Missing")]
    [InlineData("not available")]
    [InlineData("Not applicable")]
    [InlineData("n.d.")]
    [InlineData("ND")]
    [InlineData("TBD")]
    [InlineData("x")]
    [InlineData("*")]
    [InlineData("k.A.")]
    [InlineData("s/d")]
    public void What_people_write_is_probable(string text)
    {
        MissingWords.IsProbable(text).ShouldBeTrue();
        MissingWords.IsCertain(text).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("no")]
    [InlineData("nah")]
    [InlineData("inf")]
    [InlineData("other")]
    [InlineData("N A")]
    public void Values_are_neither(string text) => (MissingWords.IsCertain(text) || MissingWords.IsProbable(text)).ShouldBeFalse();

    /// <summary>A word that could be read as a value would take values away.</summary>
    [Fact]
    public void No_word_is_a_value_too()
    {
        foreach (var word in MissingWords.Certain.Concat(MissingWords.Probable))
        {
            ValueParser.TryNumber(word, '.', out _).ShouldBeFalse(word);
            ValueParser.TryBoolean(word, out _).ShouldBeFalse(word);
            NumberText.TrySplit(word, out _).ShouldBeFalse(word);
        }

        MissingWords.Certain.Intersect(MissingWords.Probable, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        MissingWords.Certain.Concat(MissingWords.Probable).GroupBy(word => word.ToUpperInvariant()).Where(words => words.Count() > 1)
            .Select(words => words.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Every_token_of_a_contract_is_known() =>
        Contract.DefaultNullTokens.ShouldAllBe(token => MissingWords.IsCertain(token) || MissingWords.IsProbable(token));
}
