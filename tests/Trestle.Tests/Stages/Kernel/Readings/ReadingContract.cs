using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Readings;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>What every <see cref="IReading"/> promises. Derive a test class that names the readings.</summary>
public abstract class ReadingContract : IContractFor<IReading>
{
    /// <summary>Columns of every kind, mixed ones among them, without a text that means "no value".</summary>
    private static readonly string[][] Samples =
    [
        ["1.5", "2.5", "1.000,5", "12", "-3", "(4.5)", "1'000", "7"],
        ["$12", "$1,200.50", "15", "€3", "12 %", "3 kg", "800 g", "<5"],
        ["2024-01-02", "2024-01-02 03:04:05", "3/4/2022", "13/4/2022", "Feb-24", "20240229", "2024-W05"],
        ["yes", "no", "Yes", "NO", "t", "1", "0", "maybe"],
        ["00501", "10001", "20002", "C536365", "12A", "9007199254740993"],
        ["[1, 2]", "{\"a\": 1}", "[", "{]", "[1]"],
        [.. Hostile.Select(text => text.Trim()).Where(text => !MissingWords.IsCertain(text))],
    ];

    private static IEnumerable<string> Hostile =>
    [
        "\0", "\uD800", "\uDFFF\uD800", "\uFEFF1", "\u202E12", "e\u0301", "١٢٣", "１２", "∞", "½", "²", "1e999999999", "-1e-999999999",
        "1e", "+", "--1", "(", ")", "()", "((1))", "(1", "1)", "$", "%", "$$1", "1%%", "0x1F", "9999-99-99", "0000-00-00", "24:00:00",
        "99:99", "31/02/2024", "2024-W99", "2024-Q9", "T", "Z", "+00", new string('9', 400), new string('[', 5000),
        $"{new string('[', 5000)}{new string(']', 5000)}",
        "1 2 3 4 5 6 7 8 9", "\"", "'", "\\", "\\N", "\u2028", "💥", "1\u00A0000", "a\tb", "{\"a\":", "NaN", "inf",
    ];

    /// <summary>The readings under test.</summary>
    private protected abstract IEnumerable<IReading> Readings { get; }

    IEnumerable<IReading> IContractFor<IReading>.Subjects => Readings;

    [Fact]
    public void Has_a_name_of_its_own()
    {
        Readings.Select(reading => reading.Name).ShouldBeUnique();
        Readings.ShouldAllBe(reading => Regex.IsMatch(reading.Name, "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"));
    }

    [Fact]
    public void A_column_without_texts_has_no_proposal()
    {
        foreach (var reading in Readings)
        {
            reading.Propose(reading.Start(), Columns.Evidence()).ShouldBeNull(reading.Name);
        }
    }

    [Fact]
    public void Tallies_of_parts_that_are_merged_say_what_one_tally_says() => EveryColumn((reading, texts, whole) =>
    {
        for (var cut = 0; cut <= texts.Count; cut++)
        {
            var (first, second) = (Tally(reading, texts[..cut]), Tally(reading, texts[cut..]));
            first.Merge(second);
            Told(reading.Propose(first, Evidence(texts))).ShouldBe(whole, $"{reading.Name}, cut behind {cut}");
        }
    });

    [Fact]
    public void The_order_of_the_texts_does_not_matter() => EveryColumn((reading, texts, whole) =>
    {
        for (var shift = 1; shift < texts.Count; shift++)
        {
            List<(string, long)> turned = [.. texts[shift..], .. texts[..shift]];
            turned.Reverse();
            Told(reading.Propose(Tally(reading, turned), Evidence(turned))).ShouldBe(whole, $"{reading.Name}, turned by {shift}");
        }
    });

    [Fact]
    public void The_rows_of_a_proposal_are_those_of_the_texts_that_it_reads() => EveryColumn((reading, texts, _) =>
    {
        foreach (var proposal in Forms(reading.Propose(Tally(reading, texts), Evidence(texts))))
        {
            proposal.Reading.ShouldBe(reading.Name);
            proposal.Rows.ShouldBe(texts.Where(entry => proposal.Reads(entry.Text)).Sum(entry => entry.Rows), proposal.Words);
        }
    });

    [Fact]
    public void A_tally_says_whether_it_explains_a_text_and_never_throws()
    {
        foreach (var reading in Readings)
        {
            var tally = reading.Start();
            foreach (var text in Hostile)
            {
                tally.Add(text, 1).ShouldBe(reading.Start().Add(text, 7), $"{reading.Name}: {text}");
            }

            reading.Propose(tally, Columns.Evidence(Hostile));
        }
    }

    private void EveryColumn(Action<IReading, List<(string Text, long Rows)>, string> check)
    {
        foreach (var reading in Readings)
        {
            foreach (var sample in Samples)
            {
                // Two texts at a time, too: readings that a third would decide are in doubt there.
                foreach (var part in sample.Zip(sample.Skip(1), (a, b) => new[] { a, b }).Append(sample))
                {
                    List<(string, long)> texts = [.. part.Select((text, i) => (text.Trim(), (long)(i * i) + 1))];
                    check(reading, texts, Told(reading.Propose(Tally(reading, texts), Evidence(texts))));
                }
            }
        }
    }

    private static ReadingTally Tally(IReading reading, IEnumerable<(string Text, long Rows)> texts)
    {
        var tally = reading.Start();
        foreach (var (text, rows) in texts)
        {
            tally.Add(text, rows);
        }

        return tally;
    }

    private static ColumnEvidenceValue Evidence(IEnumerable<(string Text, long Rows)> texts) =>
        Columns.Evidence(texts.SelectMany(entry => Enumerable.Repeat(entry.Text, (int)entry.Rows)));

    private static IEnumerable<Proposal> Forms(Proposal? proposal) =>
        proposal is null ? [] : proposal.Rival is { } rival ? [proposal, rival.Other] : [proposal];

    /// <summary>All that a proposal says, as a text.</summary>
    private static string Told(Proposal? proposal) => proposal is null ? "none" : string.Join(
        '\n',
        Forms(proposal).Select(form => $"{form.Reading} {form.Type} {form.Words} {form.Rows} {form.Rank} {form.DecimalMark} "
            + $"{form.ProvesMark} {string.Join("|", form.Formats)} {string.Join("|", form.Affixes)} {form.Note} {form.Doubt} "
            + $"{form.Rival?.Question}"));
}

/// <summary>Every reading of the catalogue keeps the contract.</summary>
public sealed class CatalogueReadingContract : ReadingContract
{
    private protected override IEnumerable<IReading> Readings => ReadingCatalog.All;
}
