using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Databases;

namespace Trestle.Tests.Storage.Tables.Databases;

/// <summary>A database for one test.</summary>
public abstract class DatabaseTest : TableTest
{
    /// <summary>Where it is.</summary>
    protected abstract string Address { get; }

    /// <summary>Whether the database itself gives columns of one name others.</summary>
    protected virtual bool RenamesDoubles => false;

    /// <summary>Runs statements that make tables.</summary>
    protected abstract void Run(string sql);

    /// <summary>The columns of a table as "kind type: values", by name.</summary>
    protected Dictionary<string, string> Columns(string table)
    {
        using var import = Read(table);
        return import.Table.Schema.Columns.ToDictionary(
            column => column.Name,
            column => $"{import.Types![column.Name]}: {string.Join(", ", Lines(import.Table, column.Name))}");
    }

    protected Import Read(string table) => Engine.ReadDatabase(Query with { Table = table }, Cancellation);

    protected Import Ask(string sql) => Engine.ReadDatabase(Query with { Sql = sql }, Cancellation);

    protected DatabaseQuery Query => new(DatabaseAddress.Parse(Address, "TEST_DATABASE"), Folder.Path);

    protected Problem RefusedTable(string table) => Refused(() => Read(table).Dispose());

    protected Problem RefusedQuery(string sql) => Refused(() => Ask(sql).Dispose());

    /// <summary>What all databases do alike with one small table.</summary>
    protected void ReadsTheCommonTable(string texts)
    {
        Run($"CREATE TABLE people (city {texts}, age DOUBLE PRECISION, id BIGINT, joined DATE, big BIGINT)");
        Run("INSERT INTO people VALUES ('Bern', 31, 1, '2024-02-29', 9007199254740993), ('Zürich', 42.5, 2, '0999-12-31', -1), "
            + "(NULL, -7, NULL, NULL, NULL), ('a,\"b\"', 0.125, 9007199254740992, '2025-01-01', 9223372036854775807)");
        using var import = Read("people");
        Lines(import.Table).ShouldBe(
        [
            "Bern|31|1|2024-02-29|9007199254740993", "Zürich|42.5|2|0999-12-31|-1", "∅|-7|∅|∅|∅",
            "a,\"b\"|0.125|9007199254740992|2025-01-01|9223372036854775807",
        ]);
        import.Types!["id"].ShouldBe(SourceType.Number);
        import.Types["big"].ShouldBe(SourceType.Digits);
        import.Notes.ShouldContain("'big' holds numbers beyond 2^53, which a double rounds: it is read as text, digit by digit");
        import.Files.ShouldHaveSingleItem().Rows.ShouldBe(4);
        import.Files[0].Path.ShouldBe("${TEST_DATABASE}, table people");

        using var asked = Ask("SELECT age, city FROM people WHERE age > 0 ORDER BY age");
        Lines(asked.Table).ShouldBe(["0.125|a,\"b\"", "31|Bern", "42.5|Zürich"]);
        using var empty = Ask("SELECT city, age FROM people WHERE age > 100");
        empty.Table.Rows.ShouldBe(0);
        Engine.AskDatabase(Query, "SELECT max(id) FROM people", Cancellation).ShouldBe("9007199254740992");
        Engine.AskDatabase(Query, "SELECT max(id) FROM people WHERE id < 0", Cancellation).ShouldBe("");

        var unknown = RefusedTable("peple");
        (unknown.Code, unknown.Fix).ShouldBe(("TR2305", "did you mean 'people'?"));
        var wrong = RefusedQuery("SELECT city FORM people");
        wrong.Code.ShouldBe("TR2307");
        wrong.Found.ShouldContain("refuses the query: ");
        RefusedQuery("SELECT agee FROM people").Found.ShouldContain("agee");
        if (!RenamesDoubles)
        {
            RefusedQuery("SELECT age, age FROM people").Code.ShouldBe("TR0033");
        }
    }

    /// <summary>A name with marks that SQL has a meaning for is a name all the same.</summary>
    protected void QuotesNames(string quoted)
    {
        Run($"CREATE TABLE {quoted} (x INTEGER)");
        Run($"INSERT INTO {quoted} VALUES (7)");
        using var import = Read("we`ird]; na\"\"me".Replace("\"\"", ""));
        Lines(import.Table).ShouldBe(["7"]);
    }
}
