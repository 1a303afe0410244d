using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class FuzzTests
{
    [Fact]
    public void No_bytes_do_worse_than_a_list_of_mistakes() =>
        Gen.Byte.Array[0, 300].Sample(bytes => { OnlyMistakes(bytes); }, iter: 4_000);

    [Fact]
    public void No_text_of_yaml_signs_does_worse_than_a_list_of_mistakes() =>
        Gen.String[Gen.Char["ab:-?[]{},#&*!|>'\"%@` \n\r\t~<.0$\\\uFEFF"], 0, 60].Sample(
            text => { OnlyMistakes(Encoding.UTF8.GetBytes(text)); }, iter: 5_000);

    [Fact]
    public void No_change_to_a_good_file_does_worse_than_a_list_of_mistakes()
    {
        var good = Encoding.UTF8.GetBytes(
            "%YAML 1.2\n---\ntarget: churned\nsource: {path: a.csv}\nsplit:\n  by: hash\n  folds: 4\nsteps:\n  - trim\n  - clip: "
                + "{columns: [a, \"b\\u0041\"], low: 2%}\n" +
            "labels:\n  a: |\n    block\n  b: >-\n    folded\ntimeout: 5m\npassword: ${DB_PASSWORD}\n...\n");
        OnlyMistakes(good).ShouldBeTrue();
        var change = Gen.Select(
            Gen.Int[0, good.Length - 1], Gen.Int[0, 8],
            Gen.OneOf(Gen.Byte, Gen.Char[" \n\t:-[]{}&*!|>'\"%#?,"].Select(sign => (byte)sign)).Array[0, 4]);
        change.Array[1, 4].Sample(
            changes =>
            {
                var bytes = good.ToList();
                foreach (var (at, cut, put) in changes)
                {
                    var start = Math.Min(at, bytes.Count);
                    bytes.RemoveRange(start, Math.Min(cut, bytes.Count - start));
                    bytes.InsertRange(start, put);
                }

                OnlyMistakes([.. bytes]);
            },
            iter: 4_000);
    }

    [Fact]
    public void No_sign_repeated_for_long_does_worse_than_a_list_of_mistakes()
    {
        string[] heads = ["", "labels: ", "labels: [", "labels: {a: \"", "labels: |\n  ", "labels:\n  "];
        string[] signs =
        [
            "[a,", "a", "a ", "a\n ", "? ", "- ", "# ", "#\n", "&", "&a ", "!", "%a\n", "{a: b},", "'", "\"\\n", "x: [a,a]\n", "---\n",
            "...\n", "\n", " ", "a:\n", ": ", "|\n",
        ];
        foreach (var text in heads.SelectMany(head => signs.Select(sign => head + string.Concat(Enumerable.Repeat(sign, 20_000)))))
        {
            OnlyMistakes(Encoding.UTF8.GetBytes(text)).ShouldBeFalse();
        }
    }

    /// <summary>Whether the bytes are a configuration; throws when they give anything but one or a list of mistakes with places.</summary>
    private static bool OnlyMistakes(byte[] bytes)
    {
        try
        {
            return Samples.Binder.Parse<Sample>(bytes, "f").Value.Target.Length >= 0;
        }
        catch (TrestleException exception)
        {
            exception.Problems.ShouldNotBeEmpty();
            exception.Problems.ShouldAllBe(
                problem => problem.Where.StartsWith('f') && problem.Code.StartsWith("TR00") && problem.Fix.Length > 0);
            return false;
        }
    }
}
