using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>Checks raw rows against a contract before they are scored.</summary>
internal static class RowCheck
{
    private const int MostFormats = 3;

    /// <summary>The fault of each row; null for a row that keeps the contract.</summary>
    public static string?[] Faults(Contract contract, RowBlock rows)
    {
        var faults = new string?[rows.Rows];
        foreach (var column in ContractSteps.Features(contract))
        {
            var position = rows.Schema.Find(column.Name);
            if (rows.Schema[position].Kind == ColumnKind.Number)
            {
                var numbers = rows.Numbers(position);
                for (var i = 0; i < faults.Length; i++)
                {
                    faults[i] ??= double.IsNaN(numbers[i]) && column.RefusesMissing() ? Missing(column) : null;
                }

                continue;
            }

            var texts = rows.Texts(position);
            var nullTokens = contract.NullTokensOf(column);
            for (var i = 0; i < faults.Length; i++)
            {
                faults[i] ??= Fault(column, nullTokens, texts[i]);
            }
        }

        return faults;
    }

    private static string? Fault(ColumnContract column, IReadOnlyList<string> nullTokens, string? text)
    {
        if (ValueParser.IsNull(text, nullTokens))
        {
            return column.RefusesMissing() ? Missing(column) : null;
        }

        return column.Type == ColumnType.Text || ValueParser.TryRead(column, text, out _)
            ? null
            : NotOfType(column);
    }

    /// <summary>The fault of a value that cannot be read as its column's type.</summary>
    public static string NotOfType(ColumnContract column) => column is { Type: ColumnType.Date, Formats: { Count: > 0 } formats }
        ? $"{column.Name} is not a date written {string.Join(" or ", formats.Take(MostFormats))}"
        : WrittenForms.Of(column) is { } form ? $"{column.Name} is not a {WrittenForms.Expected(form)}"
        : $"{column.Name} is not a {column.Type.ToString().ToLowerInvariant()}";

    private static string Missing(ColumnContract column) => $"{column.Name} is missing";
}
