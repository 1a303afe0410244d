using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What <c>init</c> proposes, and what it does not.</summary>
public sealed class InitProposalTests
{
    [Fact]
    public async Task A_key_that_repeats_once_among_30000_rows_is_not_proposed()
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("order_id,x,y", 30_000, i => $"{(i == 29_999 ? 7 : i)},{i % 13},{i % 2}"), "y");
        text.ShouldNotContain("#key: [order_id]");
        Flat(text).ShouldContain("'order_id' is not proposed as 'key': 1 of 30,000 rows repeats the value of an earlier row, and a key "
            + "would drop it");
    }

    [Fact]
    public async Task A_key_is_proposed_when_no_value_repeats()
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("order_id,x,y", 30_000, i => $"A{i},{i % 13},{i % 2}"), "y");
        text.ShouldContain("# 'order_id' identifies a row: no value repeats in 30,000 rows.\n#key: [order_id]\n");
    }

    [Fact]
    public async Task Distinct_texts_beyond_those_remembered_are_estimated_not_the_number_of_rows()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync(
            "init", folder.Write("data.csv", Rows("code,x,y", 60_000, i => $"c{i / 2},{i % 13},{i % 2}")), "--target", "y", "--json");
        typed.Json().GetProperty("data").GetProperty("columns")[0].GetProperty("distinct").GetInt64().ShouldBeInRange(29_400, 30_600);
        (await folder.TextAsync()).ShouldNotContain("#key: [code]");
    }

    [Fact]
    public async Task Of_a_large_file_the_beginning_is_read_and_the_key_is_not_verified()
    {
        using var folder = new TempFolder();
        var data = Rows("account_id,note,y", 450_000, i => $"{i},\"some text, in quotes\nand lines {i % 50}\",{i % 2}");
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", data), "--target", "y");
        typed.Code.ShouldBe(0, typed.ToString());
        Flat(typed.Output).ShouldContain("what follows is about these");
        typed.Output.ShouldNotContain("could not be read");
        Flat(await folder.TextAsync()).ShouldContain("whether one repeats in the rest is not verified");
    }

    [Fact]
    public async Task Lines_that_are_no_rows_are_counted_with_their_reason_and_first_numbers()
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("a,b,y", 40, i => i % 10 == 9 ? "1,2,3,4,5" : $"{i},{i % 7},{i % 2}"), "y");
        Flat(text).ShouldContain("4 lines of 'data.csv' could not be read: 5 values where 3 are expected (lines 11, 21, 31, …)");
    }

    [Fact]
    public async Task The_date_of_the_outcome_is_not_the_time_by_name_by_missing_values_or_by_coming_later()
    {
        using var folder = new TempFolder();
        var text = await Init(
            folder,
            Rows("opened,reviewed,gone,cancelled_on,birth_date,lost", 60, i =>
                $"{Day(i * 7 % 60)},{Day((i * 7 % 60) + 3)},{(i % 3 == 0 ? Day(i * 7 % 60) : "")},{Day(i)},{Day(-9000 - i)},"
                    + (i % 3 == 0 ? "yes" : "no")),
            "lost");
        text.ShouldContain("#time: opened\n");
        Flat(text).ShouldContain("'reviewed' is not proposed as 'time': it is never before 'opened' and mostly after it");
        Flat(text).ShouldContain("'gone' is not proposed as 'time': it is missing or present as 'lost' says");
        Flat(text).ShouldContain("'cancelled_on' is not proposed as 'time': 'cancelled' in its name says that it is the date of an "
            + "outcome");
        Flat(text).ShouldContain("'birth_date' is not proposed as 'time': it is a date of birth");
    }

    [Fact]
    public async Task A_date_of_the_outcome_alone_is_no_time()
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("closed_at,x,y", 40, i => $"{Day(i)},{i % 7},{i % 2}"), "y");
        text.ShouldNotContain("#time: closed_at");
        Flat(text).ShouldContain("'closed' in its name");
    }

    [Fact]
    public async Task Year_month_and_day_are_proposed_as_one_date()
    {
        using var folder = new TempFolder();
        var text = await Init(
            folder,
            Rows("arrival_date_year,arrival_date_month,arrival_date_week_number,arrival_date_day_of_month,guests,canceled", 500, i =>
            {
                var day = new DateTime(2015, 7, 1).AddDays(i);
                var month = day.ToString("MMMM", CultureInfo.InvariantCulture);
                return $"{day.Year},{month},{ISOWeek.GetWeekOfYear(day)},{day.Day},{i % 4},{i % 3 / 2}";
            }),
            "canceled");
        Flat(text).ShouldContain(
            "'arrival_date_year', 'arrival_date_month' and 'arrival_date_day_of_month' are parts of one date, which orders the rows. "
                + "'time' "
                + "takes one column: write the date into a column of the source, such as 'arrival_date' in the form yyyy-MM-dd, then "
                    + "set time: "
                + "arrival_date");
    }

    [Fact]
    public async Task Numbers_that_start_again_order_nothing()
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("day,date,x,y", 2000, i => $"{i / 60 % 7 + 1},{i / 2 / 1000.0},{i % 7},{"ab"[i % 2]}"), "y");
        text.ShouldContain("#time: date\n");
        Flat(text).ShouldContain("'date' holds numbers that order the rows");
    }

    [Theory]
    [InlineData("Unnamed: 0")]
    [InlineData("index")]
    [InlineData("nummer_der_zeile")]
    public async Task Numbers_that_count_the_rows_are_proposed_as_ignored(string name)
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows($"{name},x,y", 50, i => $"{i + 1},{i % 7},{i % 2}"), "y");
        text.ShouldContain($"#ignore: [{(name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name)}]\n");
        text.ShouldNotContain("#key: [\"Unn");
    }

    [Fact]
    public async Task An_identifier_in_many_rows_that_others_follow_is_proposed_as_group()
    {
        using var folder = new TempFolder();
        var text = await Init(
            folder, Rows("patient,visit,sex,pressure,y", 120, i =>
                $"P{i / 5:000},{i % 5},{"MF"[i / 5 * 7 % 3 % 2]},{80 + (i * 37 % 50)},{i % 2}"), "y");
        text.ShouldContain("#group: patient\n");
        Flat(text).ShouldContain("'patient' has 24 values in 120 rows, and 'sex' is the same in all of its rows");
    }

    [Fact]
    public async Task A_column_of_locations_is_no_group()
    {
        using var folder = new TempFolder();
        (await Init(folder, Rows("location_id,x,y", 400, i => $"{i * 7 % 40},{i * 13 % 17},{i % 2}"), "y"))
            .ShouldNotContain("#group: location_id");
    }

    [Fact]
    public async Task Sentinels_are_named_and_proposed_as_null_tokens_as_they_stand_in_the_file()
    {
        using var folder = new TempFolder();
        var text = await Init(
            folder,
            Rows("age,days,since,pressure,job,y", 100, i =>
                $"{(i % 20 == 0 ? "999" : $"{18 + (i % 60)}")},{(i % 4 == 0 ? -1 : i * 7 % 300)},{(i % 25 == 0 ? "1900-01-01" : Day(i))},"
                    + $"{(i % 30 == 0 ? 0 : 70 + (i * 11 % 60))},{(i % 9 == 0 ? "unknown" : i % 2 == 0 ? "clerk" : "cook")},{i % 2}"),
            "y");
        Flat(text).ShouldContain("'age': 999 (5 rows) may mean 'no value': the other values lie between 19 and 77");
        Flat(text).ShouldContain("'since': 1900-01-01 (4 rows) may mean 'no value'");
        Flat(text).ShouldContain("'job': 'unknown' (12 rows) may mean 'no value'; now each is a value of its own");
        var accepted = ProjectBinder.Bind(text.Replace("\n#columns: ", "\ncolumns: ", StringComparison.Ordinal), "trestle.yaml")
            .Value.Table.Columns;
        accepted["age"].NullTokens.ShouldBe(["", "999"]);
        accepted["days"].NullTokens.ShouldBe(["", "-1"]);
        accepted["since"].NullTokens.ShouldBe(["", "1900-01-01"]);
        accepted["pressure"].NullTokens.ShouldBe(["", "0"]);
        accepted["job"].NullTokens.ShouldBe(["", "unknown"]);
        accepted.Keys.ShouldBe(["age", "days", "job", "pressure", "since"], ignoreOrder: true);
    }

    [Fact]
    public async Task Numbers_of_a_source_with_types_get_a_cleaning_step_for_their_sentinel()
    {
        using var folder = new TempFolder();
        var lines = string.Join('\n', Enumerable.Range(0, 60)
            .Select(i => $"{{\"age\": {(i % 10 == 0 ? 999 : 18 + i)}, \"y\": \"{"ab"[i % 2]}\"}}"));
        (await Typed.RunAsync("init", folder.Write("data.jsonl", lines), "--target", "y")).Code.ShouldBe(0);
        var text = await folder.TextAsync();
        text.ShouldContain("#clean: {steps: [{null-tokens: {columns: [age], numbers: [999]}}]}\n");
    }

    [Fact]
    public async Task Few_whole_numbers_are_asked_about_in_an_active_line()
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("x,y", 60, i => $"{i % 7},{i % 3}"), "y");
        Flat(text).ShouldContain("The target has only 3 whole numbers (0, 1, 2), which are predicted as quantities; if they are "
            + "classes, write multiclass, or ordinal where their order counts.");
        text.ShouldContain("\ntask: regression\n");
        text.ShouldNotContain("#task:");
    }

    [Theory]
    [InlineData("high medium low", "[low, medium, high]")]
    [InlineData("Urgent low HIGH Medium", "[low, Medium, HIGH, Urgent]")]
    [InlineData("good very_good bad ok", "[bad, ok, good, very_good]")]
    [InlineData("Never Always Sometimes", "[Never, Sometimes, Always]")]
    [InlineData("XL S M L", "[S, M, L, XL]")]
    [InlineData("severe none mild", "[none, mild, severe]")]
    public async Task Classes_that_are_steps_of_a_scale_may_be_ordinal_in_that_order(string classes, string order)
    {
        using var folder = new TempFolder();
        var names = classes.Split(' ');
        var text = await Init(folder, Rows("x,y", 80, i => $"{i % 7},{names[i % names.Length]}"), "y");
        text.ShouldContain("\n#task: ordinal\n");
        text.ShouldContain($"\n#classes: {order}\n");
    }

    [Theory]
    [InlineData("red green blue")]
    [InlineData("high low")]
    [InlineData("medium moderate high")]
    [InlineData("low medium other")]
    public async Task Other_words_have_no_order(string classes)
    {
        using var folder = new TempFolder();
        var names = classes.Split(' ');
        (await Init(folder, Rows("x,y", 80, i => $"{i % 7},{names[i % names.Length]}"), "y")).ShouldNotContain("#task: ordinal");
    }

    [Theory]
    [InlineData("paid", "unpaid", "unpaid")]
    [InlineData("no", "yes", "\"yes\"")]
    [InlineData("0", "1", "\"1\"")]
    public async Task The_positive_class_is_written_down_with_its_share(string frequent, string rare, string written)
    {
        using var folder = new TempFolder();
        var text = await Init(folder, Rows("x,y", 40, i => $"{i % 7},{(i % 4 == 0 ? rare : frequent)}"), "y");
        text.ShouldContain($"'{rare}' is 25.0 % of 40 rows, '{frequent}' 75.0 %.\npositive-class: {written}\n");
    }

    [Fact]
    public async Task Words_for_no_value_and_rare_classes_of_the_target_are_named()
    {
        using var folder = new TempFolder();
        var text = await Init(
            folder, Rows("x,y", 200, i => $"{i % 7},{(i % 5 == 0 ? "N/A" : i == 7 ? "odd" : i % 2 == 0 ? "good" : "bad")}"), "y");
        Flat(text).ShouldContain("'y': 'N/A' (40 rows) may mean that the outcome is unknown: a run asks.");
        Flat(text).ShouldContain("rare class of the target: 'odd' (1 row).");
        text.ShouldContain("#columns: {\"y\": {null-tokens: [\"\", N/A]}}\n");
    }

    [Theory]
    [InlineData("id", 1, "names rows")]
    [InlineData("note", 2, "identifier or free text")]
    [InlineData("day", 3, "holds dates")]
    public async Task A_target_that_no_model_can_predict_is_refused(string target, int column, string why)
    {
        using var folder = new TempFolder();
        var data = folder.Write("data.csv", Rows("x,id,note,day", 40, i => $"{i % 7},{1000 + i},note no. {i} of many,{Day(i)}"));
        var typed = await Typed.RunAsync("init", data, "--target", target);
        typed.Code.ShouldBe(1, $"column {column}");
        typed.Errors.ShouldStartWith("TR0181");
        Flat(typed.Errors).ShouldContain(why);
        File.Exists(folder.At("trestle.yaml")).ShouldBeFalse();
    }

    [Fact]
    public async Task How_to_read_the_file_is_taken_from_options_and_written_down()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("data.txt"), Encoding.Latin1.GetBytes(Rows("größe|x|y", 30, i => $"é{i % 3}|{i % 7}|{i % 2}", "\n")));
        var typed = await Typed.RunAsync(
            "init", folder.At("data.txt"), "--target", "y", "--delimiter", "|", "--encoding", "iso-8859-1", "--format", "csv",
                "--header", "true");
        typed.Code.ShouldBe(0, typed.ToString());
        var source = Project.Open(folder.Path).Settings.MainSource;
        source.Path.ShouldBe(["data.txt"]);
        source.Encoding.ShouldBe("iso-8859-1");
        source.Format.ShouldBe("csv");
        source.Header.ShouldBeTrue();
        (await folder.TextAsync()).ShouldContain("\n  delimiter: \"|\"\n");
        (await folder.TextAsync()).ShouldContain("# | größe");
    }

    [Fact]
    public async Task Names_that_look_like_values_bring_the_option_for_files_without_a_header()
    {
        using var folder = new TempFolder();
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", "7.4,0.7,3\n7.8,0.88,4\n"), "--target", "quality");
        typed.Errors.ShouldStartWith("TR0096");
        Flat(typed.Errors).ShouldContain("--header false");
    }

    [Fact]
    public async Task A_folder_stands_for_its_tables()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.At("in"));
        folder.Write("in/a.csv", Rows("x,y", 30, i => $"{i % 7},{i % 2}"));
        folder.Write("in/b.csv", Rows("x,y", 20, i => $"{i % 7},{i % 2}"));
        folder.Write("in/readme.md", "no table");
        var typed = await Typed.RunAsync("init", folder.At("in"), "--target", "y", "--output", folder.At("out"), "--json");
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Json().GetProperty("data").GetProperty("rows").GetInt64().ShouldBe(50);
        Project.Open(folder.At("out")).Settings.MainSource.Path.ShouldBe(["../in/*.csv"]);
        Project.Open(folder.At("out")).Settings.Name.ShouldBe("in");
    }

    [Fact]
    public async Task A_folder_without_tables_is_a_mistake()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.At("in"));
        folder.Write("in/readme.md", "no table");
        (await Typed.RunAsync("init", folder.At("in"), "--target", "y")).Errors.ShouldStartWith("TR0180");
    }

    [Fact]
    public async Task A_pattern_that_would_match_the_schema_of_the_project_is_refused()
    {
        using var folder = new TempFolder();
        folder.Write("a.json", "{\"x\": 1, \"y\": 0}\n");
        (await Typed.RunAsync("init", folder.Path, "--target", "y")).Errors.ShouldStartWith("TR0182");
    }

    [Fact]
    public async Task Hostile_names_and_values_stay_in_their_comments_and_quotes()
    {
        using var folder = new TempFolder();
        const string Columns = "\"a\nname: evil # c\",\u001b[31mred,'q,#y,\"id: {\",\"target: \"\"t\"\"\"";
        var data = Rows(Columns, 60, i => "\"x\ny\",\u001b]0;evil\u0007,unknown,"
            + $"{(i % 9 == 0 ? 999 : i)},k{i},\"{(i % 3 == 0 ? "a\nb" : "\u001b[2J")}\"");
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", data), "--target", "target: \"t\"");
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldNotContain('\u001b');
        var text = await folder.TextAsync();
        text.ShouldNotContain('\u001b');
        var settings = Project.Open(folder.Path).Settings;
        (settings.Name, settings.Table.Target, settings.Table.PositiveClass).ShouldBe(("data", "target: \"t\"", "a\nb"));
        var accepted = ProjectBinder.Bind(text.Replace("\n#columns: ", "\ncolumns: ", StringComparison.Ordinal), "trestle.yaml")
            .Value.Table.Columns;
        accepted.Keys.ShouldBe(["#y", "'q"], ignoreOrder: true);
        ProjectBinder.Bind(text.Replace("\n#key: ", "\nkey: ", StringComparison.Ordinal), "trestle.yaml")
            .Value.Table.Key.ShouldBe(["id: {"]);
    }

    [Fact]
    public async Task Every_proposal_binds_alone_and_with_all_others()
    {
        using var folder = new TempFolder();
        var text = await Init(
            folder,
            Rows("Unnamed: 0,visit_id,patient_id,seen,sex,age,y", 120, i =>
                $"{i},V{i},P{i / 4},{Day(i)},{"MF"[i / 4 * 7 % 3 % 2]},{(i % 9 == 0 ? 999 : 20 + (i % 50))},{"ab"[i % 3 / 2]}"),
            "y");
        string[] keys = ["time", "key", "group", "ignore", "columns"];
        foreach (var key in keys)
        {
            text.ShouldContain($"\n#{key}: ", customMessage: text);
            ProjectBinder.Bind(text.Replace($"\n#{key}: ", $"\n{key}: ", StringComparison.Ordinal), "trestle.yaml");
        }

        var table = ProjectBinder.Bind(
            keys.Aggregate(text, (all, key) => all.Replace($"\n#{key}: ", $"\n{key}: ", StringComparison.Ordinal)), "trestle.yaml")
                .Value.Table;
        table.Time.ShouldBe("seen");
        table.Key.ShouldBe(["visit_id"]);
        table.Group.ShouldBe("patient_id");
        table.Ignore.ShouldBe(["Unnamed: 0"]);
        table.Columns["age"].NullTokens.ShouldBe(["", "999"]);
    }

    private static string Rows(string header, int rows, Func<int, string> row, string end = "\n") =>
        string.Concat(Enumerable.Range(0, rows).Select(row).Prepend(header).Select(line => line + end));

    private static string Day(int days) => new DateTime(2021, 1, 1).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<string> Init(TempFolder folder, string data, string target)
    {
        var typed = await Typed.RunAsync("init", folder.Write("data.csv", data), "--target", target);
        typed.Code.ShouldBe(0, typed.ToString());
        return await folder.TextAsync();
    }

    /// <summary>Prose in one line, as it was before it was wrapped.</summary>
    private static string Flat(string text) => string.Join(' ', text.Replace("\n#", " ", StringComparison.Ordinal)
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}

internal static class InitFiles
{
    /// <summary>The configuration in a folder.</summary>
    public static Task<string> TextAsync(this TempFolder folder) =>
        File.ReadAllTextAsync(folder.At("trestle.yaml"), TestContext.Current.CancellationToken);
}
