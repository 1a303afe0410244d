using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>Columns that are numbers in the source already: infinite ones, and those that are declared to be texts or dates.</summary>
public sealed class NumbersOfTheSourceTests
{
    private const string Settings = "name: small\nsource: {path: data.csv, format: jsonl}\ntarget: y\nsplit: {folds: 3}\n";

    [Theory]
    [InlineData(false, "inf", "-Infinity")]
    [InlineData(true, "Infinity", "-Infinity")]
    public async Task Infinity_is_set_aside_alike_in_every_format(bool typed, string above, string below)
    {
        string Value(int i) => i == 7 ? above : i == 9 ? below : $"{i}.5";
        var rows = Enumerable.Range(0, 120).Select(i => (X: Value(i), Y: i % 3 == 0 ? "yes" : "no"));
        using var project = typed
            ? new TestProject(Settings, Lines(rows.Select(row => $"\"x\": {row.X}, \"y\": \"{row.Y}\"")))
            : new TestProject(TestProject.Small, "x,y\n" + string.Concat(rows.Select(row => $"{row.X},{row.Y}\n")));
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.Reasons.ShouldBe([new("x is not a finite number", 2)]);
        quarantine.Losses.ShouldHaveSingleItem().Unread.ShouldBeTrue();

        var contract = await project.ReadAsync(Stage.ValidateData, Artifact.Contract);
        contract.Find("x")!.Max!.Value.ShouldBeLessThan(120);
        (await project.RunAsync(Stage.Curate)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_integer_of_the_source_can_be_declared_a_category()
    {
        using var project = new TestProject(
            Settings + "columns: {shop: {type: text}}\n",
            Lines(Enumerable.Range(0, 120).Select(i => $"\"shop\": {100 + (i % 3)}, \"x\": {i % 7}, \"y\": \"{"ab"[i % 2]}\"")));
        var contract = await project.ReadAsync(Stage.ValidateData, Artifact.Contract);
        var shop = contract.Find("shop")!;
        (shop.Type, shop.Printed, shop.Nullable).ShouldBe((ColumnType.Text, true, false));
        shop.Values.ShouldBe(["100", "101", "102"]);

        var profile = (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Columns.Single(column => column.Name == "shop");
        (profile.Type, profile.Distinct).ShouldBe((ColumnType.Text, 3));
        profile.Top.Select(top => top.Value).Order().ShouldBe(["100", "101", "102"]);
        (await project.RunAsync(Stage.SelectFeatures)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Numbers_of_the_source_can_be_declared_dates()
    {
        using var project = new TestProject(
            Settings + "columns: {sold: {formats: [excel]}}\n",
            Lines(Enumerable.Range(0, 120).Select(i => $"\"sold\": {44197 + i}, \"x\": {i % 7}, \"y\": \"{"ab"[i % 2]}\"")));
        var sold = (await project.ReadAsync(Stage.ValidateData, Artifact.Contract)).Find("sold")!;
        sold.Type.ShouldBe(ColumnType.Date);
        DateTime.UnixEpoch.AddMicroseconds(sold.Min!.Value).ShouldBe(new DateTime(2021, 1, 1));
    }

    [Fact]
    public async Task Numbers_under_the_name_of_a_date_are_told()
    {
        using var project = new TestProject(
            Settings, Lines(Enumerable.Range(0, 120).Select(i => $"\"sold_date\": {44197 + i}, \"y\": \"{"ab"[i % 2]}\"")));
        (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Notes.ShouldContain(
            note => note.StartsWith("sold_date: the numbers can be dates from 2021-01-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Declared_dates_that_the_numbers_of_the_source_are_not_are_refused()
    {
        using var project = new TestProject(
            Settings + "columns: {sold: {formats: [dd/MM/yyyy]}}\n",
            Lines(Enumerable.Range(0, 120).Select(i => $"\"sold\": {44197 + i}, \"y\": \"{"ab"[i % 2]}\"")));
        (await project.FailsAsync(Stage.ValidateData)).Problems[0].Code.ShouldBe("TR0209");
    }

    private static string Lines(IEnumerable<string> objects) => string.Concat(objects.Select(text => $"{{{text}}}\n"));
}
