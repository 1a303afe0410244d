namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>What is wrong with an expectation.</summary>
internal static class ExpectationErrors
{
    public static Problem BadPattern(string name, string column, string pattern, string reason) => new(
        "TR0205",
        $"'{pattern}' cannot be used: {reason}",
        "a regular expression without look-around and back-references",
        $"the check '{name}' on column '{column}'",
        "change the pattern under validate-data.expectations");

    public static Problem Unusable(string name, string? column, string found, string expected, string where) => new(
        "TR0240",
        $"the expectation '{name}'{(column is null ? "" : $" on '{column}'")} cannot be used: {found}",
        expected,
        where,
        $"correct the settings of '{name}' under validate-data.expectations");
}
