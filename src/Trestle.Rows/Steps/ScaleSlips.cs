using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>
/// Mends numbers that are a power of ten (10, 100, 1000) or the sign away from the usual range. A number is changed only when exactly one
/// such change brings it into the range; what is in the range stays.
/// </summary>
public sealed record ScaleSlips : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "scale-slips";

    /// <inheritdoc/>
    [Setting("Columns of numbers that are mended.", Example = "[height]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Smallest usual number.</summary>
    [Setting("Smallest usual number.", Example = "120")]
    [Range(double.MinValue, double.MaxValue)]
    public double Low { get; init; }

    /// <summary>Largest usual number.</summary>
    [Setting("Largest usual number.", Example = "220")]
    [Range(double.MinValue, double.MaxValue)]
    public double High { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Low < High
        ? new FittedScaleSlips(ColumnChoice.Required(Columns, input, Name), Low, High)
        : throw new TrestleException(RowErrors.BadSetting(Name, "low", "low is not below high", "a range: low below high"));

    /// <summary>The number in the range that differs from this one by a power of ten or the sign; NaN unless there is just one.</summary>
    public static double Mended(double value, double low, double high)
    {
        if (!double.IsFinite(value) || value == 0 || (value >= low && value <= high))
        {
            return double.NaN;
        }

        var found = double.NaN;
        ReadOnlySpan<double> candidates = [value * 10, value * 100, value * 1000, value / 10, value / 100, value / 1000, -value];
        foreach (var candidate in candidates)
        {
            if (candidate >= low && candidate <= high)
            {
                if (!double.IsNaN(found))
                {
                    return double.NaN;
                }

                found = candidate;
            }
        }

        return found;
    }
}

/// <summary>A fitted <see cref="ScaleSlips"/>.</summary>
public sealed record FittedScaleSlips(IReadOnlyList<string> Columns, double Low, double High) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, ScaleSlips.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, out var kind);
            binder.Replace(position, kind, block => CellTexts.Change(block, position, (_, text) => Mend(text)));
        }

        return binder.Done();
    }

    private string? Mend(string? text) => text is not null && ValueParser.TryNumber(text, '.', out var value)
        && ScaleSlips.Mended(value, Low, High) is var mended && !double.IsNaN(mended)
            ? NumberForm.Shortest(mended)
            : text;
}
