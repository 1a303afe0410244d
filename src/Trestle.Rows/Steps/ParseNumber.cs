using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>Reads texts as numbers (<see cref="ValueParser.TryNumber"/>); anything else becomes "no value".</summary>
public sealed record ParseNumber : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "parse-number";

    /// <inheritdoc/>
    [Setting("Text columns to parse as numbers (default: all).", Example = "[price]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The character between whole and fraction.</summary>
    [Setting("Decimal mark: '.' or ','.", Example = "\",\"")]
    public char DecimalMark { get; init; } = '.';

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => DecimalMark is '.' or ','
        ? new FittedParseNumber(ColumnChoice.OfTexts(Columns, input, Name), DecimalMark)
        : throw new TrestleException(RowErrors.BadSetting(Name, "decimal-mark", $"the decimal mark '{DecimalMark}'", "'.' or ','"));
}

/// <summary>A fitted <see cref="ParseNumber"/>.</summary>
public sealed record FittedParseNumber(IReadOnlyList<string> Columns, char DecimalMark) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, ParseNumber.Name)
        .ReplaceTexts(Columns, ColumnKind.Number, (block, position) => Parse(block.Texts(position), DecimalMark))
        .Done();

    private static double[] Parse(ReadOnlySpan<string?> texts, char decimalMark)
    {
        var numbers = GC.AllocateUninitializedArray<double>(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            numbers[i] = ValueParser.TryNumber(texts[i], decimalMark, out var number) ? number : double.NaN;
        }

        return numbers;
    }
}
