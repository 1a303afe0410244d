using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Lineage;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>What the columns of a query are made of; the right answers are found by reading the queries.</summary>
public sealed class QueryLineageTests : TableTest
{
    [Theory]
    [InlineData("SELECT mail AS contact FROM o", "contact: o.mail")]
    [InlineData("SELECT x.mail FROM o AS x", "mail: o.mail")]
    [InlineData("SELECT MAIL, o.\"Mail\" || '' AS b FROM main.o", "mail: o.mail; b: o.mail")]
    [InlineData("SELECT mail.lower() AS a, o.mail.lower().upper() AS b FROM o", "a: o.mail; b: o.mail")]
    [InlineData("SELECT p FROM o AS x(p, q)", "p: o.k")]
    [InlineData("SELECT * FROM o", "k: o.k; amount: o.amount; mail: o.mail")]
    [InlineData("FROM o", "k: o.k; amount: o.amount; mail: o.mail")]
    [InlineData("SELECT * EXCLUDE (k) REPLACE (amount + length(mail) AS amount) RENAME (mail AS m) FROM o",
        "amount: o.amount, o.mail; m: o.mail")]
    [InlineData("SELECT s.*, 1 AS one FROM s", "k: s.k; city: s.city; one:")]
    [InlineData("SELECT * FROM o JOIN s USING (k)", "k: o.k, s.k; amount: o.amount; mail: o.mail; city: s.city", "o.k, s.k")]
    [InlineData("SELECT * FROM o NATURAL JOIN s", "k: o.k, s.k; amount: o.amount; mail: o.mail; city: s.city", "o.k, s.k")]
    [InlineData("SELECT * FROM o SEMI JOIN s USING (k)", "k: o.k; amount: o.amount; mail: o.mail", "o.k, s.k")]
    [InlineData("SELECT o.*, city FROM o LEFT JOIN s ON o.k = s.k AND city <> 'x'",
        "k: o.k; amount: o.amount; mail: o.mail; city: s.city", "o.k, s.city, s.k")]
    [InlineData("SELECT k, count(*) AS n, sum(amount) FILTER (mail IS NOT NULL) AS t FROM o GROUP BY k HAVING max(amount) > 1",
        "k: o.k; n:; t: o.amount, o.mail", "o.amount, o.k")]
    [InlineData("SELECT k, sum(amount) AS t FROM o GROUP BY ALL ORDER BY ALL LIMIT 2", "k: o.k; t: o.amount", "o.amount, o.k")]
    [InlineData("SELECT DISTINCT mail FROM o", "mail: o.mail", "o.mail")]
    [InlineData("SELECT CASE WHEN mail LIKE '%x%' THEN k ELSE 'n' END AS c FROM o WHERE amount > 0", "c: o.k, o.mail", "o.amount")]
    [InlineData("SELECT row_number() OVER (PARTITION BY mail ORDER BY amount) AS r FROM o QUALIFY r = 1", "r: o.amount, o.mail",
        "o.amount, o.mail")]
    [InlineData("SELECT lag(amount) OVER w AS r FROM o WINDOW w AS (ORDER BY k)", "r: o.amount, o.k")]
    [InlineData("WITH c AS (SELECT k, upper(mail) AS m FROM o), d AS (SELECT * FROM c) SELECT m AS z FROM d WHERE k = 'a'",
        "z: o.mail", "o.k")]
    [InlineData("WITH o AS (SELECT mail AS k FROM o) SELECT k FROM o", "k: o.mail")]
    [InlineData("WITH o AS (SELECT mail AS k FROM o) SELECT x.k FROM main.o AS x", "k: o.k")]
    [InlineData("WITH c(a, b) AS (SELECT k, mail FROM o) SELECT b FROM c", "b: o.mail")]
    [InlineData("WITH RECURSIVE r AS (SELECT k, 1 AS n FROM o UNION ALL SELECT s.city, n + 1 FROM r JOIN s ON r.k = s.k WHERE n < 3) "
        + "SELECT k FROM r", "k: o.k, s.city", "o.k, s.city, s.k")]
    [InlineData("SELECT z FROM (SELECT y AS z FROM (SELECT mail AS y, k FROM o) WHERE k = 'a')", "z: o.mail", "o.k")]
    [InlineData("SELECT (SELECT max(city) FROM s WHERE s.k = o.k) AS c FROM o", "c: o.k, s.city, s.k")]
    [InlineData("SELECT EXISTS (SELECT 1 FROM s WHERE s.k = mail) AS e, k IN (SELECT city FROM s) AS i FROM o",
        "e: o.mail, s.k; i: o.k, s.city")]
    [InlineData("SELECT (SELECT \"count(k)\" FROM (SELECT count(k) FROM s) WHERE mail = 'x') AS n FROM o", "n: o.mail, s.k")]
    [InlineData("SELECT EXISTS (SELECT 1 FROM range(3) AS r(i) WHERE i = amount) AS e FROM o", "e: o.amount")]
    [InlineData("SELECT upper(mail) AS k FROM o ORDER BY k LIMIT 1", "k: o.mail", "o.k, o.mail")]
    [InlineData("SELECT (SELECT max(z) FROM (SELECT city AS z FROM s WHERE mail = 'x')) AS n FROM o", "n: o.mail, s.city")]
    [InlineData("SELECT k FROM o WHERE mail IN (SELECT city FROM s)", "k: o.k", "o.mail, s.city")]
    [InlineData("SELECT k FROM o UNION ALL SELECT city FROM s", "k: o.k, s.city")]
    [InlineData("SELECT k FROM o UNION SELECT city FROM s", "k: o.k, s.city", "o.k, s.city")]
    [InlineData("SELECT k FROM o EXCEPT SELECT city FROM s", "k: o.k", "o.k, s.city")]
    [InlineData("SELECT k FROM o INTERSECT SELECT city FROM s", "k: o.k, s.city", "o.k, s.city")]
    [InlineData("SELECT k, mail FROM o UNION ALL BY NAME SELECT city, k FROM s", "k: o.k, s.k; mail: o.mail; city: s.city")]
    [InlineData("SELECT list_transform([amount], lambda x: x + length(mail)) AS l FROM o", "l: o.amount, o.mail")]
    [InlineData("SELECT mail -> '$.a' AS j FROM o", "j: o.mail")]
    [InlineData("SELECT {'m': mail, 'k': k}.m AS f FROM o", "f: o.k, o.mail")]
    [InlineData("SELECT o AS whole FROM o", "whole: o.amount, o.k, o.mail")]
    [InlineData("SELECT amount * 2 AS a, a + 1 AS b FROM o", "a: o.amount; b: o.amount")]
    [InlineData("SELECT \"max(mail)\" AS m FROM (SELECT max(mail) FROM o)", "m: o.mail")]
    [InlineData("SELECT word FROM o, unnest(string_split(mail, '@')) AS u(word)", "word: o.mail")]
    [InlineData("SELECT a, b FROM (VALUES (1, 2), (3, 4)) AS v(a, b)", "a:; b:")]
    [InlineData("SELECT l.y FROM o, LATERAL (SELECT o.mail AS y) AS l", "y: o.mail")]
    public void Of_each_column_is_told_what_it_is_made_of(string query, string columns, string rows = "")
    {
        var origins = Origins(query);

        origins.Told.ShouldBeTrue();
        string.Join("; ", origins.Columns.Select(column => $"{column.Name}: {string.Join(", ", column.From)}".TrimEnd())).ShouldBe(columns);
        string.Join(", ", origins.Rows).ShouldBe(rows);
    }

