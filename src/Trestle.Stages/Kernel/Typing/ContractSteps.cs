using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>
/// The row steps that follow from a contract alone. They learn nothing from values, so they are the same in every fold. Columns that
/// are numbers in the contract and already in the source pass through them.
/// </summary>
internal static class ContractSteps
{
    /// <summary>The path from rows as in the source to typed values, with texts as they are written.</summary>
    public static BoundPlan Typing(Contract contract, RowSchema schema) => StatelessPlan.Fit(
        schema, Clean(contract).Concat(Standard(contract, foldCase: false)).Select(planned => planned.Step)).Bind();

    /// <summary>Trims text and empties texts that mean "no value".</summary>
    public static IEnumerable<PlannedStep> Clean(Contract contract)
    {
        var features = Features(contract).Select(column => column.Name).ToArray();
        if (features.Length == 0)
        {
            yield break;
        }

        var printed = Names(Features(contract).Where(column => column.Printed));
        if (printed.Count > 0)
        {
            yield return new PlannedStep(new PrintNumber { Columns = printed }, "these numbers are texts or dates by contract");
        }

        yield return new PlannedStep(new Trim { Columns = features }, "white space around a value has no meaning");
        foreach (var tokens in Features(contract).GroupBy(column => string.Join('\n', contract.NullTokensOf(column))))
        {
            yield return new PlannedStep(
                new NullTokens { Columns = Names(tokens), Tokens = contract.NullTokensOf(tokens.First()) },
                "these texts mean that there is no value");
        }
    }

    /// <summary>Parses text into numbers, booleans and dates; makes the case of text one.</summary>
    public static IEnumerable<PlannedStep> Standard(Contract contract, bool foldCase)
    {
        foreach (var form in Features(contract).Where(column => column.Type == ColumnType.Number)
            .GroupBy(column => (column.DecimalMark, Affixes: Words(column.Affixes), Form: WrittenForms.Of(column))))
        {
            yield return new PlannedStep(
                new ParseNumber
                {
                    Columns = Names(form),
                    DecimalMark = form.Key.DecimalMark,
                    Affixes = form.Key.Affixes.Length == 0
                        ? null
                        : form.First().Affixes.ToDictionary(affix => affix.Text, affix => affix.Factor),
                    Shifts = form.First().Affixes.Where(affix => affix.Shift != 0).ToArray() is { Length: > 0 } shifted
                        ? shifted.ToDictionary(affix => affix.Text, affix => affix.Shift)
                        : null,
                    Form = form.Key.Form,
                },
                form.Key.Form is { } written
                    ? $"by contract: {WrittenForms.Words(written)}"
                    : $"numbers by contract, with a decimal '{form.Key.DecimalMark}'{form.Key.Affixes}");
        }

        var booleans = Names(Features(contract).Where(column => column.Type == ColumnType.Boolean));
        if (booleans.Count > 0)
        {
            yield return new PlannedStep(new ParseBoolean { Columns = booleans }, "true or false by contract");
        }

        foreach (var formats in Features(contract).Where(column => column.Type == ColumnType.Date)
            .GroupBy(column => (Formats: string.Join('|', column.Formats), Zone: column.Zone?.Name)))
        {
            yield return new PlannedStep(
                new ParseDate
                {
                    Columns = Names(formats),
                    Formats = formats.First().Formats,
                    TimeZone = formats.Key.Zone,
                    Rules = formats.First().Zone,
                },
                $"dates by contract, written as {string.Join(" or ", formats.First().Formats)}"
                    + (formats.Key.Zone is { } zone ? $", times without an offset by the clocks of {zone}" : ""));
        }

        var texts = Names(Features(contract).Where(column => column.Type == ColumnType.Text));
        if (foldCase && texts.Count > 0)
        {
            yield return new PlannedStep(new CaseFold { Columns = texts }, "texts that differ only in case mean the same");
        }
    }

    /// <summary>All columns but the target.</summary>
    public static IEnumerable<ColumnContract> Features(Contract contract) =>
        contract.Columns.Where(column => column.Name != contract.Target);

    /// <summary>The contract of some of its columns.</summary>
    public static Contract Only(Contract contract, IReadOnlyCollection<string> columns) =>
        contract with { Columns = [.. contract.Columns.Where(column => columns.Contains(column.Name))] };

    private static string Words(IReadOnlyList<NumberAffix> affixes) => affixes.Count == 0
        ? ""
        : FormattableString.Invariant($" and {string.Join(", ", affixes.Select(Word))}");

    private static string Word(NumberAffix affix) => affix.Shift == 0
        ? FormattableString.Invariant($"'{affix.Text}' × {affix.Factor}")
        : FormattableString.Invariant($"('{affix.Text}' {(affix.Shift < 0 ? '-' : '+')} {Math.Abs(affix.Shift)}) × {affix.Factor}");

    private static IReadOnlyList<string> Names(IEnumerable<ColumnContract> columns) => [.. columns.Select(column => column.Name)];
}
