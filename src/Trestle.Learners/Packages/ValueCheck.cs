using System.Collections.Frozen;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

namespace Trestle.Learners.Packages;

/// <summary>How a value that keeps the contract differs from those of the training.</summary>
public enum Unusual
{
    /// <summary>No value, in a column that always had one.</summary>
    Missing,

    /// <summary>A text that the training did not have.</summary>
    Unseen,

    /// <summary>A number or a date outside the training's range.</summary>
    OutOfRange,

    /// <summary>A key for which the table that is looked up has no row.</summary>
    Unmatched,
}

/// <summary>
/// Tells usual values of a column from unusual ones; prepared once, so that a usual value costs one comparison. Texts are compared as
/// the row path compares them, white space and case included. Texts of a column with more categories than its contract holds are not
/// checked, nor are those of private columns.
/// </summary>
public sealed class ValueCheck
{
    private readonly FrozenSet<string>? known;
    private readonly BoundPlan? cleaning;
    private readonly double low = double.NegativeInfinity;
    private readonly double high = double.PositiveInfinity;

    /// <summary>The check of a column of a package.</summary>
    /// <param name="column">The column's contract.</param>
    /// <param name="plan">The package's plan.</param>
    /// <param name="policy">What happens where the contract says nothing.</param>
    public ValueCheck(ColumnContract column, FittedPlan plan, RequestPolicy policy)
    {
        var range = column.Type == ColumnType.Date ? UnusualValue.Accept : policy.OutOfRange;
        (Unseen, OutOfRange) = (column.Unseen ?? policy.Unseen, column.OutOfRange ?? range);
        FlagsMissing = !column.Nullable && !column.RefusesMissing();
        if (OutOfRange != UnusualValue.Accept && column.Type is ColumnType.Number or ColumnType.Date)
        {
            (low, high) = (column.Min ?? low, column.Max ?? high);
        }

        if (Unseen != UnusualValue.Accept && column is { Type: ColumnType.Text, Values: { Count: > 0 } values })
        {
            cleaning = Cleaning(column.Name, plan);
            known = values.Concat(values.Select(Cleaned).OfType<string>()).ToFrozenSet(StringComparer.Ordinal);
        }
    }

    /// <summary>What happens to a text that the training did not have.</summary>
    public UnusualValue Unseen { get; }

    /// <summary>What happens to a value outside the training's range.</summary>
    public UnusualValue OutOfRange { get; }

    /// <summary>Whether no value is unusual.</summary>
    public bool FlagsMissing { get; }

    /// <summary>Whether a number, or a date in microseconds since 1970, is outside the training's range.</summary>
    public bool IsOutOfRange(double value) => value < low || value > high;

    /// <summary>Whether the training did not have a text.</summary>
    public bool IsUnseen(string text) => known is not null && !known.Contains(text) && Cleaned(text) is { } clean && !known.Contains(clean);

    /// <summary>How a value of rows as in training differs: numbers are read, texts are as they are compared.</summary>
    public Unusual? Of(RowBlock prepared, int column, int row)
    {
        if (prepared.Schema[column].Kind == ColumnKind.Number)
        {
            var number = prepared.Numbers(column)[row];
            return double.IsNaN(number) ? Missing() : IsOutOfRange(number) ? Unusual.OutOfRange : null;
        }

        return prepared.Texts(column)[row] is not { } text ? Missing() : IsUnseen(text) ? Unusual.Unseen : null;
    }

    /// <summary>Whether a row with such a value is refused.</summary>
    public bool Rejects(Unusual kind) =>
        kind != Unusual.Missing && (kind == Unusual.Unseen ? Unseen : OutOfRange) == UnusualValue.Reject;

    private Unusual? Missing() => FlagsMissing ? Unusual.Missing : null;

    /// <summary>What the row path does to a text before it is compared; null for "no value".</summary>
    private string? Cleaned(string text) => cleaning!.Apply(RowBlock.Trusted(cleaning.Input, 1, [new string?[] { text }])).Texts(0)[0];

    private static BoundPlan Cleaning(string name, FittedPlan plan)
    {
        var steps = plan.Steps.Where(step => step is FittedTrim or FittedNullTokens or FittedCaseFold)
            .Select(step => step.Narrow(column => column == name)).OfType<IFittedStep>();
        return new FittedPlan(new RowSchema([new Column(name, ColumnKind.Text)]), [.. steps]).Bind();
    }
}
