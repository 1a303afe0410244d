using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>
/// Writes the numbers of a text column in one form: without the units, signs and marks that stand at some of them ("12.0 oz." becomes
/// "12"), or with the one suffix that all others have. A text that is no number with a known affix stays as it is.
/// </summary>
public sealed record NumberForm : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "number-form";

    private const int Digits = 12;
    private const int NoiseDigits = 4;
    private const int LongestAfter = 40;

    /// <inheritdoc/>
    [Setting("Text columns of numbers.", Example = "[ounces]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What the number next to each affix is multiplied by.</summary>
    [Setting("Texts next to numbers that are taken away, with what the number is multiplied by.", Example = "{oz.: 1, \"%\": 0.01}")]
    public IReadOnlyDictionary<string, double> Affixes { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the marks of thousands are taken away.</summary>
    [Setting("Whether commas between thousands are taken away: 1,234 becomes 1234.", Example = "true")]
    public bool Ungroup { get; init; }

    /// <summary>Whether digits are written as they stand.</summary>
    [Setting("Whether digits stay as they are written (12.0); otherwise numbers that are changed get their shortest form (12).",
        Example = "true")]
    public bool KeepDigits { get; init; }

    /// <summary>What every number ends with.</summary>
    [Setting("What every number ends with.", Example = "\" min\"")]
    public string Suffix { get; init; } = "";

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Affixes.Count > 0 || Ungroup || Suffix.Length > 0
        ? new FittedNumberForm(
            ColumnChoice.Required(Columns, input, Name), new SortedDictionary<string, double>(
                Affixes.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            Ungroup, KeepDigits, Suffix)
        : throw new TrestleException(RowErrors.BadSetting(Name, "affixes", "nothing is to be changed", "affixes, ungroup or a suffix"));

    /// <summary>The shortest text of a number, without the noise of binary fractions: 0.056 for 0.055999999999999994.</summary>
    public static string Shortest(double value)
    {
        var exact = PrintNumber.Print(value) ?? "";
        var rounded = value.ToString($"G{Digits}", CultureInfo.InvariantCulture);
        return exact.Length - rounded.Length >= NoiseDigits && !rounded.Contains('E') ? rounded : exact;
    }

    /// <summary>
    /// Splits a number from what stands beside it, also where that is more than one word ("12.0 oz. Silo Can"); the digits must begin the
    /// text then.
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out NumberParts parts)
    {
        if (NumberText.TrySplit(text, out parts))
        {
            return true;
        }

        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && end > 0)))
        {
            end++;
        }

        var after = text[end..].Trim();
        parts = new NumberParts { Digits = text[..end], After = after };
        return end > 0 && after.Length is > 0 and <= LongestAfter && !char.IsAsciiDigit(after[0]);
    }

    /// <summary>Whether a text is a whole number whose thousands are marked throughout: "1,234,567".</summary>
    public static bool IsGrouped(ReadOnlySpan<char> text)
    {
        var digits = text.TrimStart('-');
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var first = whole.IndexOf(',');
        if (first is < 1 or > 3 || (point >= 0 && digits[(point + 1)..].ContainsAnyExceptInRange('0', '9')))
        {
            return false;
        }

        for (var i = 0; i < whole.Length; i++)
        {
            var isMark = i >= first && (i - first) % 4 == 0;
            if (isMark ? whole[i] != ',' : !char.IsAsciiDigit(whole[i]))
            {
                return false;
            }
        }

        return (whole.Length - first) % 4 == 0;
    }
}

/// <summary>A fitted <see cref="NumberForm"/>.</summary>
public sealed record FittedNumberForm(
    IReadOnlyList<string> Columns, IReadOnlyDictionary<string, double> Affixes, bool Ungroup, bool KeepDigits, string Suffix) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, NumberForm.Name)
        .ReplaceTexts(Columns, ColumnKind.Text, (block, position) => TextRewriting.Rewrite(
            block, position, new Rule(this, Affixes.ToDictionary(StringComparer.Ordinal))))
        .Done();

    private readonly struct Rule(FittedNumberForm form, Dictionary<string, double> affixes) : ITextRule
    {
        public bool Keeps(string text) => false;

        public string? Change(string text)
        {
            if (form.Ungroup && NumberForm.IsGrouped(text))
            {
                text = text.Replace(",", "", StringComparison.Ordinal);
            }

            if (ValueParser.TryNumber(text, '.', out _))
            {
                return text + form.Suffix;
            }

            return NumberForm.TrySplit(text, out var parts)
                && TryFactor(parts.Before, out var before) && TryFactor(parts.After, out var after)
                && parts.TryRead('.', out var value)
                    ? Print(parts, value, before * after) + form.Suffix
                    : text;
        }

        private string Print(NumberParts parts, double value, double factor) => form.KeepDigits && factor == 1
            ? (parts.Negative ? "-" : "") + parts.Digits.ToString()
            : NumberForm.Shortest(value * factor);

        private bool TryFactor(ReadOnlySpan<char> affix, out double factor)
        {
            factor = 1;
            return affix.IsEmpty || affixes.TryGetValue(affix.ToString(), out factor);
        }
    }
}
