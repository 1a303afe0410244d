using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Looking for "no value" in many rows gives the answers of looking once.</summary>
public sealed class TokenSetTests
{
    private static readonly string?[] Texts =
    [
        null, "", " ", "\t", "NA", "na", " Na ", "\u00A0n/a", "#n/a", "nan", "NULL", "nulls", "none", "no", "n", "?", "??", "-", "–", "-5",
        "0", "ſ", "s", "S", "ß", "SS", "é", "É", "K", "k", "\u212A", "İ", "i", "ı",
    ];

    [Fact]
    public void The_answers_are_those_of_a_single_look()
    {
        string[][] sets = [[.. Contract.DefaultNullTokens], [], [""], ["none"], [" É ", "s"], ["ſ", "K"], ["\u212A", "İ"]];
        foreach (var set in sets)
        {
            var tokens = new TokenSet(set);
            foreach (var text in Texts)
            {
                var expected = ValueParser.IsNull(text, set);
                tokens.Contains(text).ShouldBe(expected, $"'{text}' among {string.Join(", ", set)}");
                tokens.Contains(Encoding.UTF8.GetBytes(text ?? "")).ShouldBe(expected, $"the bytes of '{text}'");
            }
        }
    }
}
