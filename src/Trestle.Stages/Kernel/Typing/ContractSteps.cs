using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>
/// The row steps that follow from a contract alone. Nothing in them is learned from values, so they are the same in every fold.
/// Columns that a contract calls numbers and the source already holds as numbers pass through them.
/// </summary>
public static class ContractSteps
{
    /// <summary>Trims text and empties the words for "no value".</summary>
    public static IEnumerable<PlannedStep> Clean(Contract contract)
    {
        var features = Features(contract).Select(column => column.Name).ToArray();
        if (features.Length == 0)
        {
            yield break;
        }

        yield return new PlannedStep(new Trim { Columns = features }, "white space around a value says nothing");
        yield return new PlannedStep(new NullTokens { Columns = features, Tokens = contract.NullTokens }, "these words mean that there is no value");
    }

    /// <summary>Parses text into numbers, booleans and dates; makes the case of text one.</summary>
    public static IEnumerable<PlannedStep> Standard(Contract contract, bool foldCase)
    {
        foreach (var mark in Features(contract).Where(column => column.Type == ColumnType.Number).GroupBy(column => column.DecimalMark))
        {
            yield return new PlannedStep(new ParseNumber { Columns = Names(mark), DecimalMark = mark.Key }, $"the contract calls them numbers, with a decimal '{mark.Key}'");
        }

        var booleans = Names(Features(contract).Where(column => column.Type == ColumnType.Boolean));
        if (booleans.Count > 0)
        {
            yield return new PlannedStep(new ParseBoolean { Columns = booleans }, "the contract calls them true or false");
        }

        foreach (var formats in Features(contract).Where(column => column.Type == ColumnType.Date).GroupBy(column => string.Join('|', column.Formats)))
        {
            yield return new PlannedStep(new ParseDate { Columns = Names(formats), Formats = formats.First().Formats }, $"the contract calls them dates, written {string.Join(" or ", formats.First().Formats)}");
        }

        var texts = Names(Features(contract).Where(column => column.Type == ColumnType.Text));
        if (foldCase && texts.Count > 0)
        {
            yield return new PlannedStep(new CaseFold { Columns = texts }, "text that differs only in case means the same");
        }
    }

    /// <summary>All columns but the target.</summary>
    public static IEnumerable<ColumnContract> Features(Contract contract) => contract.Columns.Where(column => column.Name != contract.Target);

    private static IReadOnlyList<string> Names(IEnumerable<ColumnContract> columns) => [.. columns.Select(column => column.Name)];
}
