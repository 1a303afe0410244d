using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>Joins of several tables: what they find, what they report, what they refuse.</summary>
public sealed class JoinTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_left_join_gives_each_row_the_columns_of_its_key()
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}");
        var run = await project.RunAsync();
        var rows = project.Curated(run, Cancellation);
        rows.Rows.ShouldBe(80);
        TableBuilder.Values(rows, "planes.seats").Take(4).ShouldBe([100.0, double.NaN, 300.0, double.NaN]);
        TableBuilder.Values(rows, "planes.maker").Take(5).ShouldBe(["airbus", "boeing", null, null, "airbus"]);
        rows.Schema.Columns.ShouldNotContain(column => column.Name.StartsWith("__found", StringComparison.Ordinal));

        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        var seats = curated.Joined!.Single(column => column.Name == "planes.seats");
        (seats.Type, seats.Min, seats.Max, seats.Distinct, seats.Nullable).ShouldBe((ColumnType.Number, 100, 300, 2, true));
        curated.Joined!.Single(column => column.Name == "planes.maker").Values.ShouldBe(["airbus", "boeing"]);
        curated.Columns.Single(column => column.Name == "planes.maker").Type.ShouldBe(ColumnType.Text);

        var join = curated.Joins!.Single();
        (join.Rows, join.Matched, join.UnknownKey, join.NoKey, join.Removed).ShouldBe((80, 60, 20, 0, 0));
        join.Unmatched.ShouldBe([new ValueCount("n9", 20)]);
        RunLosses.Of(run.Artifacts).ShouldContain(
            "left join of planes on tail = tailnum: 20 rows whose key is not in planes: 'n9' (20 rows)");
        RunLosses.Of(run.Artifacts).ShouldContain("weather: 32 rows, which no join uses");
        StageLines.Of(Trestle.Core.Lifecycle.Stage.Curate, run.Artifacts).ShouldEndWith("; joined planes 75.0 %");
        run.Artifacts.Read(Artifact.DataCard).Markdown.ShouldContain(
            "left join of planes on tail = tailnum: 60 of 80 rows matched (75.0 %)");
    }

    [Fact]
    public async Task An_as_of_join_gives_the_latest_row_that_is_not_later()
    {
        using var project = new JoinProject(
            "{table: weather, on: k, as-of: hour, at: at, within: 2h, columns: [wind], prefix: w_}",
            weather: "k,hour,wind,known\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
                $"{i % 2},2024-01-{1 + (i / 24):00}T{i % 24:00}:00:00,{i},2024-01-01\n")),
            flights: "k,x,at,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
                $"{i % 2},{i % 5},2024-01-{1 + (i / 24):00}T{i % 24:00}:30:00,{(i % 3 == 0 ? "yes" : "no")}\n")));
        var run = await project.RunAsync();
        var rows = project.Curated(run, Cancellation);
        var wind = TableBuilder.Values(rows, "w_wind").Cast<double>().ToArray();
        for (var i = 0; i < 90; i++)
        {
            // Half an hour after the row of the same key and hour; the table ends with row 59.
            wind[i].ShouldBe(i < 60 ? i : double.NaN, $"row {i}");
        }

        var join = run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single();
        (join.Matched, join.TooOld, join.NotYet).ShouldBe((60, 30, 0));
    }

    [Fact]
    public async Task What_is_not_known_yet_is_not_found()
    {
        const string Weather = "hour,wind,known\n2024-01-01T00:00:00,1,2024-01-01T02:00:00\n2024-01-01T01:00:00,2,2024-01-03T00:00:00\n"
            + "2024-01-02T00:00:00,3,2024-01-02T00:00:00\n2024-01-05T00:00:00,4,2024-01-05T00:00:00\n";
        using var project = new JoinProject(
            "{table: weather, on: k, as-of: hour, known: known, at: at}", weather: "k," + Weather.ReplaceLineEndings("\n").TrimEnd()
                .Replace("\n", "\n1,", StringComparison.Ordinal) + "\n",
            flights: "k,at,x,y\n" + string.Concat(Enumerable.Range(0, 80).Select(i =>
                $"1,2024-01-{1 + (i / 24):00}T{i % 24:00}:30:00,{i % 5},{(i % 3 == 0 ? "yes" : "no")}\n")));
        var rows = project.Curated(await project.RunAsync(), Cancellation);
        var wind = TableBuilder.Values(rows, "weather.wind").Cast<double>().ToArray();
        wind[..2].ShouldAllBe(value => double.IsNaN(value));
        wind[2..24].ShouldAllBe(value => value == 1);
        wind[24..].ShouldAllBe(value => value == 3);
    }

    [Fact]
    public async Task A_row_without_a_time_is_left_out_and_told()
    {
        using var project = new JoinProject(
            "{table: weather, on: sky, as-of: hour, at: at}",
            flights: JoinProject.Flights().Replace("x,tail", "sky,tail", StringComparison.Ordinal)
                .Replace("2024-01-01T05:30:00", "", StringComparison.Ordinal));
        var run = await project.RunAsync();
        var join = run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single();
        (join.Untimed, join.Removed, run.Artifacts.Read(Artifact.CuratedTable).Rows).ShouldBe((1, 1, 79));
        JoinWords.Losses(join).ShouldContain("left join of weather on sky, as of at: 1 row of the main table left out");
    }

    [Theory]
    [InlineData("unmatched: quarantine", 60, 20)]
    [InlineData("kind: semi", 60, 20)]
    [InlineData("unmatched: missing", 80, 0)]
    public async Task Rows_that_find_nothing_are_left_out_where_the_join_says_so(string setting, long rows, long removed)
    {
        using var project = new JoinProject($"{{table: planes, on: tail = tailnum, {setting}}}");
        var run = await project.RunAsync();
        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        (curated.Rows, curated.Joins!.Single().Removed).ShouldBe((rows, removed));
        curated.Keyed!.Count.ShouldBe(setting == "kind: semi" ? 0 : 1);
        curated.Joined!.Count.ShouldBe(setting == "kind: semi" ? 0 : 2);
    }

    [Fact]
    public async Task Repeated_keys_of_a_semi_join_multiply_nothing()
    {
        using var project = new JoinProject(
            "{table: planes, on: tail = tailnum, kind: semi}", planes: "tailnum,seats\nN1,1\nN1,2\nN2,1\n");
        (await project.RunAsync()).Artifacts.Read(Artifact.CuratedTable).Rows.ShouldBe(40);
    }

    [Fact]
    public async Task One_table_can_be_joined_twice()
    {
        using var project = new JoinProject(
            "{table: planes, on: tail = tailnum, columns: seats, prefix: a_}, "
                + "{table: planes, on: tail = tailnum, columns: maker, prefix: b_}");
        var run = await project.RunAsync();
        run.Artifacts.Read(Artifact.CuratedTable).Keyed!.Keys.ShouldBe(["planes", "planes-2"]);
        project.Curated(run, Cancellation).Schema.Columns.Select(column => column.Name).ShouldContain("b_maker");
    }

    [Fact]
    public async Task Aggregates_are_made_of_the_rows_of_a_window_and_never_of_later_ones()
    {
        using var project = new JoinProject(
            "{table: weather, on: k, as-of: hour, at: at, window: 3h, prefix: \"\", "
                + "aggregates: {n: count, spent: sum(wind), top: max(wind), last: last(wind), kinds: distinct(sky), latest: last(sky)}}",
            weather: "k,hour,wind,sky\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
                $"1,2024-01-{1 + (i / 24):00}T{i % 24:00}:00:00,{i},{(i % 2 == 0 ? "sun" : "fog")}\n")),
            flights: "k,x,at,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
                $"{(i % 10 == 9 ? 2 : 1)},{i % 5},2024-01-{1 + (i / 24):00}T{i % 24:00}:30:00,{(i % 3 == 0 ? "yes" : "no")}\n")));
        var run = await project.RunAsync();
        var rows = project.Curated(run, Cancellation);
        double[] Of(string name) => [.. TableBuilder.Values(rows, name).Cast<double>()];
        for (var i = 0; i < 90; i++)
        {
            double[] seen = i % 10 == 9 ? []
                : [.. Enumerable.Range(0, 60).Where(hour => hour <= i && hour > i - 3).Select(hour => (double)hour)];
            Of("n")[i].ShouldBe(seen.Length);
            Of("spent")[i].ShouldBe(seen.Sum());
            Of("top")[i].ShouldBe(seen.Length == 0 ? double.NaN : seen.Max());
            Of("last")[i].ShouldBe(seen.Length == 0 ? double.NaN : seen[^1]);
            Of("kinds")[i].ShouldBe(Math.Min(2, seen.Length));
            TableBuilder.Values(rows, "latest")[i].ShouldBe(seen.Length == 0 ? null : seen[^1] % 2 == 0 ? "sun" : "fog");
        }

        var joined = run.Artifacts.Read(Artifact.CuratedTable).Joined!;
        joined.Single(column => column.Name == "n").Type.ShouldBe(ColumnType.Number);
        joined.Single(column => column.Name == "latest").Values.ShouldBe(["fog", "sun"]);
    }

    [Fact]
    public async Task A_number_and_a_code_are_compared_as_texts_and_that_is_told()
    {
        using var project = new JoinProject(
            "{table: planes, on: x = code}", planes: "code,seats\n1,10\nA7,20\nB2,30\n3,40\n",
            flights: JoinProject.Flights().Replace(".5,", ",", StringComparison.Ordinal), more: ", columns: {code: {type: text}}");
        var run = await project.RunAsync();
        TableBuilder.Values(project.Curated(run, Cancellation), "planes.seats").Take(4).ShouldBe([double.NaN, 10.0, double.NaN, 40.0]);
        run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single().Notes.Single().ShouldContain("compared as texts, 7 as '7'");
    }

    [Fact]
    public async Task A_row_of_another_table_that_breaks_its_contract_is_set_aside_by_name()
    {
        using var project = new JoinProject(
            "{table: planes, on: tail = tailnum}", settings: "validate-data: {max-quarantine: 50%}\n",
            planes: "tailnum,seats\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"N{i},{i}\n")) + "N99,many\n");
        var run = await project.RunAsync();
        RunLosses.Of(run.Artifacts).ShouldContain(line => line.StartsWith("planes: seats is not a number", StringComparison.Ordinal));
        var quarantine = run.Artifacts.Read(Artifact.Quarantine);
        (quarantine.Rows, quarantine.Tables!["planes"].Rows).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Private_keys_are_never_printed()
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}", settings: "private: [tail]\n");
        var run = await project.RunAsync();
        run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single().Unmatched.ShouldBeEmpty();
        RunLosses.Of(run.Artifacts).ShouldNotContain(line => line.Contains("n9", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("TR0520", "{table: plane, on: tail}", "did you mean 'planes'?")]
    [InlineData("TR0521", "{table: planes, on: tailnum}", "the main table has no column 'tailnum'")]
    [InlineData("TR0521", "{table: planes, on: tail = tail}", "the table 'planes' has no column 'tail'")]
    [InlineData("TR0521", "{table: planes, on: y = maker}", "the main table has no column 'y'")]
    [InlineData("TR0521", "{table: planes, on: tail = tailnum, columns: seat}", "did you mean 'seats'?")]
    [InlineData("TR0522", "{table: weather, on: at = sky}", "dates")]
    [InlineData("TR0525", "{table: planes, on: tail = tailnum}, {table: planes, on: tail = tailnum}", "planes.seats")]
    [InlineData("TR0526", "{table: weather, on: tail = sky, as-of: hour}", "without a time in the main table")]
    [InlineData("TR0527", "{table: weather, on: tail = sky, as-of: wind, at: at}", "dates")]
    [InlineData("TR0528", "{table: weather, on: tail = sky, as-of: wind, at: x, within: 3h}", "numbers")]
    [InlineData("TR0529", "{table: weather, on: tail = sky, within: 3h}", "within without as-of")]
    [InlineData("TR0529", "{table: weather, on: tail = sky, as-of: hour, at: at, take: last}", "both take and as-of")]
    [InlineData("TR0529", "{table: planes, on: tail = tailnum, kind: semi, columns: seats}", "columns of a semi join")]
    [InlineData("TR0529", "{table: planes, on: tail = tailnum, aggregates: {n: count}, columns: seats}", "both aggregates and columns")]
    [InlineData("TR0529", "{table: planes, on: tail = tailnum, aggregates: {n: sum}}", "sum of no column")]
    [InlineData("TR0521", "{table: planes, on: tail = tailnum, aggregates: {n: sum(seat)}}", "did you mean 'seats'?")]
    [InlineData("TR0532", "{table: planes, on: tail = tailnum, aggregates: {n: sum(maker)}}", "which holds texts")]
    [InlineData("TR0530", "{table: planes, on: tail = tailnum, unmatched: refuse}", "20 rows whose key is not in planes: 'n9'")]
    [InlineData("TR0531", "{table: planes, on: tail = tailnum, at-least: 90%}", "60 of 80 rows matched (75.0 %)")]
    public async Task A_join_that_cannot_be_made_or_finds_too_little_is_refused(string code, string joins, string words)
    {
        using var project = new JoinProject(joins);
        var problem = (await Should.ThrowAsync<TrestleException>(() => project.RunAsync())).Problems[0];
        (problem.Code, $"{problem}{problem.Found}{problem.Fix}").ShouldSatisfyAllConditions(
            found => found.Code.ShouldBe(code), found => found.Item2.ShouldContain(words));
        problem.Where.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_join_that_would_multiply_rows_is_refused_with_the_keys()
    {
        using var project = new JoinProject(
            "{table: planes, on: tail = tailnum}", planes: "tailnum,seats\nN1,1\nN1,2\nN2,1\nN2,1\nN3,5\nN3,6\nN3,7\n");
        var problem = (await Should.ThrowAsync<TrestleException>(() => project.RunAsync())).Problems.Single();
        problem.Code.ShouldBe("TR0524");
        problem.Found.ShouldBe(
            "the join would multiply rows: 2 keys of 'planes' have several rows that differ, for example 'n3' (3 rows), 'n1' (2 rows)");
    }

    [Fact]
    public async Task A_key_with_leading_zeros_on_one_side_alone_is_refused()
    {
        using var table = new JoinProject(
            "{table: planes, on: x = code}", planes: "code,seats\n001,10\n002,20\n003,30\n",
            flights: JoinProject.Flights().Replace(".5,", ",", StringComparison.Ordinal));
        (await Should.ThrowAsync<TrestleException>(() => table.RunAsync())).Problems.Single().Code.ShouldBe("TR0523");

        using var main = new JoinProject(
            "{table: planes, on: x = code}", planes: "code,seats\n1,10\n2,20\n3,30\n",
            flights: string.Join('\n', JoinProject.Flights().Replace(".5,", ",", StringComparison.Ordinal).Split('\n')
                .Select((line, i) => i == 0 || line.Length == 0 ? line : "00" + line)));
        (await Should.ThrowAsync<TrestleException>(() => main.RunAsync())).Problems.Single().Code.ShouldBe("TR0523");
    }
}
