using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.ValidateData;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IExpectation"/> promises. Derive a test class, giving the settings to try; the columns that they name
/// must be among those of <see cref="Sample"/>:
/// <code>
/// public sealed class RegexContract : ExpectationContract
/// {
///     protected override IEnumerable&lt;IExpectation&gt; Expectations => [new Regex { Column = "city", Pattern = "^[A-Z]" }];
/// }
/// </code>
/// </summary>
public abstract class ExpectationContract : IContractFor<IExpectation>
{
    /// <summary>The expectations under test, with settings.</summary>
    protected abstract IEnumerable<IExpectation> Expectations { get; }

    /// <summary>Typed rows: the number <c>age</c> and the text <c>city</c>, each with values that repeat and one that is missing.</summary>
    protected virtual RowBlock Sample { get; } = new TableBuilder()
        .Numbers("age", 18, 31, 31, 42.5, 64, 99, double.NaN)
        .Texts("city", "Bern", "Oslo", "Rome", "Oslo", "Paris", null, "rome")
        .Block();

    IEnumerable<IExpectation> IContractFor<IExpectation>.Subjects => Expectations;

    [Fact]
    public void Has_the_name_of_the_catalogue_in_reports_too()
    {
        ContractAssert.Names(ExpectationCatalog.All.Keys);
        Each(expectation => Judge(expectation, Sample).Name.ShouldBe(ExpectationCatalog.NameOf(expectation)));
    }

    [Fact]
    public void A_report_tells_the_column_whether_it_blocks_and_what_was_expected_and_found() => Each(expectation =>
    {
        var result = Judge(expectation, Sample);
        result.Column.ShouldBe(expectation.Column);
        result.Blocking.ShouldBe(expectation.Blocking);
        result.Expected.ShouldNotBeNullOrWhiteSpace(result.Name);
        result.Found.ShouldNotBeNullOrWhiteSpace(result.Name);
    });

    [Fact]
    public void Blocks_unless_the_settings_say_otherwise() => Each(expectation =>
    {
        var settings = expectation.GetType().GetProperty(nameof(IExpectation.Blocking)).ShouldNotBeNull();
        var warns = Bind(expectation);
        settings.SetValue(warns, false);
        Judge(warns, Sample).ShouldBe(Judge(expectation, Sample) with { Blocking = false });
    });

    [Fact]
    public void The_same_rows_are_judged_alike_in_any_order_and_division() => Each(expectation =>
    {
        var result = Judge(expectation, Sample);
        Judge(expectation, Sample).ShouldBe(result);
        Judge(expectation, Sample.Take([.. Enumerable.Range(0, Sample.Rows).Reverse()])).ShouldBe(result);
    });

    [Fact]
    public void No_rows_and_one_row_are_judged_like_any_others() => Each(expectation =>
    {
        foreach (var rows in new[] { Sample.Take([]), Sample.Take([0]), Sample.Take([6]), Sample.Take([5]) })
        {
            var result = Judge(expectation, rows);
            result.ShouldBe(Judge(expectation, rows));
            result.Found.ShouldNotBeNullOrWhiteSpace(result.Name);
        }
    });

    [Fact]
    public void Asks_only_about_its_own_column() => Each(expectation =>
        expectation.Needs.SelectMany(stat => stat.Columns).ShouldAllBe(column => column == expectation.Column));

    [Fact]
    public void Its_settings_go_through_the_configuration_unchanged() => Each(expectation =>
        Text(Bind(expectation)).ShouldBe(Text(expectation)));

    private static CheckResult Judge(IExpectation expectation, RowBlock rows) =>
        expectation.Judge(StatAnswers.Of(expectation.Needs, rows), rows.Rows);

    /// <summary>The expectation as it is read from a configuration that says the same.</summary>
    private static IExpectation Bind(IExpectation expectation) => ProjectBinder
        .Bind($"name: sample\nsource: data.csv\ntarget: y\nvalidate-data: {Text(expectation)}\n", "trestle.yaml")
        .Value.ValidateData.Expectations.ShouldHaveSingleItem();

    private static string Text(IExpectation expectation) =>
        CanonicalConfiguration.Write(new ValidateDataSettings { Expectations = [expectation] }, ProjectBinder.Model);

    private void Each(Action<IExpectation> check)
    {
        Expectations.ShouldNotBeEmpty();
        Expectations.ToList().ForEach(check);
    }
}
