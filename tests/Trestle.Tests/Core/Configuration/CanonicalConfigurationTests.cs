using CsCheck;

using Shouldly;

using Trestle.Core.Configuration;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class CanonicalConfigurationTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 12],
        Gen.String[Gen.Char["äß€\n\t\"'\\:#-{}[],&*!|>%@`é\u0001\u0085\u2028中 "], 0, 8],
        Gen.Const("null"),
        Gen.Const("no"),
        Gen.Const("😀 text")).Select(text => text.Replace("${", "$ ", StringComparison.Ordinal));

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
            Samples.Bind(
                "source: a.csv\npassword: ${DB_PASSWORD}\nsteps: [trim, clip: {columns: z}]\nlabels: {b: 2, B: 1}\nmax-quarantine: "
                    + "10%\ntarget: ä").Value,
            Samples.Model).ShouldBe(
            """
            {"labels":{"B":"1","b":"2"},"max-quarantine":0.1,"memory":"2GB","null-tokens":["","NA"],"objective":null,
            "password":"${DB_PASSWORD}","seed":42,"source":{"path":"a.csv","separator":","},"split":{"by":"hash","column":null,"folds":5},
            "steps":[{"trim":{"columns":null}},{"clip":{"columns":["z"],"low":0.01}}],"target":"ä","timeout":"1h",
            "trials":20,"verbose":false}
            """.ReplaceLineEndings(""));

    [Fact]
    public void Two_ways_to_write_one_configuration_have_one_text()
    {
        var one = Samples.Bind("target: x\nsource: {path: a.csv}\ntimeout: 60m\nmemory: 2000MB\n").Value;
        var other = Samples.Bind("memory: 2GB\n'source': a.csv\ntarget: 'x'\n").Value;

        CanonicalConfiguration.Write(one, Samples.Model).ShouldBe(CanonicalConfiguration.Write(other, Samples.Model));
    }
}
