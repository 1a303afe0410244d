using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>
/// Rows are checked while the contract is still learned, against that of the first rows. What comes of it must not depend on that: it is
/// compared with a run that has an expectation for which the contract must be known first.
/// </summary>
public sealed class ContractGuessTests
{
    private const int Rows = ContractGuess.FewRows + 3000;
    private const int Late = (ContractGuess.FirstBlocks * RowBlock.Size) + 5000;

    /// <summary>Tables whose later rows have something that the first rows do not have; null for nothing.</summary>
    public static TheoryData<string?, string?, string?> Tables => new()
    {
        { null, null, null },
        { "x", "1?2", null },
        { "x", "not measured", "many" },
        { "d", "31.12.2024", "many" },
        { "y", "perhaps", "many" },
        { "z", "€ 12", "many" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_first_rows_do_not_change_what_is_found(string? column, string? text, string? many)
    {
        var csv = Csv(column, text, many is null ? 7 : 400);
        var (learned, quarantine, report) = await FoundAsync(csv, "");
        var (slow, setAside, told) = await FoundAsync(
            csv, ", expectations: [{sql: {query: 'SELECT x FROM data WHERE false', severity: info}}]");
        Text(learned).ShouldBe(Text(slow));
        Text(quarantine).ShouldBe(Text(setAside));
        Text(report.Columns).ShouldBe(Text(told.Columns));
        Text(report.Readings).ShouldBe(Text(told.Readings));
        report.Notes.ShouldBe(told.Notes);
        Text(report.Checks).ShouldBe(Text(told.Checks.Where(check => check.Name != "sql")));
    }

    [Fact]
    public async Task Later_rows_that_break_the_contract_are_set_aside()
    {
        var (contract, quarantine, report) = await FoundAsync(Csv("x", "1?2", 7), "");
        contract.Find("x")!.Type.ShouldBe(ColumnType.Number);
        quarantine.RowNumbers.ShouldBe(Enumerable.Range(0, 7).Select(i => (long)(Late + (10 * i) + 1)));
        quarantine.Losses.ShouldHaveSingleItem().Reason.ShouldBe("x is not a number with a decimal '.'");
        report.Rows.ShouldBe(Rows);
    }

    [Fact]
    public async Task A_class_that_only_later_rows_have_is_one()
    {
        var (contract, quarantine, _) = await FoundAsync(Csv("y", "perhaps", 400), "");
        (contract.Task, quarantine.Rows).ShouldBe((TaskKind.Multiclass, 0));
        contract.Classes.ShouldBe(["no", "perhaps", "yes"]);
    }

    [Fact]
    public async Task A_condition_that_the_first_rows_would_refuse_is_judged_by_all_rows()
    {
        var csv = "x,k,y\n" + string.Concat(Enumerable.Range(0, Rows).Select(
            i => $"{(i == Late ? "" : i % 977)},{(i < Late ? $"{i % 5}" : "late")},{(i % 4 == 0 ? "yes" : "no")}\n"));
        using var project = new TestProject(
            TestProject.Small
                + "validate-data: {expectations: [{not-null: {column: x, where: \"k = 'late'\", severity: info}}]}\n", csv);
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        var check = report.Checks.Single(check => check.Name == "not-null");
        (check.Passed, check.Judged, check.Failing).ShouldBe((false, Rows - Late, 1));
    }

    private static string Text<T>(T document) => System.Text.Encoding.UTF8.GetString(Documents.WriteReadable(document));

    /// <summary>Rows in some of which, every tenth of the later ones, a column has another text.</summary>
    private static string Csv(string? column, string? text, int many) => "x,z,d,y\n" + string.Concat(Enumerable.Range(0, Rows).Select(i =>
    {
        var isOther = i >= Late && (i - Late) % 10 == 0 && (i - Late) / 10 < many;
        string Cell(string name, string usual) => isOther && name == column ? text! : usual;
        return $"{Cell("x", $"{i % 977}.5")},{Cell("z", "abc"[i % 3].ToString())},"
            + $"{Cell("d", $"2024-0{1 + (i % 9)}-1{i % 10}")},{Cell("y", i % 4 == 0 ? "yes" : "no")}\n";
    }));

    private static async Task<(Contract, Quarantine, DataReport)> FoundAsync(string csv, string settings)
    {
        const string Accepted = "validate-data: {max-quarantine: 0.5, accept-losses: [x, z, d, y]";
        using var project = new TestProject($"{TestProject.Small}{Accepted}{settings}}}\n", csv);
        var found = (await project.RunAsync(Stage.ValidateData)).Artifacts;
        return (found.Read(Artifact.Contract), found.Read(Artifact.Quarantine), found.Read(Artifact.DataReport));
    }
}
