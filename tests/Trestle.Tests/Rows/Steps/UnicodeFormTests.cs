using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

using Shouldly;

using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Unicode forms, against Python's unicodedata (bench/unicode/forms.py sample).</summary>
public sealed class UnicodeFormTests
{
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x20, 0x24F), (0x300, 0x36F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF), (0x1100, 0x11FF), (0x1E00, 0x1FFF),
        (0x2000, 0x21FF), (0x2460, 0x24FF), (0x3040, 0x33FF), (0xAC00, 0xAD00), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE20, 0xFFEF),
        (0x1D150, 0x1D1FF), (0x1D400, 0x1D7FF), (0x11080, 0x110BF),
    ];

    [Theory]
    [InlineData(false, 36_007, "a9c571433c512278d3c43ef35a7490b45a85528a68c428f34252a7784c6508bb")]
    [InlineData(true, 93_362, "cde58291e4333e66655d77df4d3ff344d22a34e014b5c956feb2b983c7d4bcf1")]
    public void A_large_sample_has_the_forms_of_unicodedata(bool compatible, int changed, string digest)
    {
        var step = new FittedUnicodeForm(["t"], compatible ? TextForm.Nfkc : TextForm.Nfc, KeepInvisible: true, PlainPunctuation: false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0;
        foreach (var text in Sample())
        {
            var form = step.FormOf(text) ?? "";
            count += form == text ? 0 : 1;
            hash.AppendData(Bytes(form));
            hash.AppendData(Bytes("\n"));
        }

        count.ShouldBe(changed);
        Convert.ToHexStringLower(hash.GetHashAndReset()).ShouldBe(digest);
    }

    [Theory]
    [InlineData("Cafe\u0301", "Café")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글")]
    [InlineData("ﬁne", "ﬁne")]
    [InlineData("co\u00ADop", "coop")]
    [InlineData("\uFEFFid", "id")]
    [InlineData("a\u200Bb", "ab")]
    [InlineData("\u200F12\u200E", "12")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("\u200B", null)]
    [InlineData("“it’s” – fine", "“it’s” – fine")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Composed_and_without_invisible_characters(string text, string? form) =>
        Form(new UnicodeForm { Columns = ["t"] }, text).ShouldBe(form);

    [Theory]
    [InlineData("ｆｕｌｌ　ｗｉｄｔｈ １２３", "full width 123")]
    [InlineData("ﬁne", "fine")]
    [InlineData("x²", "x2")]
    [InlineData("①", "1")]
    [InlineData("10\u00A0kg", "10 kg")]
    [InlineData("㎏", "kg")]
    [InlineData("ｶﾞ", "ガ")]
    [InlineData("½", "1⁄2")]
    public void Other_forms_of_characters_become_the_usual_ones(string text, string form) =>
        Form(new UnicodeForm { Columns = ["t"], Form = TextForm.Nfkc }, text).ShouldBe(form);

    [Theory]
    [InlineData("“it’s” – fine", "\"it's\" - fine")]
    [InlineData("«a»\u00A0b\u2009c", "\"a\" b c")]
    [InlineData("−5", "-5")]
    [InlineData("naïve", "naïve")]
    public void Quotes_dashes_and_spaces_become_plain_if_wanted(string text, string form) =>
        Form(new UnicodeForm { Columns = ["t"], PlainPunctuation = true }, text).ShouldBe(form);

    [Fact]
    public void Invisible_characters_can_stay() =>
        Form(new UnicodeForm { Columns = ["t"], KeepInvisible = true }, "co\u00ADop").ShouldBe("co\u00ADop");

    [Fact]
    public void A_form_is_its_own_form()
    {
        foreach (var form in Enum.GetValues<TextForm>())
        {
            foreach (var text in Sample().Skip(0x110000).Take(2000))
            {
                var step = new FittedUnicodeForm(["t"], form, KeepInvisible: false, PlainPunctuation: true);
                if (step.FormOf(text) is { } once)
                {
                    step.FormOf(once).ShouldBe(once);
                }
            }
        }
    }

    [Fact]
    public void A_long_run_of_marks_out_of_order_is_sorted_in_good_time()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 50_000));
        Form(new UnicodeForm { Columns = ["t"] }, "a" + marks).ShouldBe(
            "\u1EA1" + new string('\u0323', 49_999) + new string('\u0301', 50_000));
    }

    private static string? Form(UnicodeForm step, string text)
    {
        var block = new TableBuilder().Texts("t", text).Block();
        var plan = new RowPlan([step])
            .Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;
        return (string?)TableBuilder.Values(plan.Bind().Apply(block), "t").Single();
    }

    private static IEnumerable<string> Sample()
    {
        for (var code = 0; code < 0x110000; code++)
        {
            yield return code is >= 0xD800 and < 0xE000 ? ((char)code).ToString() : char.ConvertFromUtf32(code);
        }

        int[] points = [.. Blocks.SelectMany(block => Enumerable.Range(block.First, block.Last - block.First + 1))];
        var state = 20261129UL;
        for (var i = 0; i < 100_000; i++)
        {
            var text = new StringBuilder();
            for (var left = 1 + Draw(12); left > 0; left--)
            {
                text.Append(char.ConvertFromUtf32(points[Draw(points.Length)]));
            }

            yield return text.ToString();
        }

        int Draw(int most)
        {
            state = unchecked((state * 6364136223846793005UL) + 1442695040888963407UL);
            return (int)((state >> 33) % (ulong)most);
        }
    }

    /// <summary>UTF-16 as it is, halves of pairs too.</summary>
    private static ReadOnlySpan<byte> Bytes(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}
