using Shouldly;

using Trestle.Stages.ValidateData.Expectations;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Every expectation of the catalogue is held to the contract, with settings that the sample keeps, breaks, or both.</summary>
public sealed class CatalogueContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations => [.. Values(), .. Figures(), .. Tables()];

    [Fact]
    public void No_expectation_is_left_out() =>
        ExpectationCatalog.All.Values.Except(Expectations.Select(expectation => expectation.GetType())).ShouldBeEmpty();

    [Fact]
    public void There_are_at_least_sixty_each_with_a_description() =>
        ExpectationCatalog.Entries.Where(entry => entry.Description.EndsWith('.')).Count().ShouldBeGreaterThanOrEqualTo(60);

    private static IExpectation[] Values() =>
    [
        new NotNull { Column = "age" },
        new NotNull { Column = "city", Mostly = 0.5 },
        new IsNull { Column = "town" },
        new OfType { Column = "age", Type = OfType.TextKind.Number },
        new OfType { Column = "city", Type = OfType.TextKind.Whole },
        new OfType { Column = "city", Type = OfType.TextKind.Date },
        new OfType { Column = "city", Type = OfType.TextKind.Boolean },
        new AcceptedValues { Column = "city", Values = ["Bern", "Oslo", "Rome", "Paris"] },
        new AcceptedValues { Column = "age", Values = ["18", "31.0"], OnFailure = OnFailure.Quarantine, Mostly = 0.1 },
        new RejectedValues { Column = "city", Values = ["Bern"], CaseSensitive = true },
        new Between { Column = "age", Min = 0, Max = 120 },
        new Between { Column = "age", Max = 50 },
        new Between { Column = "age", Min = 18, StrictMin = true, StrictMax = true, Max = 64 },
        new WholeNumbers { Column = "age" },
        new MultipleOf { Column = "height", Step = 0.5 },
        new DateBetween { Column = "seen", From = "2024-01-02" },
        new DateBetween { Column = "seen", From = "2023-01-02", Until = "2024-01-03" },
        new NotInFuture { Column = "seen" },
        new DateFormat { Column = "city", Formats = ["yyyy-MM-dd"] },
        new MatchesPattern { Column = "city", Pattern = "^[A-Z]" },
        new NotMatchesPattern { Column = "city", Pattern = "o$" },
        new MatchesPatterns { Column = "city", Patterns = ["^R", "o$"] },
        new MatchesPatterns { Column = "city", Patterns = ["^O", "o$"], All = true },
        new Like { Column = "city", Pattern = "_o%" },
        new NotLike { Column = "city", Pattern = "B%" },
        new LengthBetween { Column = "city", Min = 5 },
        new LengthEquals { Column = "city", Length = 4 },
        new StartsWith { Column = "city", Text = "R" },
        new EndsWith { Column = "city", Text = "o" },
        new ContainsText { Column = "city", Text = "om" },
        new NotBlank { Column = "city" },
        new Trimmed { Column = "city" },
        new NoControlCharacters { Column = "city" },
        new ValidUnicode { Column = "city" },
        new AsciiOnly { Column = "city" },
        new UpperCase { Column = "city" },
        new LowerCase { Column = "city" },
        new Email { Column = "city" },
        new Url { Column = "city" },
        new Uuid { Column = "city" },
        new Json { Column = "age" },
        new IpAddress { Column = "city" },
        new CountryCode { Column = "city" },
        new CurrencyCode { Column = "city" },
        new LanguageCode { Column = "city" },
        new Iban { Column = "city" },
        new Luhn { Column = "age" },
        new Unique { Column = "city" },
        new Unique { Column = "height" },
        new Increasing { Column = "age" },
        new Increasing { Column = "seen", Strictly = true, Group = "city" },
        new Decreasing { Column = "height", Mostly = 0.2 },
    ];

    private static IExpectation[] Figures() =>
    [
        new MeanBetween { Column = "age", Min = 40, Max = 60 },
        new MeanBetween { Column = "age", Max = 20 },
        new MeanBetween { Column = "seen", Max = 20 },
        new MedianBetween { Column = "age", Max = 20 },
        new DeviationBetween { Column = "age", Max = 20 },
        new MinBetween { Column = "age", Min = 18 },
        new MaxBetween { Column = "seen", Min = 18 },
        new SumBetween { Column = "age", Max = 200 },
        new QuantileBetween { Column = "age", Quantile = 0.9, Max = 50 },
        new SkewnessBetween { Column = "height", Max = 1 },
        new KurtosisBetween { Column = "height", Min = -3 },
        new OutlierShareBetween { Column = "height", Max = 0.1 },
        new OutlierShareBetween { Column = "height", Method = OutlierMethod.Z, Factor = 2, Max = 0 },
        new OutlierShareBetween { Column = "height", Method = OutlierMethod.Mad, Max = 0.5 },
        new ZeroShareBetween { Column = "age", Max = 0 },
        new NegativeShareBetween { Column = "age", Min = 0.5 },
        new NullShareBetween { Column = "city", Max = 0.1 },
        new DistinctCountBetween { Column = "city", Min = 5 },
        new DistinctShareBetween { Column = "age", Min = 0.9 },
        new UniqueShareBetween { Column = "age", Min = 0.5 },
        new EntropyBetween { Column = "city", Max = 1 },
        new MostCommonShareBetween { Column = "city", Max = 0.5 },
        new MostCommonInSet { Column = "city", Values = ["Oslo"] },
        new MostCommonInSet { Column = "town", Values = ["Paris"] },
        new ContainsValues { Column = "city", Values = ["Oslo", "Paris"] },
        new ContainsValues { Column = "city", Values = ["Oslo"], Only = true },
        new CorrelationBetween { Column = "age", Other = "height", Min = 0.9 },
    ];

    private static IExpectation[] Tables() =>
    [
        new GreaterThan { Column = "age", Other = "height" },
        new GreaterThan { Column = "height", Other = "age", OrEqual = true },
        new ColumnsEqual { Column = "city", Other = "town" },
        new PairInSet { Column = "city", Other = "town", Pairs = [["Bern", "Bern"], ["Oslo", "Oslo"]] },
        new Requires { Column = "city", Other = "town" },
        new SumEquals { Columns = ["age", "height"], Total = 33 },
        new SumEquals { Columns = ["age", "height"], TotalColumn = "seen", Tolerance = 2 },
        new CompoundUnique { Columns = ["age", "city"] },
        new CompoundUnique { Columns = ["height", "town"] },
        new FunctionalDependency { Columns = ["city"], Decide = ["town"] },
        new AtLeastOne { Columns = ["age", "city", "town"] },
        new ExactlyOne { Columns = ["age", "city"] },
        new SameNulls { Columns = ["city", "town"] },
        new AllDiffer { Columns = ["city", "town"] },
        new RowCount { Min = 1 },
        new RowCount { Min = 100, Max = 1000 },
        new RowCountEquals { Rows = 7 },
        new EqualRowCount { Table = "planes" },
        new ForeignKey { Columns = ["city"], Table = "planes" },
        new ColumnCount { Min = 2, Max = 3 },
        new ColumnsInclude { Columns = ["age", "zip"] },
        new ColumnsExactly { Columns = ["height", "age", "seen", "city", "town"], Ordered = true },
        new Volume(),
        new UsualFigure { Column = "city" },
        new UsualFigure { Column = "age", Figure = ColumnFigure.Quantile, Quantile = 0.9, MinTables = 1 },
        new ProgramCheck { Run = ["sh", "checks/age.sh"], Columns = ["age"] },
        new SqlQuery { Query = "SELECT * FROM data" },
        new KsDistance { Column = "age", Reference = "old.csv" },
        new KsDistance { Column = "age" },
        new WassersteinDistance { Column = "age" },
        new PopulationStability { Column = "city" },
        new JensenShannonDistance { Column = "city", Reference = "old.csv" },
        new ChiSquareTest { Column = "seen" },
        new Freshness { Column = "seen", MaxAge = TimeSpan.FromDays(2) },
    ];
}
