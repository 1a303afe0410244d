using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>All that an expectation judges by, once the rows have been scanned.</summary>
/// <param name="Values">The answers to what the expectations asked.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">The names of the source's columns, in its order.</param>
/// <param name="Contract">How the columns are read, and which are private.</param>
/// <param name="Context">What is known besides the rows.</param>
public sealed record Answers(
    StatValues Values, long Rows, IReadOnlyList<string> Columns, Contract Contract, ExpectationContext Context)
{
    /// <summary>Whether the values of a column must not be shown.</summary>
    public bool IsPrivate(string column) => Contract.Find(column)?.Private == true;

    /// <summary>A value of a column for people; a date as it is written in ISO 8601.</summary>
    public string Show(string column, double value) => Shown.Value(Contract.Find(column)?.Type, value);
}
