using System.Text;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Serving.Requests;

/// <summary>A column of a request: its contract, and how its values are passed on.</summary>
internal sealed class RequestColumn(
    ColumnContract contract, ColumnType type, ColumnKind kind, IReadOnlyList<string> nullTokens, ValueCheck check)
{
    private readonly ColumnContract reading = contract with { Type = type };
    private readonly IReadOnlyList<string> formats = contract.Formats.Count > 0 ? contract.Formats : ValueParser.IsoDateFormats;

    /// <summary>What training knows of the column.</summary>
    public ColumnContract Contract { get; } = contract;

    public string Name { get; } = contract.Name;

    /// <summary>The name in a header: percent-encoded where a header cannot hold it.</summary>
    public string HeaderName { get; } =
        contract.Name.All(c => c is > ' ' and <= '~' and not (',' or '=')) ? contract.Name : Uri.EscapeDataString(contract.Name);

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(contract.Name);

    public ColumnType Type { get; } = type;

    /// <summary>
    /// Whether a value may be a JSON text. A number may where the source writes it as JSON cannot: with a decimal comma, with a sign or a
    /// unit next to it, or as a duration or an angle, of which a number is the seconds or the degrees.
    /// </summary>
    public bool TakesText { get; } = type != ColumnType.Number || contract.Affixes.Count > 0 || contract.DecimalMark != '.'
        || WrittenForms.Of(contract) is not null;

    /// <summary>Whether values become numbers, or remain texts for the plan to read.</summary>
    public ColumnKind Kind { get; } = kind;

    /// <summary>Whether the training had rows without a value, so that the column may be absent.</summary>
    public bool Nullable { get; } = contract.Nullable;

    /// <summary>Whether a row without a value is refused.</summary>
    public bool RefusesMissing { get; } = contract.RefusesMissing();

    /// <summary>Tells usual values from unusual ones.</summary>
    public ValueCheck Check { get; } = check;

    /// <summary>What a value must be, in words.</summary>
    public string Expected => Type switch
    {
        ColumnType.Number when WrittenForms.Of(reading) is { } form => $"a {WrittenForms.Expected(form)}",
        ColumnType.Number => "a number",
        ColumnType.Boolean => "true, false, 1 or 0",
        ColumnType.Date => $"a date written {string.Join(" or ", formats.Take(3))}",
        _ => "a text",
    };

    /// <summary>Whether a text means "no value".</summary>
    public bool MeansNothing(string text) => ValueParser.IsNull(text, nullTokens);

    /// <summary>
    /// Reads a text as the row path does; false when it does not fit the column. Not for text columns. A date of ISO 8601 in a column that
    /// has others becomes one of those, which the row path reads.
    /// </summary>
    public bool TryRead(ref string text, out double value)
    {
        if (ValueParser.TryRead(reading, text, out value))
        {
            return true;
        }

        if (OtherDates.InFormat(reading, text) is not { } written)
        {
            return false;
        }

        text = written;
        return ValueParser.TryRead(reading, text, out value);
    }
}
