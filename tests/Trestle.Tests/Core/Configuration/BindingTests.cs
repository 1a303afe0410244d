using Shouldly;

using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class BindingTests
{
    private const string Full = """
        # Everything at once.
        target: churned
        source:
          path: data/x.csv
          separator: ";"
        split: {by: time-order, column: id, folds: 3}
        steps:
          - trim
          - clip: {columns: [age, income], low: 2%}
          - trim:
              columns: name
          - either:
              of:
                - trim:
        objective:
          cost:
            false-alarm: 1e2
        null-tokens: [no, 'null', ~, 0]
        labels:
          age: years
          "a.b": dotted
        max-quarantine: 7.5%
        seed: -9000000000
        memory: 4GiB
        timeout: 30s
        verbose: true
        password: ${DB_PASSWORD}
        trials: null
        """;

    [Fact]
    public void Every_kind_of_value_is_bound()
    {
        var bound = Samples.Bind(Full).Value;

        bound.Target.ShouldBe("churned");
        bound.Source.ShouldBe(new SampleSource { Path = "data/x.csv", Separator = ";" });
        bound.Split.ShouldBe(new SampleSplit { By = SampleKind.TimeOrder, Column = "id", Folds = 3 });
        bound.Steps.Select(step => step.GetType()).ShouldBe([typeof(Trim), typeof(Clip), typeof(Trim), typeof(Either)]);
        ((Trim)bound.Steps[0]).Columns.ShouldBeNull();
        ((Clip)bound.Steps[1]).Columns.ShouldBe(["age", "income"]);
        ((Clip)bound.Steps[1]).Low.ShouldBe(0.02);
        ((Trim)bound.Steps[2]).Columns.ShouldBe(["name"]);
        ((Either)bound.Steps[3]).Of.ShouldHaveSingleItem().ShouldBeOfType<Trim>();
        bound.Objective.ShouldBe(new Cost { FalseAlarm = 100 });
        bound.NullTokens.ShouldBe(["no", "null", "~", "0"]);
        bound.Labels.ShouldBe(new Dictionary<string, string> { ["age"] = "years", ["a.b"] = "dotted" });
        bound.MaxQuarantine.ShouldBe(0.075);
        bound.Seed.ShouldBe(-9_000_000_000);
        bound.Memory.Bytes.ShouldBe(4L << 30);
        bound.Timeout.ShouldBe(TimeSpan.FromSeconds(30));
        bound.Verbose.ShouldBeTrue();
        bound.Password!.Reveal().ShouldBe("tr0ub4dor");
        bound.Trials.ShouldBeNull();
    }

    [Fact]
    public void What_is_left_out_has_its_default_and_a_text_can_stand_for_a_section()
    {
        var bound = Samples.Bind(Samples.Minimal).Value;

        bound.Source.ShouldBe(new SampleSource { Path = "a.csv", Separator = "," });
        bound.Split.ShouldBe(new SampleSplit { By = SampleKind.Hash, Folds = 5 });
        bound.Steps.ShouldBeEmpty();
        bound.Trials.ShouldBe(20);
    }

    [Fact]
    public void One_value_is_a_list_of_one() =>
        Samples.Bind(Samples.Minimal + "steps: trim\nnull-tokens: x\n").Value.NullTokens.ShouldBe(["x"]);

    [Theory]
    [InlineData("target", 2, 9)]
    [InlineData("source.separator", 5, 14)]
    [InlineData("split", 6, 1)]
    [InlineData("split.column", 6, 33)]
    [InlineData("steps[0]", 8, 5)]
    [InlineData("steps[1].columns[1]", 9, 27)]
    [InlineData("steps[2].columns[0]", 11, 16)]
    [InlineData("steps[1].nothing-of-the-kind", 9, 5)]
    [InlineData("objective.false-alarm", 17, 18)]
    [InlineData("labels.a.b", 21, 10)]
    [InlineData("trials", 28, 9)]
    [InlineData("nowhere", 1, 1)]
    public void Values_know_where_they_stand(string path, int line, int column) =>
        Samples.Bind(Full).Positions.Find(path).ToString().ShouldBe($"trestle.yaml:{line}:{column}");

    [Theory]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("null")]
    [InlineData("1.0")]
    [InlineData("0x1F")]
    [InlineData("2024-01-01")]
    public void Text_stays_as_it_was_written(string text) => Samples.Bind($"target: {text}\nsource: a.csv\n").Value.Target.ShouldBe(text);

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("10%", 0.1)]
    [InlineData("'10%'", 0.1)]
    [InlineData(".5", 0.5)]
    [InlineData("1", 1)]
    [InlineData("+1e-3", 0.001)]
    [InlineData("57%", 0.57)]
    public void Numbers_take_percent_signs_and_exponents(string text, double value) =>
        Samples.Bind($"{Samples.Minimal}max-quarantine: {text}\n").Value.MaxQuarantine.ShouldBe(value);

    [Theory]
    [InlineData("1500ms", 1.5)]
    [InlineData("30 s", 30)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("7d", 604800)]
    public void Durations_have_units(string text, double seconds) =>
        Samples.Bind($"{Samples.Minimal}timeout: {text}\n").Value.Timeout.TotalSeconds.ShouldBe(seconds);

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_do_no_harm()
    {
        var bound = Samples.Bind("\uFEFFtarget: churned\r\nsource: a.csv\r\nsplit:\r\n  folds: 4\r\n");

        bound.Value.Split.Folds.ShouldBe(4);
        bound.Positions.Find("split.folds").ToString().ShouldBe("trestle.yaml:4:10");
    }

    [Fact]
    public void A_file_is_read()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Samples.Minimal);

        Samples.Binder.Read<Sample>(file).Positions.Find("target").ToString().ShouldBe($"{file}:1:9");
        File.Delete(file);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var missing = Should.Throw<TrestleException>(
            () => Samples.Binder.Read<Sample>("no-such-folder/trestle.yaml")).Problems.ShouldHaveSingleItem();
        var folder = Should.Throw<TrestleException>(() => Samples.Binder.Read<Sample>(Path.GetTempPath())).Problems.ShouldHaveSingleItem();

        missing.ShouldBe(new Problem(
            "TR0001",
            "the configuration file cannot be read: there is no such file",
            "a file that this user can read",
            "no-such-folder/trestle.yaml",
            "name the right file, or change to its folder"));
        folder.Found.ShouldBe("the configuration file cannot be read: it is a folder");
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        var secret = Samples.Bind(Full).Value.Password!;

        secret.ToString().ShouldBe("***");
        Samples.Bind(Full).Value.ToString().ShouldNotContain("tr0ub4dor");
        System.Text.Json.JsonSerializer.Serialize(secret).ShouldBe("""{"Name":"DB_PASSWORD"}""");
    }
}
