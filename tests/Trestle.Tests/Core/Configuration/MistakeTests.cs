using System.ComponentModel.DataAnnotations;
using System.Text;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class MistakeTests
{
    /// <summary>Lines that follow two good ones, so that the mistake stands in line 3 or later.</summary>
    [Theory]
    [InlineData("splitt: {}", "TR0010", "3:1", "there is no setting 'splitt' in the file", "did you mean 'split'?")]
    [InlineData("max_quarantine: 1", "TR0010", "3:1", "there is no setting 'max_quarantine' in the file", "did you mean 'max-quarantine'?")]
    [InlineData("split:\n  fold: 3", "TR0010", "4:3", "there is no setting 'fold' in 'split'", "did you mean 'folds'?")]
    [InlineData("split: {xyzzyxyzzy: 3}", "TR0010", "3:9", "there is no setting 'xyzzyxyzzy' in 'split'", "use one of: by, column, folds")]
    [InlineData("objective: {auc: {at: 1}}", "TR0010", "3:19", "there is no setting 'at' in objective 'auc'", "remove it")]
    [InlineData("target: again", "TR0011", "3:1", "'target' is a duplicate", "keep one of them; the first is on line 1")]
    [InlineData("labels: {a: x, a: y}", "TR0011", "3:16", "'a' is a duplicate", "keep one of them; the first is on line 3")]
    [InlineData("steps:\n- clip", "TR0012", "4:3", "step 'clip' has no 'columns'", "add 'columns: …' (Columns.)")]
    [InlineData("steps:\n- clip: {low: 1%}", "TR0012", "4:3", "step 'clip' has no 'columns'", "add 'columns: …' (Columns.)")]
    [InlineData("split: 3", "TR0013", "3:8", "'split' is '3'", "write settings below it, indented: by, column, folds")]
    [InlineData("split: [3, 4]", "TR0013", "3:1", "'split' is a list of 2 items", "write settings below it, indented: by, column, folds")]
    [InlineData("split:", "TR0013", "3:1", "'split' is empty", "write a value, or remove the line")]
    [InlineData(
        "split: {folds: three}", "TR0013", "3:16", "'split.folds' is 'three'",
        "write digits only: no fraction, exponent, unit, leading zero or separator")]
    [InlineData("split: {folds: '3'}", "TR0013", "3:16", "'split.folds' is the text '3' in quotes", "remove the quotes")]
    [InlineData(
        "split: {folds: 3.0}", "TR0013", "3:16", "'split.folds' is '3.0'",
        "write digits only: no fraction, exponent, unit, leading zero or separator")]
    [InlineData(
        "seed: 017", "TR0013", "3:7", "'seed' is '017'", "write digits only: no fraction, exponent, unit, leading zero or separator")]
    [InlineData(
        "seed: 1_000", "TR0013", "3:7", "'seed' is '1_000'",
        "write digits only: no fraction, exponent, unit, leading zero or separator")]
    [InlineData(
        "seed: null", "TR0013", "3:7", "'seed' is 'null'", "write digits only: no fraction, exponent, unit, leading zero or separator")]
    [InlineData("max-quarantine: 0,5", "TR0013", "3:17", "'max-quarantine' is '0,5'", "write a point, not a comma: 0.5")]
    [InlineData("max-quarantine: .nan", "TR0013", "3:17", "'max-quarantine' is '.nan'", "write a number such as 0.25, 25% or 1e-3")]
    [InlineData("max-quarantine: '0.5'", "TR0013", "3:17", "'max-quarantine' is the text '0.5' in quotes", "remove the quotes")]
    [InlineData("max-quarantine: {a: 1}", "TR0013", "3:1", "'max-quarantine' is a group of 1 name", "write one value")]
    [InlineData("verbose: yes", "TR0013", "3:10", "'verbose' is 'yes'", "write true")]
    [InlineData("verbose: Off", "TR0013", "3:10", "'verbose' is 'Off'", "write false")]
    [InlineData("verbose: True", "TR0013", "3:10", "'verbose' is 'True'", "write true")]
    [InlineData("verbose: perhaps", "TR0013", "3:10", "'verbose' is 'perhaps'", "write true or false")]
    [InlineData(
        "memory: 4 gigs", "TR0013", "3:9", "'memory' is '4 gigs'",
        "write a whole number and one of the units B, KB, MB, GB, TB, KiB, MiB, GiB, TiB")]
    [InlineData("timeout: 30", "TR0013", "3:10", "'timeout' is '30'", "write a whole number and one of the units ms, s, m, h, d")]
    [InlineData("labels: text", "TR0013", "3:9", "'labels' is 'text'", "write 'name: value' lines below it, indented")]
    [InlineData("null-tokens: [a, [b]]", "TR0013", "3:18", "'null-tokens[1]' is a list of 1 item", "write one value")]
    [InlineData(
        "steps:\n- clip:\n  columns: [a]", "TR0013", "4:3", "'steps[0]' is a group of 2 names",
        "indent the settings of 'clip' further than its name")]
    [InlineData(
        "steps: {trim: {}, either: {}}", "TR0013", "3:8", "'steps[0]' is a group of 2 names",
        "write each step as an item of its own, with '- ' before it")]
    [InlineData(
        "steps: [[trim]]", "TR0013", "3:9", "'steps[0]' is a list of 1 item", "write the name of a step, or 'name: {its settings}'")]
    [InlineData("steps: [{trim: name}]", "TR0013", "3:16", "'steps[0]' is 'name'", "write settings below it, indented: columns")]
    [InlineData("split: {folds: 1}", "TR0014", "3:16", "'split.folds' is '1'", "choose a value within these limits")]
    [InlineData(
        "split: {folds: 99999999999999999999}", "TR0014", "3:16", "'split.folds' is '99999999999999999999'",
        "choose a value within these limits")]
    [InlineData("max-quarantine: 101%", "TR0014", "3:17", "'max-quarantine' is '101%'", "choose a value within these limits")]
    [InlineData("max-quarantine: 1e999", "TR0014", "3:17", "'max-quarantine' is '1e999'", "choose a value within these limits")]
    [InlineData(
        "steps: [{clip: {columns: a, low: 0.5}}]", "TR0014", "3:34", "'steps[0].low' is '0.5'", "choose a value within these limits")]
    [InlineData("steps: [{clip: {columns: []}}]", "TR0014", "3:17", "'steps[0].columns' is 0 items", "choose a value within these limits")]
    [InlineData("memory: 1KB", "TR0014", "3:9", "'memory' is '1KB'", "choose a value within these limits")]
    [InlineData("timeout: 31d", "TR0014", "3:10", "'timeout' is '31d'", "choose a value within these limits")]
    [InlineData("trials: 0", "TR0014", "3:9", "'trials' is '0'", "choose a value within these limits")]
    [InlineData("split: {by: time}", "TR0015", "3:13", "'split.by' is 'time'", "did you mean 'time-order'?")]
    [InlineData("split: {by: TimeOrder}", "TR0015", "3:13", "'split.by' is 'TimeOrder'", "did you mean 'time-order'?")]
    [InlineData("steps: [trimm]", "TR0015", "3:9", "'steps[0]' is 'trimm'", "did you mean 'trim'?")]
    [InlineData("steps:\n- clipp: {columns: a}", "TR0015", "4:3", "'steps[0]' is 'clipp'", "did you mean 'clip'?")]
    [InlineData(
        "labels: {a: 'x ${HOME}'}", "TR0016", "3:13", "'labels.a' refers to an environment variable with '${'",
        "write the value itself, so that a run can be repeated from the file alone")]
    [InlineData(
        "labels: {'${HOME}': x}", "TR0016", "3:10", "'labels.${HOME}' refers to an environment variable with '${'",
        "write the value itself, so that a run can be repeated from the file alone")]
    [InlineData(
        "seed: ${SEED}", "TR0016", "3:7", "'seed' refers to an environment variable with '${'",
        "write the value itself, so that a run can be repeated from the file alone")]
    [InlineData(
        "password: ${DB_PASWORD}", "TR0017", "3:11", "the environment variable 'DB_PASWORD' is not set",
        "set it before the command: export DB_PASWORD=…")]
    [InlineData(
        "password: hunter2", "TR0018", "3:11", "'password' is a secret in clear text (not shown)",
        "put the secret into an environment variable, write ${NAME} here, and replace the secret if the file was shared")]
    [InlineData("labels: &a {x: y}", "TR0006", "3:9", "there is an anchor, '&a'", "remove it and write repeated values out")]
    [InlineData("split: *a", "TR0006", "3:8", "there is an alias, '*a'", "write the value out")]
    [InlineData("split: {<<: {folds: 3}}", "TR0006", "3:9", "there is a merge key, '<<'", "write the settings out")]
    [InlineData("seed: !!int 3", "TR0006", "3:7", "there is a tag, which begins with '!'", "remove it; the setting decides the type")]
    [InlineData("---\ntarget: b", "TR0006", "3:1", "a second document begins", "keep one document; remove the line '---'")]
    [InlineData("split:\n\tfolds: 3", "TR0005", "4:1", "the line is indented with a tab", "replace each tab by two spaces")]
    [InlineData(
        "labels: {a: \u0007}", "TR0003", "3:13", "there is a control character (U+0007)",
        "save the file as UTF-8; write a control character as an escape in double quotes")]
    [InlineData("? [a]\n: b", "TR0004", "4:3", "the file is not YAML: a name is missing before ':'", null)]
    [InlineData(": b", "TR0004", "3:3", "the file is not YAML: a name is missing before ':'", null)]
    public void Each_mistake_says_what_where_and_what_to_do(string lines, string code, string where, string found, string? advice)
    {
        var problem = Problems(Samples.Minimal + lines).ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Where.ShouldBe($"trestle.yaml:{where}");
        problem.Found.ShouldBe(found);
        problem.Fix.ShouldBe(
            advice ?? "look here and on the line above: the indentation, a missing ': ', a quote or bracket that is not closed");
    }

    [Theory]
    [InlineData("split:\n  by: hash\n column: x", "5:2")]
    [InlineData("labels: {a: b", "4:1")]
    [InlineData("target: \"abc", "3:9")]
    [InlineData("- a", "3:1")]
    [InlineData("a: b: c", "3:5")]
    [InlineData("seed: @", "3:7")]
    public void Text_that_is_not_yaml_is_refused_where_the_parser_stopped(string lines, string where)
    {
        var problem = Problems($"{Samples.Minimal}{lines}\n").ShouldHaveSingleItem();

        problem.Code.ShouldBe("TR0004");
        problem.Where.ShouldBe($"trestle.yaml:{where}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    public void A_file_without_settings_is_refused(string yaml) => Problems(yaml).ShouldHaveSingleItem().Code.ShouldBe("TR0009");

    [Theory]
    [InlineData("- a\n- b\n", "the file is a list of 2 items")]
    [InlineData("just text\n", "the file is 'just text'")]
    public void A_file_that_is_no_group_of_settings_is_refused(string yaml, string found)
    {
        var problem = Problems(yaml).ShouldHaveSingleItem();

        problem.Code.ShouldBe("TR0013");
        problem.Found.ShouldBe(found);
    }

    [Fact]
    public void A_short_form_says_what_it_expects() => Problems("target: a\nsource: a.xls\n").ShouldHaveSingleItem().ShouldBe(new Problem(
        "TR0013", "'source' is 'a.xls'", "the path of a .csv file", "trestle.yaml:2:9", "write it in this form, or list the settings"));

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_at_their_place()
    {
        var bytes = Encoding.Latin1.GetBytes("target: a\nsource: Männer.csv\n");
        var problem = Should.Throw<TrestleException>(
            () => Samples.Binder.Parse<Sample>(bytes, "trestle.yaml")).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe("TR0003");
        problem.Where.ShouldBe("trestle.yaml:2:10");
    }

    [Fact]
    public void A_file_of_more_than_a_megabyte_is_refused() =>
        Problems($"target: {new string('a', 1_000_000)}\n")
            .ShouldHaveSingleItem().Found.ShouldBe("the configuration file is larger than 1MB");

    [Theory]
    [InlineData("[", 400_000)]
    [InlineData("{a: ", 200_000)]
    [InlineData("- ", 400_000)]
    public void Deep_nesting_is_refused(string open, int times)
    {
        var problem = Problems("labels: " + (open == "- " ? "\n  " : "") + string.Concat(Enumerable.Repeat(open, times)))
            .ShouldHaveSingleItem();

        problem.Code.ShouldBe("TR0007");
    }

    [Fact]
    public void An_alias_bomb_costs_nothing()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            bomb.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        Problems(bomb.ToString()).Count.ShouldBe(51);
    }

    [Fact]
    public void A_million_mistakes_are_cut_to_as_many_as_a_person_reads()
    {
        var yaml = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"unknown-{i}: 1\n"));
        var problems = Problems(yaml);

        problems.Count.ShouldBe(51);
        problems[^1].Found.ShouldBe("49952 further mistakes are not shown");
    }

    [Theory]
    [InlineData("seed: 99999999999999999999", "a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("trials: 9999999999", "a whole number from 1 to 2147483647")]
    [InlineData("objective: {cost: {false-alarm: 1e999}}", "a number of at most 1.7976931348623157E+308")]
    [InlineData("split: {folds: 21}", "a whole number from 2 to 20")]
    [InlineData("steps: [{clip: {columns: a, low: -1}}]", "a number of at least 0 and less than 0.5")]
    [InlineData("memory: 2TB", "a size from 64MB to 1TB")]
    public void A_value_out_of_range_brings_the_range(string lines, string expected) =>
        Problems(Samples.Minimal + lines).ShouldHaveSingleItem().Expected.ShouldBe(expected);

    [Fact]
    public void A_limit_that_is_the_type_s_own_end_still_excludes_it() =>
        Should.Throw<TrestleException>(() => Samples.Binder.Parse<Pause>("wait: 0s", "f")).Problems.ShouldHaveSingleItem()
            .Expected.ShouldBe("a duration greater than 0ms and at most 1d");

    public sealed record Pause
    {
        [Setting("How long.")]
        [Range(typeof(TimeSpan), "0s", "1d", MinimumIsExclusive = true)]
        public TimeSpan Wait { get; init; }
    }

    [Fact]
    public void All_mistakes_come_together_in_the_order_of_the_file() => Snapshot.Match(
        string.Join("\n\n", Problems("""
            tragte: churned
            source:
              file: a.csv
              separator: ""
            split:
              by: tiem-order
              folds: 50
              folds: 5
            steps:
              - trim: {columns: [a, [b]]}
              - clip:
                low: 1%
              - clip: {low: 70%}
              - sprinkle
            objective: {cost: {false-alarm: cheap}}
            max-quarantine: 5 percent
            memory: 4GIG
            timeout: 0s
            verbose: on
            password: hunter2
            trials: 1e3
            seed: 99999999999999999999
            """)) + "\n",
        "configuration-mistakes");

    private static IReadOnlyList<Problem> Problems(string yaml) => Should.Throw<TrestleException>(() => Samples.Bind(yaml)).Problems;
}