    [Theory]
    [InlineData("SELECT COLUMNS('m.*') FROM o")]
    [InlineData("SELECT unnest({'a': mail, 'b': k}) FROM o")]
    [InlineData("SELECT * FROM query('SELECT mail AS k FROM o')")]
    [InlineData("SELECT * FROM query_table('o')")]
    [InlineData("SELECT #3 AS k FROM o")]
    [InlineData("SELECT * EXCLUDE (o.k) FROM o")]
    [InlineData("SELECT * LIKE 'm%' FROM o")]
    [InlineData("SELECT * FROM (DESCRIBE o)")]
    [InlineData("SELECT * FROM (PIVOT o ON k IN ('a') USING max(mail))")]
    public void Where_it_cannot_be_told_each_may_be_made_of_everything(string query)
    {
        var origins = Origins(query);

        origins.Told.ShouldBeFalse();
        origins.Columns.ShouldAllBe(column => string.Join(", ", column.From) == "o.amount, o.k, o.mail, s.city, s.k");
    }

    [Fact]
    public void A_tree_that_is_no_query_is_not_told()
    {
        var columns = new Dictionary<string, IReadOnlyList<(string, TableColumn)>> { ["o"] = [("k", new TableColumn("o", "k"))] };
        foreach (var syntax in new[] { "", "{}", "{\"statements\": []}", "{\"statements\": [{}, {}]}", new string('[', 600) })
        {
            QueryLineage.Of(syntax, columns, ["k"]).Told.ShouldBeFalse();
        }
    }

    private QueryOrigins Origins(string query)
    {
        SqlInput[] inputs =
        [
            Input("o", ("k", ["a", "b"]), ("amount", null), ("mail", ["{\"a\": 1}", "{}"])),
            Input("s", ("k", ["a", "c"]), ("city", ["x", "y"])),
        ];
        var result = Engine.Query(inputs, query, Cancellation);
        result.Fault.ShouldBeNull();
        result.Rows!.Dispose();
        return result.Origins!;
    }

    private SqlInput Input(string name, params (string Name, string?[]? Texts)[] columns)
    {
        var schema = new RowSchema(columns.Select(
            column => new Column(column.Name, column.Texts is null ? ColumnKind.Number : ColumnKind.Text)));
        var block = new RowBlock(schema, 2, [.. columns.Select(column => (Array?)column.Texts ?? new[] { 1.0, 2.0 })]);
        return new SqlInput(
            name, Engine.Write(schema, [block], Folder.At($"{name}.parquet"), Cancellation),
            columns.ToDictionary(column => column.Name, column => column.Texts is null ? ColumnType.Number : ColumnType.Text));
    }
}
