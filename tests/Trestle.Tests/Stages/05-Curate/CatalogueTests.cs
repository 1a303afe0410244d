using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>What people should know of tables and columns.</summary>
public sealed class CatalogueTests
{
    private static readonly string Csv = "day,mail,ip,phone,card,iban,home_street,note,x,y\n" + string.Concat(
        Enumerable.Range(0, 90).Select(i =>
            $"{new DateOnly(2024, 1, 1).AddDays(i):yyyy-MM-dd},p{i}@example.org,10.0.0.{i},+44 20 7946 0{100 + i},4111 1111 1111 1111,"
                + $"DE89 3704 0044 0532 0130 00,Road {i},text {i},{i % 7},{(i % 3 == 0 ? "yes" : "no")}\n"));

    private const string Yaml = """
        name: small
        source: data.csv
        target: y
        time: day
        private: [card, iban]
        ignore: [note]
        split: {folds: 3}
        catalogue:
          description: Customers, one row each
          owner: crm | team
          licence: CC0-1.0
          retention: 30d
          tags: [crm, eu]
          columns:
            x: {description: Orders so far, owner: shop team, tags: [count]}
            ip: {pii: none}
            note: {pii: other}

        """;

    /// <summary>A query's column that no longer looks like the e-mail address that it is made from.</summary>
    [Fact]
    public async Task What_a_query_makes_of_personal_data_is_personal()
    {
        const string Settings = "name: small\nsources:\n  main: data.csv\n  orders: {path: orders.csv}\n"
            + "  spending: {sql: spending.sql, tables: [orders]}\ntarget: y\nsplit: {folds: 3}\n"
            + "curate: {joins: [{table: spending, on: shop}]}\nlineage: {file: lineage.jsonl}\n";
        using var project = new TestProject(Settings, "shop,x,y\n" + string.Concat(
            Enumerable.Range(0, 90).Select(i => $"s{i % 30},{i % 7},{(i % 4 == 0 ? "yes" : "no")}\n")));
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "orders.csv"),
            "shop,mail,amount\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"s{i % 30},p{i}@example.org,{i}\n")),
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "spending.sql"),
            "WITH c AS (SELECT shop, md5(mail) AS who, amount FROM orders WHERE amount >= 0)\n"
                + "SELECT shop, max(who) AS contact, sum(amount) AS spent, count(*) AS orders FROM c GROUP BY shop ORDER BY shop",
            TestContext.Current.CancellationToken);
        var run = await project.RunAsync(Stage.Curate);
        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        var fields = curated.Catalogue!.Tables.Single(table => table.Table == "spending").Columns.ToDictionary(column => column.Name);
        (fields["contact"].Personal, fields["contact"].PersonalBy).ShouldBe((PersonalData.Email, "made from orders.mail"));
        fields["spent"].Personal.ShouldBe(PersonalData.None);
        fields["spent"].MadeFrom.ShouldBe(["orders.amount"]);
        fields["orders"].MadeFrom.ShouldBeEmpty();
        curated.Catalogue.Doubts.ShouldContain(
            "spending.contact looks like personal data (e-mail address, made from orders.mail): set private, or catalogue, pii: none "
                + "if it is not");
        curated.Joins!.Single().MadeFrom!["spending.spent"].ShouldBe(["spent"]);
        var card = run.Artifacts.Read(Artifact.DataCard).Markdown;
        card.ShouldContain("## Columns of the query spending\n| column | made from |\n|---|---|\n| shop | orders.shop |\n"
            + "| contact | orders.mail |\n| spent | orders.amount |\n| orders | no column |\n\n"
            + "Its rows depend on orders.amount, orders.shop.\n");
        card.ShouldNotContain("@example.org");
    }

    [Fact]
    public async Task What_is_said_and_what_looks_personal_is_in_the_card_without_values()
    {
        using var project = new TestProject(Yaml, Csv);
        var run = await project.RunAsync(Stage.Curate);
        var catalogue = run.Artifacts.Read(Artifact.CuratedTable).Catalogue!;
        var table = catalogue.Tables.Single();
        (table.Table, table.Owner, table.Licence, table.Retention, string.Join(' ', table.Tags))
            .ShouldBe(("main", "crm | team", "CC0-1.0", "30d", "crm eu"));
        table.Columns.ToDictionary(column => column.Name, column => (column.Personal, column.PersonalBy)).ShouldBe(
            new Dictionary<string, (PersonalData, string?)>
            {
                ["day"] = (PersonalData.None, null),
                ["mail"] = (PersonalData.Email, "by its values"),
                ["ip"] = (PersonalData.None, null),
                ["phone"] = (PersonalData.Phone, "by its values"),
                ["card"] = (PersonalData.PaymentCard, "by its values"),
                ["iban"] = (PersonalData.BankAccount, "by its values"),
                ["home_street"] = (PersonalData.Address, "by its name"),
                ["note"] = (PersonalData.Other, "declared"),
                ["x"] = (PersonalData.None, null),
                ["y"] = (PersonalData.None, null),
            });
        table.Columns.Single(column => column.Name == "y").Uses.ShouldBe(["target"]);
        table.Columns.Single(column => column.Name == "day").Uses.ShouldBe(["split by time", "feature"]);
        table.Columns.Single(column => column.Name == "note").Uses.ShouldBeEmpty();

        var card = run.Artifacts.Read(Artifact.DataCard).Markdown;
        card.ShouldContain("- main: Customers, one row each; owner crm \\| team; licence CC0-1.0; kept for 30d; tags crm, eu");
        card.ShouldContain("| main | x | Orders so far | shop team | count |  | feature |");
        card.ShouldContain("| main | card |  | crm \\| team |  | payment card (by its values) private | feature |");
        card.ShouldNotContain("4111");
        card.ShouldNotContain("DE89");
        RunWarnings.Of(run.Artifacts).ShouldContain(
            "mail looks like personal data (e-mail address, by its values): set private, or catalogue, pii: none if it is not");
        catalogue.Doubts.Count.ShouldBe(4);
        catalogue.Doubts[^1].ShouldStartWith("rows from 2024-01-01 on, older than the retention of 30d");
    }

    [Fact]
    public async Task Other_tables_are_described_with_what_they_are_used_for()
    {
        using var project = new JoinProject(
            "{table: planes, on: tail = tailnum}",
            settings: "catalogue: {tables: {planes: {owner: fleet, columns: {seats: {tags: [size]}}}}}\n");
        var tables = (await project.RunAsync()).Artifacts.Read(Artifact.CuratedTable).Catalogue!.Tables;
        tables.Select(table => table.Table).ShouldBe(["main", "planes", "weather"]);
        tables[0].Columns.Single(column => column.Name == "tail").Uses.ShouldBe(["looks up planes", "feature"]);
        tables[1].Owner.ShouldBe("fleet");
        tables[1].Columns.Select(column => string.Join(", ", column.Uses)).ShouldBe(["key of a join", "planes.seats", "planes.maker"]);
        tables[2].Columns.ShouldAllBe(column => column.Uses.Count == 0);
    }

    [Theory]
    [InlineData("TR0552", "catalogue: {columns: {seat: {tags: [a]}}}\n")]
    [InlineData("TR0552", "catalogue: {tables: {planes: {columns: {seat: {tags: [a]}}}}}\n")]
    [InlineData("TR0553", "catalogue: {tables: {plane: {owner: fleet}}}\n")]
    public async Task A_column_or_table_that_is_not_there_is_refused(string code, string settings)
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}", settings: settings);
        (await project.Project.FailsAsync(Stage.Curate)).Problems.Single().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("customer_email", PersonalData.Email)]
    [InlineData("EMailAddress", PersonalData.Email)]
    [InlineData("first_name", PersonalData.Name)]
    [InlineData("LastName", PersonalData.Name)]
    [InlineData("date of birth", PersonalData.BirthDate)]
    [InlineData("IPAddress", PersonalData.IpAddress)]
    [InlineData("clientIP", PersonalData.IpAddress)]
    [InlineData("passport_no", PersonalData.NationalId)]
    [InlineData("mobile", PersonalData.Phone)]
    [InlineData("name", PersonalData.None)]
    [InlineData("trip_id", PersonalData.None)]
    [InlineData("phone_service", PersonalData.Phone)]
    [InlineData("address", PersonalData.None)]
    [InlineData("discussion", PersonalData.None)]
    [InlineData("birthplace", PersonalData.None)]
    public void Names_say_what_a_column_holds(string column, PersonalData expected) =>
        PersonalDataFinder.ByName(column).ShouldBe(expected);
}
