using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>Reads texts as numbers (<see cref="ValueParser"/>); anything else becomes "no value".</summary>
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

    /// <summary>What a number is multiplied by, by the text next to it.</summary>
    [Setting(
        "Texts that may stand next to a number (a currency, %, k, a unit), and what it is multiplied by.",
        Example = "{\"%\": 0.01, \"°F\": 0.5556}")]
    public IReadOnlyDictionary<string, double>? Affixes { get; init; }

    /// <summary>What is added to a number before it is multiplied, by the text next to it.</summary>
    [Setting(
        "What is added to a number before it is multiplied, for some of the affixes: {\"°F\": -32} with the factor 0.5556 gives °C.",
        Example = "{\"°F\": -32}")]
    public IReadOnlyDictionary<string, double>? Shifts { get; init; }

    /// <summary>How numbers are written that are no digits alone; one of <see cref="WrittenForms"/>, or null.</summary>
    [Setting(
        "Form of durations (duration, duration-hours, duration-minutes), read as seconds, or of angles (degrees, latitude, longitude), "
        + "read as degrees.",
        Example = "latitude")]
    public string? Form { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        if (DecimalMark is not ('.' or ','))
        {
            throw Bad("decimal-mark", $"the decimal mark '{DecimalMark}'", "'.' or ','");
        }

        if (Form is not null && (!WrittenForms.All.Contains(Form) || Affixes is { Count: > 0 }))
        {
            var found = $"the form '{Form}'{(Affixes is { Count: > 0 } ? " with affixes" : "")}";
            throw Bad("form", found, $"{string.Join(", ", WrittenForms.All)}, without affixes");
        }

        if (Shifts?.FirstOrDefault(shift => Affixes?.ContainsKey(shift.Key) != true || !double.IsFinite(shift.Value)) is { Key: { } alone })
        {
            throw Bad("shifts", $"'{alone}', which is no affix or has no finite number", "affixes, with what is added to their numbers");
        }

        NumberAffix[] affixes =
        [
            .. Affixes?.Select(affix => new NumberAffix(affix.Key, affix.Value, Shifts?.GetValueOrDefault(affix.Key) ?? 0)) ?? [],
        ];
        foreach (var (text, factor, _) in affixes)
        {
            if (!NumberText.CanBeAffix(text))
            {
                throw Bad("affixes", $"the affix '{text}'", "a currency, a comparison, a percent sign, or words or a unit without digits");
            }

            if (factor == 0 || !double.IsFinite(factor))
            {
                throw Bad("affixes", FormattableString.Invariant($"'{text}' with the factor {factor}"), "a factor other than 0");
            }
        }

        return new FittedParseNumber(ColumnChoice.OfTexts(Columns, input, Name), DecimalMark)
        {
            Affixes = [.. affixes.OrderBy(affix => affix.Text, StringComparer.Ordinal)],
            Form = Form,
        };
    }

    private static TrestleException Bad(string setting, string found, string expected) =>
        new(RowErrors.BadSetting(Name, setting, found, expected));
}

/// <summary>A fitted <see cref="ParseNumber"/>.</summary>
public sealed record FittedParseNumber(IReadOnlyList<string> Columns, char DecimalMark) : IFittedStep
{
    /// <summary>What a number is multiplied by, by the text next to it; ordered by text.</summary>
    public IReadOnlyList<NumberAffix> Affixes { get; init; } = [];

    /// <summary>The form of the numbers, one of <see cref="WrittenForms"/>; null for numbers that are written as such.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Form { get; init; }

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, ParseNumber.Name)
        .ReplaceTexts(Columns, ColumnKind.Number, (block, position) => Parse(block.Texts(position)))
        .Done();

    private double[] Parse(ReadOnlySpan<string?> texts)
    {
        var numbers = GC.AllocateUninitializedArray<double>(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            _ = Form is null
                ? ValueParser.TryNumber(texts[i], DecimalMark, Affixes, out numbers[i])
                : WrittenForms.TryRead(texts[i], Form, out numbers[i]);
        }

        return numbers;
    }
}
