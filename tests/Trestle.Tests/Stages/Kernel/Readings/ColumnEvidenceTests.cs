using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Readings;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>Counting the texts of a column.</summary>
public sealed class ColumnEvidenceTests
{
    private static readonly string[] Words = ["yes", "no", "NA", "unknown", "", "$5", "7%", "x"];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, 50].Select(i => $"{i}"), Gen.Double[0, 10].Select(d => FormattableString.Invariant($"{d:0.00}")),
        Gen.Int[1, 28].Select(day => $"{day:00}/02/2024"), Gen.Int[0, Words.Length - 1].Select(i => Words[i]));

    [Fact]
    public void Evidence_of_two_parts_merged_is_that_of_the_whole() =>
        Gen.Select(Texts.Array[0, 60], Texts.Array[0, 60]).Sample((one, two) =>
        {
            var merged = Columns.Evidence(one);
            merged.Merge(Columns.Evidence(two));
            Shown(merged).ShouldBe(Shown(Columns.Evidence([.. one, .. two])));
        });

    [Fact]
    public void Distinct_texts_beyond_the_remembered_are_estimated_within_three_percent()
    {
        var evidence = Columns.Evidence(Enumerable.Range(0, 300_000).Select(i => $"note {i}"));
        evidence.Counts.Count.ShouldBe(ColumnEvidence.Remembered);
        evidence.Distinct.ShouldBeInRange(291_000, 309_000);
    }

    [Fact]
    public void Of_very_many_columns_fewer_texts_are_remembered_and_all_are_read()
    {
        ColumnEvidence.MostOf(1_000).ShouldBe(ColumnEvidence.Remembered);
        ColumnEvidence.MostOf(4_000).ShouldBe(1_250);
        ColumnEvidence.MostOf(100_000).ShouldBe(500);

        string[] texts = [.. Enumerable.Range(0, 3_000).Select(i => FormattableString.Invariant($"{i + 0.25}")), .. "call us".Times(4)];
        var schema = new RowSchema([new Column("c", ColumnKind.Text)]);
        var evidence = (ColumnEvidenceValue)new ColumnEvidence("c", Contract.DefaultNullTokens, 500).Start(schema);
        evidence.Add(new RowBlock(schema, texts.Length, [texts]));
        evidence.Counts.Count.ShouldBe(500);
        evidence.Distinct.ShouldBeInRange(2_940, 3_060);
        var merged = (ColumnEvidenceValue)evidence.Empty();
        merged.Merge(evidence);
        foreach (var reading in new[] { ReadingJudge.Of(evidence), ReadingJudge.Of(merged) })
        {
            (reading.Reading, reading.Rows).ShouldBe(("number", 3_000));
            reading.LeftOver.ShouldBe([new("call us", 4)]);
        }
    }

    [Fact]
    public void What_numbers_leave_over_late_in_a_long_column_is_counted()
    {
        var numbers = Enumerable.Range(0, 60_000).Select(i => FormattableString.Invariant($"{i + 0.25}"));
        var reading = Columns.Read([.. numbers, .. "call us".Times(40), .. "n.a.".Times(7)]);
        (reading.Reading, reading.Rows).ShouldBe(("number", 60_000));
        reading.LeftOver.ShouldBe([new("call us", 40)]);
        reading.Missing.ShouldBe([new("n.a.", 7)]);
    }

    [Fact]
    public void It_does_not_matter_whether_equal_texts_share_an_instance()
    {
        // More texts than are remembered, so that the order in which they first come counts.
        string?[] shared = [.. Enumerable.Range(0, 30_000).Select(i => i % 50 == 0 ? null : $"{i * 31 % 7001}")];
        var pool = shared.OfType<string>().Distinct().ToDictionary(text => text);
        string?[] pooled = [.. shared.Select(text => text is null ? null : pool[text])];

        var (one, other) = (Columns.Evidence(shared), Columns.Evidence(pooled));

        Shown(other).ShouldBe(Shown(one));
        other.Counts.OrderBy(entry => entry.Key).ShouldBe(one.Counts.OrderBy(entry => entry.Key));
        other.Counts.Values.Sum().ShouldBeGreaterThan(ColumnEvidence.Remembered);
    }

    private static string Shown(ColumnEvidenceValue evidence)
    {
        var reading = ReadingJudge.Of(evidence);
        return $"{evidence.Rows} {evidence.Missing} {evidence.Distinct} {reading.Reading} {reading.Words} {reading.Share} "
            + $"{reading.RunnerUp} "
            + $"{string.Join(',', reading.LeftOver)} {string.Join(',', reading.Missing)} {reading.Question}";
    }
}
