using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class CanonicalConfigurationTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 12],
        Gen.String[Gen.Char["äß€\n\t\"'\\:#-{}[],&*!|>%@`é\u0001\u0085\u2028中 "], 0, 8],
        Gen.Const("null"),
        Gen.Const("no"),
        Gen.Const("😀 text")).Select(text => text.Replace("${", "$", StringComparison.Ordinal));

    private static readonly Gen<ISampleStep> Leaf = Gen.OneOf<ISampleStep>(
        Text.Array[0, 3].Select(columns => (ISampleStep)new Trim { Columns = columns }),
        Gen.Const((ISampleStep)new Trim()),
        Gen.Select(Text.Array[1, 3], Gen.Double[0, 0.499], (columns, low) => (ISampleStep)new Clip { Columns = columns, Low = low }));

    private static readonly Gen<Sample> Any =
        from target in Text
        from separator in Text
        from kind in Gen.Enum<SampleKind>()
        from folds in Gen.Int[2, 20]
        from steps in Gen.OneOf(Leaf, Leaf.Array[0, 3].Select(of => (ISampleStep)new Either { Of = of })).Array[0, 4]
        from labels in Gen.Dictionary(Text.Where(key => key != ""), Text)[0, 3]
        from share in Gen.Double[0, 1]
        from seed in Gen.Long
        from memory in Gen.Long[64_000_000, 1_000_000_000_000]
        from milliseconds in Gen.Long[1000, 30L * 86_400_000]
        from trials in Gen.Int[1, int.MaxValue].Nullable()
        from secret in Gen.Bool
        select new Sample
        {
            Target = target,
            Source = new SampleSource { Path = target, Separator = separator + "," },
            Split = new SampleSplit { By = kind, Folds = folds, Column = separator },
            Steps = steps,
            Objective = secret ? new Auc() : new Cost { FalseAlarm = share },
            Labels = labels,
            MaxQuarantine = share,
            Seed = seed,
            Memory = new ByteSize(memory),
            Timeout = TimeSpan.FromMilliseconds(milliseconds),
            Verbose = secret,
            Trials = trials,
            Password = secret ? new Secret("DB_PASSWORD", "tr0ub4dor") : null,
        };

    [Fact]
    public void Reading_the_canonical_text_gives_the_configuration_again() => Any.Sample(
        sample =>
        {
            var text = CanonicalConfiguration.Write(sample, Samples.Model);
            CanonicalConfiguration.Write(Samples.Bind(text).Value, Samples.Model).ShouldBe(text);
        },
        iter: 2000,
        print: sample => CanonicalConfiguration.Write(sample, Samples.Model));

    [Fact]
    public void It_has_all_settings_in_ordinal_order_and_no_secret() =>
        CanonicalConfiguration.Write(
            Samples.Bind("source: a.csv\npassword: ${DB_PASSWORD}\nsteps: [trim, clip: {columns: z}]\nlabels: {b: 2, B: 1}\nmax-quarantine: 10%\ntarget: ä").Value,
            Samples.Model).ShouldBe(
            """
            {"labels":{"B":"1","b":"2"},"max-quarantine":0.1,"memory":"2GB","null-tokens":["","NA"],"objective":null,"password":"${DB_PASSWORD}",
            "seed":42,"source":{"path":"a.csv","separator":","},"split":{"by":"hash","column":null,"folds":5},
            "steps":[{"trim":{"columns":null}},{"clip":{"columns":["z"],"low":0.01}}],"target":"ä","timeout":"1h","trials":20,"verbose":false}
            """.ReplaceLineEndings(""));

    [Fact]
    public void Two_ways_to_write_one_configuration_have_one_text()
    {
        var one = Samples.Bind("target: x\nsource: {path: a.csv}\ntimeout: 60m\nmemory: 2000MB\n").Value;
        var other = Samples.Bind("memory: 2GB\n'source': a.csv\ntarget: 'x'\n").Value;

        CanonicalConfiguration.Write(one, Samples.Model).ShouldBe(CanonicalConfiguration.Write(other, Samples.Model));
    }

    [Fact]
    public void No_bytes_do_worse_than_a_list_of_mistakes() =>
        Gen.Byte.Array[0, 300].Sample(bytes => OnlyMistakes(bytes), iter: 5000);

    [Fact]
    public void No_text_of_yaml_signs_does_worse_than_a_list_of_mistakes() =>
        Gen.String[Gen.Char["ab:-?[]{},#&*!|>'\"%@` \n\r\t~<.0$\\\uFEFF"], 0, 60].Sample(text => OnlyMistakes(Encoding.UTF8.GetBytes(text)), iter: 40_000);

    [Fact]
    public void No_change_to_a_good_file_does_worse_than_a_list_of_mistakes()
    {
        var good = Encoding.UTF8.GetBytes(
            "%YAML 1.2\n---\ntarget: churned\nsource: {path: a.csv}\nsplit:\n  by: hash\n  folds: 4\nsteps:\n  - trim\n  - clip: {columns: [a, \"b\\u0041\"], low: 2%}\n" +
            "labels:\n  a: |\n    block\n  b: >-\n    folded\ntimeout: 5m\npassword: ${DB_PASSWORD}\n...\n");
        OnlyMistakes(good).ShouldBeTrue();
        var change = Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 8], Gen.OneOf(Gen.Byte, Gen.Char[" \n\t:-[]{}&*!|>'\"%#?,"].Select(sign => (byte)sign)).Array[0, 4]);
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
            iter: 20_000);
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
            exception.Problems.ShouldAllBe(problem => problem.Where.StartsWith('f') && problem.Code.StartsWith("TR00") && problem.Do.Length > 0);
            return false;
        }
    }
}
