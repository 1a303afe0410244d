using Shouldly;

using Trestle.Stages.Clean.Repairs;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Stages.Clean.Repairs;

/// <summary>What every <see cref="IRepairFinder"/> promises. Derive a test class that names the finders.</summary>
public abstract class RepairFinderContract : IContractFor<IRepairFinder>
{
    private static readonly string?[] Hostile =
    [
        null, "", " ", "\0", "\uD800", "\uDFFF\uD800", "\u202E12", "e\u0301", "\u00e9", "１２", "∞", "1e999", "--1", "$", "%", "1%%", "$$1",
        "12 oz.",
        new string('9', 400), new string('x', 5000), "a b c d e f g h", ",", ",1", "1,", "1,2,3", "-", "N/A", "💥", "\t", "\u2003a\u00A0",
    ];

    /// <summary>The finders under test.</summary>
    private protected abstract IEnumerable<IRepairFinder> Finders { get; }

    IEnumerable<IRepairFinder> IContractFor<IRepairFinder>.Subjects => Finders;

    [Fact]
    public void Has_a_name_of_its_own()
    {
        Finders.Select(finder => finder.Name).ShouldBeUnique();
        Finders.ShouldAllBe(finder => System.Text.RegularExpressions.Regex.IsMatch(finder.Name, "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"));
    }

    [Fact]
    public void Clean_tables_stay_as_they_are()
    {
        foreach (var table in Clean())
        {
            foreach (var finder in Finders)
            {
                Changed(finder, table).ShouldBe(0, finder.Name);
            }
        }
    }

    [Fact]
    public void Empty_small_and_hostile_tables_are_searched_without_a_fault()
    {
        foreach (var table in new[]
        {
            Tables.Of(("a", [])), Tables.Of(("a", [null, null]), ("b", ["x", null])), Tables.Of(("a", Tables.Times(300, Hostile))),
            Tables.Of(
                ("a", Tables.Times(300, Hostile)), ("b", Tables.Times(300, [.. Hostile.Reverse()])), ("c", Tables.Times(300, "1", "2"))),
        })
        {
            foreach (var finder in Finders)
            {
                Changed(finder, table).ShouldBeGreaterThanOrEqualTo(0);
            }
        }
    }

    [Fact]
    public void What_is_proposed_names_columns_of_the_table_and_is_the_same_again()
    {
        foreach (var finder in Finders)
        {
            var table = Dirty();
            var found = finder.Find(table, CancellationToken.None).ToArray();
            found.ShouldAllBe(repair => repair.Reason.Length > 0 && repair.Precision > 0.5 && repair.Precision <= 1);
            found.SelectMany(repair => repair.Step.Columns!).ShouldAllBe(column => table.Schema.Find(column) >= 0);
            finder.Find(Dirty(), CancellationToken.None).Select(repair => repair.Reason).ShouldBe(found.Select(repair => repair.Reason));
        }
    }

    [Fact]
    public void Can_be_cancelled()
    {
        foreach (var finder in Finders)
        {
            Should.Throw<OperationCanceledException>(() => finder.Find(Dirty(), new CancellationToken(canceled: true)).Count());
        }
    }

    private static IEnumerable<TextTable> Clean()
    {
        yield return Tables.Of(Tables.Clinics());
        var random = new Random(5);
        yield return Tables.Of(
            ("sex", Tables.Times(500, "male", "female", "female")),
            ("size", Enumerable.Range(0, 500).Select(_ => (string?)$"{Math.Round(10 + (random.NextDouble() * 90), 1)}")),
            ("price", Enumerable.Range(0, 500).Select(_ => (string?)$"{Math.Round(Math.Exp(random.NextDouble() * 12), 2)}")),
            ("share", Tables.Times(500, "5%", "10%", "100%")),
            ("code", Enumerable.Range(0, 500).Select(row => (string?)$"N{10_000 + row}XY")),
            ("rare", Enumerable.Range(0, 500).Select(row => (string?)(row == 3 ? "Married-AF-spouse" : "Married-civ-spouse"))),
            ("note", Enumerable.Range(0, 500).Select(row => (string?)$"note {row * 7919 % 1000} of {row}")));
    }

    private static TextTable Dirty()
    {
        var columns = Tables.Clinics();
        columns[2].Values[7] = "montgomxry";
        columns[3].Values[9] = "N/A";
        columns[3].Values[10] = null;
        columns[3].Values[11] = "15100";
        columns[3].Values[12] = "151 kg";
        return Tables.Of(columns);
    }

    private static int Changed(IRepairFinder finder, TextTable table) => finder.Find(table, CancellationToken.None).Sum(
        repair => table.Changes(table.After(RepairSearch.Fit(repair.Step, table))).Count);
}

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueRepairFinders : RepairFinderContract
{
    private protected override IEnumerable<IRepairFinder> Finders => RepairCatalog.All;
}
