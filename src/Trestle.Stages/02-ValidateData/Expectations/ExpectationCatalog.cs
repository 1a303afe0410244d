using System.ComponentModel;
using System.Reflection;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation that the configuration can name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">The record of its settings.</param>
/// <param name="Gx">What Great Expectations calls it, where it has it.</param>
/// <param name="Dbt">What dbt and its packages call it, where they have it.</param>
public sealed record ExpectationEntry(string Name, Type Settings, IReadOnlyList<string> Gx, IReadOnlyList<string> Dbt)
{
    /// <summary>What it expects, in one sentence.</summary>
    public string Description => Settings.GetCustomAttribute<DescriptionAttribute>()!.Description;
}

/// <summary>All expectations: one line each, with the names that Great Expectations and dbt have for them.</summary>
public static class ExpectationCatalog
{
    /// <summary>The expectations in the order of the documentation.</summary>
    public static IReadOnlyList<ExpectationEntry> Entries { get; } =
    [
        Of<NotNull>("not-null", "expect_column_values_to_not_be_null", "not_null dbt_utils.not_null_proportion"),
        Of<IsNull>("is-null", "expect_column_values_to_be_null", "dbt_expectations.expect_column_values_to_be_null"),
        Of<OfType>(
            "of-type", "expect_column_values_to_be_of_type expect_column_values_to_be_in_type_list",
            "dbt_expectations.expect_column_values_to_be_of_type"),
        Of<AcceptedValues>(
            "accepted-values", "expect_column_values_to_be_in_set expect_column_distinct_values_to_be_in_set", "accepted_values"),
        Of<RejectedValues>(
            "rejected-values", "expect_column_values_to_not_be_in_set", "dbt_expectations.expect_column_values_to_not_be_in_set"),
        Of<Between>("between", "expect_column_values_to_be_between", "dbt_utils.accepted_range"),
        Of<WholeNumbers>("whole-numbers"),
        Of<MultipleOf>("multiple-of"),
        Of<DateBetween>("date-between"),
        Of<NotInFuture>("not-in-future"),
        Of<DateFormat>(
            "date-format", "expect_column_values_to_match_strftime_format expect_column_values_to_be_dateutil_parseable"),
        Of<MatchesPattern>("regex", "expect_column_values_to_match_regex", "dbt_expectations.expect_column_values_to_match_regex"),
        Of<NotMatchesPattern>(
            "not-regex", "expect_column_values_to_not_match_regex expect_column_values_to_not_match_regex_list",
            "dbt_expectations.expect_column_values_to_not_match_regex"),
        Of<MatchesPatterns>(
            "regex-list", "expect_column_values_to_match_regex_list", "dbt_expectations.expect_column_values_to_match_regex_list"),
        Of<Like>(
            "like", "expect_column_values_to_match_like_pattern expect_column_values_to_match_like_pattern_list",
            "dbt_expectations.expect_column_values_to_match_like_pattern"),
        Of<NotLike>(
            "not-like", "expect_column_values_to_not_match_like_pattern expect_column_values_to_not_match_like_pattern_list",
            "dbt_expectations.expect_column_values_to_not_match_like_pattern"),
        Of<LengthBetween>(
            "length-between", "expect_column_value_lengths_to_be_between", "dbt_expectations.expect_column_value_lengths_to_be_between"),
        Of<LengthEquals>(
            "length-equals", "expect_column_value_lengths_to_equal", "dbt_expectations.expect_column_value_lengths_to_equal"),
        Of<StartsWith>("starts-with"),
        Of<EndsWith>("ends-with"),
        Of<ContainsText>("contains"),
        Of<NotBlank>("not-blank", "", "dbt_utils.not_empty_string"),
        Of<Trimmed>("trimmed", "expect_column_values_to_not_have_leading_or_trailing_whitespace"),
        Of<NoControlCharacters>("no-control-characters"),
        Of<ValidUnicode>("valid-unicode"),
        Of<AsciiOnly>("ascii", "expect_column_values_to_be_ascii"),
        Of<UpperCase>("upper-case"),
        Of<LowerCase>("lower-case"),
        Of<Email>("email", "expect_column_values_to_be_valid_email"),
        Of<Url>("url", "expect_column_values_to_be_valid_urls"),
        Of<Uuid>("uuid", "expect_column_values_to_be_valid_uuid"),
        Of<Json>("json", "expect_column_values_to_be_json_parseable"),
        Of<IpAddress>("ip-address", "expect_column_values_to_be_valid_ipv4"),
        Of<CountryCode>("country-code", "expect_column_values_to_be_valid_country"),
        Of<CurrencyCode>("currency-code", "expect_column_values_to_be_valid_currency_code"),
        Of<LanguageCode>("language-code"),
        Of<Iban>("iban", "expect_column_values_to_be_valid_iban"),
        Of<Luhn>("luhn", "expect_column_values_to_be_valid_luhn"),
        Of<Unique>("unique", "expect_column_values_to_be_unique", "unique"),
        Of<Increasing>(
            "increasing", "expect_column_values_to_be_increasing", "dbt_expectations.expect_column_values_to_be_increasing"),
        Of<Decreasing>(
            "decreasing", "expect_column_values_to_be_decreasing", "dbt_expectations.expect_column_values_to_be_decreasing"),

        Of<MeanBetween>("mean-between", "expect_column_mean_to_be_between", "dbt_expectations.expect_column_mean_to_be_between"),
        Of<MedianBetween>(
            "median-between", "expect_column_median_to_be_between", "dbt_expectations.expect_column_median_to_be_between"),
        Of<DeviationBetween>(
            "deviation-between", "expect_column_stdev_to_be_between", "dbt_expectations.expect_column_stdev_to_be_between"),
        Of<MinBetween>("min-between", "expect_column_min_to_be_between", "dbt_expectations.expect_column_min_to_be_between"),
        Of<MaxBetween>("max-between", "expect_column_max_to_be_between", "dbt_expectations.expect_column_max_to_be_between"),
        Of<SumBetween>("sum-between", "expect_column_sum_to_be_between", "dbt_expectations.expect_column_sum_to_be_between"),
        Of<QuantileBetween>(
            "quantile-between", "expect_column_quantile_values_to_be_between",
            "dbt_expectations.expect_column_quantile_values_to_be_between"),
        Of<SkewnessBetween>("skewness-between", "expect_column_skew_to_be_between"),
        Of<KurtosisBetween>("kurtosis-between", "expect_column_kurtosis_to_be_between"),
        Of<OutlierShareBetween>(
            "outlier-share-between", "expect_column_value_z_scores_to_be_less_than",
            "dbt_expectations.expect_column_values_to_be_within_n_stdevs"),
        Of<ZeroShareBetween>("zero-share-between"),
        Of<NegativeShareBetween>("negative-share-between"),
        Of<NullShareBetween>("null-share-between", "expect_column_proportion_of_non_null_values_to_be_between"),
        Of<DistinctCountBetween>(
            "distinct-count-between", "expect_column_unique_value_count_to_be_between",
            "dbt_expectations.expect_column_unique_value_count_to_be_between"),
        Of<DistinctShareBetween>(
            "distinct-share-between", "expect_column_proportion_of_unique_values_to_be_between",
            "dbt_expectations.expect_column_proportion_of_unique_values_to_be_between"),
        Of<UniqueShareBetween>("unique-share-between"),
        Of<EntropyBetween>("entropy-between"),
        Of<MostCommonShareBetween>("most-common-share-between"),
        Of<MostCommonInSet>(
            "most-common-in-set", "expect_column_most_common_value_to_be_in_set",
            "dbt_expectations.expect_column_most_common_value_to_be_in_set"),
        Of<ContainsValues>(
            "contains-values", "expect_column_distinct_values_to_contain_set expect_column_distinct_values_to_equal_set",
            "dbt_expectations.expect_column_distinct_values_to_contain_set"),

        Of<GreaterThan>(
            "greater-than", "expect_column_pair_values_a_to_be_greater_than_b",
            "dbt_expectations.expect_column_pair_values_A_to_be_greater_than_B"),
        Of<ColumnsEqual>(
            "columns-equal", "expect_column_pair_values_to_be_equal", "dbt_expectations.expect_column_pair_values_to_be_equal"),
        Of<PairInSet>(
            "pair-in-set", "expect_column_pair_values_to_be_in_set", "dbt_expectations.expect_column_pair_values_to_be_in_set"),
        Of<Requires>("requires"),
        Of<SumEquals>(
            "sum-equals", "expect_multicolumn_sum_to_equal expect_multicolumn_sum_values_to_be_equal_to_single_column",
            "dbt_expectations.expect_multicolumn_sum_to_equal"),
        Of<CompoundUnique>(
            "compound-unique", "expect_compound_columns_to_be_unique",
            "dbt_utils.unique_combination_of_columns dbt_expectations.expect_compound_columns_to_be_unique"),
        Of<FunctionalDependency>("functional-dependency"),
        Of<AtLeastOne>("at-least-one"),
        Of<ExactlyOne>("exactly-one"),
        Of<SameNulls>("same-nulls", "expect_column_pair_values_to_have_same_nulls"),
        Of<AllDiffer>(
            "all-differ", "expect_select_column_values_to_be_unique_within_record",
            "dbt_expectations.expect_select_column_values_to_be_unique_within_record"),
        Of<CorrelationBetween>("correlation-between", "expect_column_pair_pearson_correlation_to_be_between"),

        Of<RowCount>(
            "row-count", "expect_table_row_count_to_be_between", "dbt_expectations.expect_table_row_count_to_be_between"),
        Of<RowCountEquals>("row-count-equals", "expect_table_row_count_to_equal", "dbt_expectations.expect_table_row_count_to_equal"),
        Of<EqualRowCount>(
            "equal-row-count", "expect_table_row_count_to_equal_other_table",
            "dbt_utils.equal_rowcount dbt_expectations.expect_table_row_count_to_equal_other_table"),
        Of<ForeignKey>("foreign-key", "", "relationships dbt_utils.relationships_where"),
        Of<ColumnCount>(
            "column-count", "expect_table_column_count_to_be_between expect_table_column_count_to_equal",
            "dbt_expectations.expect_table_column_count_to_be_between"),
        Of<ColumnsInclude>(
            "columns-include", "expect_column_to_exist", "dbt_expectations.expect_table_columns_to_contain_set"),
        Of<ColumnsExactly>(
            "columns-exactly", "expect_table_columns_to_match_set expect_table_columns_to_match_ordered_list",
            "dbt_expectations.expect_table_columns_to_match_ordered_list"),
        Of<Freshness>("freshness", "", "dbt_utils.recency dbt_expectations.expect_row_values_to_have_recent_data"),
        Of<Volume>("volume", "", "elementary.volume_anomalies"),
        Of<UsualFigure>("usual-figure", "", "elementary.column_anomalies"),
        Of<ProgramCheck>("program"),
        Of<SqlQuery>("sql", "unexpected_rows_expectation", "dbt_utils.expression_is_true"),

        Of<KsDistance>("ks-distance", "expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than"),
        Of<WassersteinDistance>("wasserstein-distance", "expect_column_wasserstein_distance_to_be_less_than"),
        Of<PopulationStability>("population-stability"),
        Of<JensenShannonDistance>("jensen-shannon-distance", "expect_column_kl_divergence_to_be_less_than"),
        Of<ChiSquareTest>("chi-square", "expect_column_chisquare_test_p_value_to_be_greater_than"),
    ];

    /// <summary>The expectations by their name in the configuration.</summary>
    public static IReadOnlyDictionary<string, Type> All { get; } = Entries.ToDictionary(entry => entry.Name, entry => entry.Settings);

    /// <summary>The names here by the names that other tools have.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = Entries
        .SelectMany(entry => entry.Gx.Concat(entry.Dbt).SelectMany(name => new[] { name, name[(name.IndexOf('.') + 1)..] })
            .Select(name => (name, entry.Name)))
        .Where(pair => Entries.All(entry => entry.Name != pair.name))
        .DistinctBy(pair => pair.name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(pair => pair.name, pair => pair.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<Type, string> Names = Entries.ToDictionary(entry => entry.Settings, entry => entry.Name);

    /// <summary>The name of an expectation in the configuration.</summary>
    public static string NameOf(IExpectation expectation) => Names[expectation.GetType()];

    private static ExpectationEntry Of<T>(string name, string gx = "", string dbt = "")
        where T : IExpectation =>
        new(name, typeof(T), Words(gx), Words(dbt));

    private static string[] Words(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
