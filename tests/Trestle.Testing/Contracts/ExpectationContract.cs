using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IExpectation"/> promises. Derive a test class, giving the settings to try; the columns that they name
/// must be among those of <see cref="Sample"/>, and no text of them may contain "Xanadu" or "77.25":
/// <code>
/// public sealed class RegexContract : ExpectationContract
/// {
///     protected override IEnumerable&lt;IExpectation&gt; Expectations => [new Regex { Column = "city", Pattern = "^[A-Z]" }];
/// }
/// </code>
/// </summary>
public abstract class ExpectationContract : IContractFor<IExpectation>
{
    private static readonly DateTimeOffset Now = new(2024, 1, 10, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The expectations under test, with settings.</summary>
    protected abstract IEnumerable<IExpectation> Expectations { get; }

    /// <summary>
    /// Typed rows: the numbers <c>age</c> and <c>height</c>, the dates <c>seen</c> and the texts <c>city</c> and <c>town</c>, each with
    /// values that repeat and one that is missing.
    /// </summary>
    protected virtual RowBlock Sample { get; } = new TableBuilder()
        .Numbers("age", 18, 31, 31, 42.5, 64, 77.25, double.NaN)
        .Numbers("height", 1, 2, 2, 3, double.NaN, 90, 1.5)
        .Numbers("seen", [.. new[] { 1.0, 2, 2, 3, 4, 5 }.Select(day => Day(2024, 1, (int)day)), double.NaN])
        .Texts("city", "Bern", "Oslo", "Rome", "Oslo", "Xanadu", null, "rome")
        .Texts("town", "Bern", "Oslo", "Roma", null, "Xanadu", null, "rome")
        .Block();

    IEnumerable<IExpectation> IContractFor<IExpectation>.Subjects => Expectations;

    [Fact]
    public void Has_the_name_of_the_catalogue_in_reports_too()
    {
        ContractAssert.Names(ExpectationCatalog.All.Keys);
        Each(expectation => Judge(expectation, Rows()).Name.ShouldBe(ExpectationCatalog.NameOf(expectation)));
    }

    [Fact]
    public void A_report_tells_the_columns_the_severity_and_what_was_expected_and_found() => Each(expectation =>
    {
        var result = Judge(expectation, Rows());
        string[] columns = [.. expectation.Uses.Select(use => use.Column).Distinct()];
        result.Column.ShouldBe(columns.Length == 0 ? null : string.Join(", ", columns));
        result.Severity.ShouldBe(expectation.Severity);
        result.Blocking.ShouldBe(expectation.Severity == Severity.Error);
        result.Expected.ShouldNotBeNullOrWhiteSpace(result.Name);
        result.Found.ShouldNotBeNullOrWhiteSpace(result.Name);
        (result.On is null).ShouldBe(columns.Length == 0, result.Name);
    });

    [Fact]
    public void Stops_the_run_unless_the_settings_say_otherwise() => Each(expectation =>
    {
        foreach (var severity in Enum.GetValues<Severity>())
        {
            var changed = Changed(expectation, nameof(IExpectation.Severity), severity);
            var result = Judge(changed, Rows());
            result.Blocking.ShouldBe(severity == Severity.Error, result.Name);
            Text(result).ShouldBe(
                Text(Judge(Changed(expectation, nameof(IExpectation.Severity), Severity.Error), Rows()) with
                {
                    Blocking = severity == Severity.Error,
                    Severity = severity,
                }));
        }
    });

    [Fact]
    public void The_same_rows_are_judged_alike_in_any_order_and_division() => Each(expectation =>
    {
        var (rows, expected) = (Rows(), Text(Judge(expectation, Rows())));
        Text(Judge(expectation, rows.Take([.. Enumerable.Range(0, rows.Rows).Reverse()]))).ShouldBe(expected);
        for (var parts = 2; parts <= 4; parts++)
        {
            Text(Judge(expectation, rows.Rows, Divided(expectation, rows, parts))).ShouldBe(expected, $"{parts} parts");
        }
    });

    [Fact]
    public void A_table_without_rows_does_not_pass_unless_the_settings_say_so() => Each(expectation =>
    {
        var none = Rows().Take([]);
        if (expectation.Uses.Count > 0)
        {
            Judge(Changed(expectation, "AllowEmpty", false), none).Passed.ShouldBeFalse(ExpectationCatalog.NameOf(expectation));
            Judge(Changed(expectation, "AllowEmpty", true), none).Passed.ShouldBeTrue(ExpectationCatalog.NameOf(expectation));
        }

        Judge(expectation, none).Found.ShouldNotBeNullOrWhiteSpace();
    });

    [Fact]
    public void One_row_and_rows_without_any_value_are_judged_like_others() => Each(expectation =>
    {
        var rows = Rows();
        foreach (var few in Enumerable.Range(0, rows.Rows).Select(row => rows.Take([row])).Append(Emptied(rows)))
        {
            var result = Judge(expectation, few);
            Text(result).ShouldBe(Text(Judge(expectation, few)));
            result.Found.ShouldNotBeNullOrWhiteSpace(result.Name);
            (result.Judged is { } judged ? judged : few.Rows).ShouldBeLessThanOrEqualTo(few.Rows);
        }
    });

    [Fact]
    public void Values_of_private_columns_are_never_shown() => Each(expectation =>
    {
        var rows = Rows();
        foreach (var some in Enumerable.Range(0, rows.Rows).Select(row => rows.Take([row])).Append(rows))
        {
            var text = Text(Judge(expectation, some, isPrivate: true));
            text.ShouldNotContain("Xanadu", Case.Insensitive);
            text.ShouldNotContain("77.25");
            text.ShouldNotContain("2024-01-05");
        }
    });

    [Fact]
    public void Mostly_of_nothing_always_holds_and_mostly_of_all_allows_no_failure() => Each(expectation =>
    {
        if (expectation.GetType().GetProperty("Mostly") is null)
        {
            return;
        }

        var (none, all) = (Judge(Changed(expectation, "Mostly", 0.0), Rows()), Judge(Changed(expectation, "Mostly", 1.0), Rows()));
        none.Passed.ShouldBeTrue(none.Name);
        all.Passed.ShouldBe(all.Failing == 0, all.Name);
        var exactly = all.Judged == 0 ? 1 : (double)(all.Judged!.Value - all.Failing!.Value) / all.Judged.Value;
        Judge(Changed(expectation, "Mostly", exactly), Rows()).Passed.ShouldBeTrue(all.Name);
        Judge(Changed(expectation, "Mostly", Math.Min(1, exactly + 1e-9)), Rows()).Passed.ShouldBe(exactly == 1, all.Name);
        all.Examples.Count.ShouldBe((int)Math.Min(10, all.Failing!.Value));
    });

    [Fact]
    public void Asks_only_about_its_own_columns() => Each(expectation =>
        expectation.Needs(Context).SelectMany(stat => stat.Columns)
            .ShouldBeSubsetOf([.. expectation.Uses.Select(use => use.Name), ReservedColumns.Row]));

    [Fact]
    public void Its_settings_have_no_mistake_and_go_through_the_configuration_unchanged() => Each(expectation =>
    {
        expectation.Mistakes("trestle.yaml:1").ShouldBeEmpty(ExpectationCatalog.NameOf(expectation));
        Text(Bind(expectation)).ShouldBe(Text(expectation));
    });

    private static ExpectationContext Context { get; } = new(Now)
    {
        Tables = new Dictionary<string, OtherRows>
        {
            ["planes"] = new(
                7,
                new Dictionary<(string, string), IReadOnlySet<ulong>> { [("city", "city")] = new HashSet<ulong>() }),
        },
    };

    private static double Day(int year, int month, int day) =>
        (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalMicroseconds;

    private static RowBlock Emptied(RowBlock rows) => new(
        rows.Schema, rows.Rows,
        [
            .. Enumerable.Range(0, rows.Schema.Count).Select(column => rows.Schema[column] switch
            {
                { Name: ReservedColumns.Row } => rows.Raw(column),
                { Kind: ColumnKind.Number } => Enumerable.Repeat(double.NaN, rows.Rows).ToArray(),
                _ => (Array)new string?[rows.Rows],
            }),
        ]);

    private static string?[] Printed(RowBlock block, int column) => block.Schema[column].Kind == ColumnKind.Text
        ? block.Texts(column).ToArray()
        : [.. block.Numbers(column).ToArray().Select(value => double.IsNaN(value) ? null : FormattableString.Invariant($"{value}"))];

    private static StatValues Divided(IExpectation expectation, RowBlock rows, int parts) => new(
        expectation.Needs(Context).Distinct().ToDictionary(stat => stat, stat =>
        {
            var whole = stat.Start(rows.Schema);
            for (var part = parts - 1; part >= 0; part--)
            {
                var value = whole.Empty();
                value.Add(rows.Take([.. Enumerable.Range(0, rows.Rows).Where(row => row % parts == part)]));
                whole.Merge(value);
            }

            return whole;
        }));

    /// <summary>The expectation as it is read from a configuration that says the same.</summary>
    private static IExpectation Bind(IExpectation expectation) => ProjectBinder
        .Bind($"name: sample\nsource: data.csv\ntarget: y\nvalidate-data: {Text(expectation)}\n", "trestle.yaml")
        .Value.ValidateData.Expectations.ShouldHaveSingleItem();

    private static IExpectation Changed(IExpectation expectation, string property, object value)
    {
        var changed = Bind(expectation);
        changed.GetType().GetProperty(property).ShouldNotBeNull(property).SetValue(changed, value);
        return changed;
    }

    private static string Text(IExpectation expectation) =>
        CanonicalConfiguration.Write(new ValidateDataSettings { Expectations = [expectation] }, ProjectBinder.Model);

    private static string Text(CheckResult result) => System.Text.Encoding.UTF8.GetString(Documents.Write(result));

    private CheckResult Judge(IExpectation expectation, RowBlock rows, bool isPrivate = false) =>
        Judge(expectation, rows.Rows, StatAnswers.Of(expectation.Needs(Context), rows), isPrivate);

    private CheckResult Judge(IExpectation expectation, int rows, StatValues values, bool isPrivate = false) => expectation.Judge(
        new Answers(values, rows, [.. Sample.Schema.Columns.Select(column => column.Name)], Contract(isPrivate), Context));

    private Contract Contract(bool isPrivate) => new()
    {
        Task = TaskKind.Regression,
        Target = "y",
        Columns =
        [
            .. Sample.Schema.Columns.Select(column => new ColumnContract
            {
                Name = column.Name,
                Type = column.Name == "seen" ? ColumnType.Date : column.Kind == ColumnKind.Number ? ColumnType.Number : ColumnType.Text,
                Private = isPrivate,
            }),
        ],
    };

    /// <summary>The sample with the number of each row and the texts of each column.</summary>
    private RowBlock Rows()
    {
        var columns = Enumerable.Range(0, Sample.Schema.Count).ToArray();
        Column Named(int column, ColumnView view) => new(new ColumnUse(Sample.Schema[column].Name, view).Name, ColumnKind.Text);
        return new RowBlock(
            new RowSchema(
            [
                .. Sample.Schema.Columns, new Column(ReservedColumns.Row, ColumnKind.Number),
                .. columns.SelectMany(column => new[] { Named(column, ColumnView.Text), Named(column, ColumnView.Written) }),
            ]),
            Sample.Rows,
            [
                .. columns.Select(Sample.Raw), Enumerable.Range(1, Sample.Rows).Select(row => (double)row).ToArray(),
                .. columns.SelectMany(column => new[] { Printed(Sample, column), Printed(Sample, column) }),
            ]);
    }

    private void Each(Action<IExpectation> check)
    {
        Expectations.ShouldNotBeEmpty();
        Expectations.ToList().ForEach(check);
    }
}
