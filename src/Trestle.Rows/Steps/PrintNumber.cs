using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Writes numbers as texts: whole ones without a fraction, as a text file has them. For numbers that are names (a code, a class) or
/// dates (Excel's). What is not finite becomes "no value"; texts stay as they are.
/// </summary>
public sealed record PrintNumber : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "print-number";

    private const double LargestExact = 1L << 53;

    /// <summary>The columns.</summary>
    [Setting("Columns of numbers to write as texts (default: all).", Example = "[shop]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedPrintNumber(
        Columns is null ? ColumnChoice.Of(ColumnKind.Number, null, input, Name) : ColumnChoice.OfAny(Columns, input, Name));

    /// <summary>The text of a number; null for one that is not finite.</summary>
    public static string? Print(double number) => !double.IsFinite(number) ? null
        : Math.Abs(number) <= LargestExact && number == Math.Truncate(number) ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A fitted <see cref="PrintNumber"/>.</summary>
public sealed record FittedPrintNumber(IReadOnlyList<string> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, PrintNumber.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, out var kind);
            if (kind == ColumnKind.Number)
            {
                binder.Replace(position, ColumnKind.Text, block => Texts(block.Numbers(position)));
            }
        }

        return binder.Done();
    }

    /// <summary>Numbers as texts.</summary>
    internal static string?[] Texts(ReadOnlySpan<double> numbers)
    {
        var texts = new string?[numbers.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = PrintNumber.Print(numbers[i]);
        }

        return texts;
    }
}
