using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>
/// Reads texts as dates, in microseconds since 1970 (<see cref="ValueParser"/>); anything else becomes "no value".
/// </summary>
public sealed record ParseDate : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "parse-date";

    /// <inheritdoc/>
    [Setting("Text columns to parse as dates (default: all).", Example = "[ordered]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The formats, tried in order.</summary>
    [Setting(
        "Formats to try, in order, as .NET custom format strings; further fields are Www (ISO week), D (its day) and Qq (quarter), "
        + "and numbers are excel, excel-1904, unix, unix-ms, unix-us or unix-ns.",
        Example = "[dd/MM/yyyy]")]
    public IReadOnlyList<string> Formats { get; init; } = ValueParser.IsoDateFormats;

    /// <summary>The zone of times without an offset, by its name in the database of IANA; null for UTC.</summary>
    [Setting("Time zone of times of day that are written without an offset (default: UTC).", Example = "Europe/Berlin")]
    public string? TimeZone { get; init; }

    /// <summary>The rules of the zone, where a contract has them, so that this machine need not know it; else they are looked up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ZoneRules? Rules { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var wrong = Formats.FirstOrDefault(format => DateFormats.Fault(format) is not null);
        if (Formats.Count == 0 || wrong is not null)
        {
            var found = wrong is null ? "no format" : $"'{wrong}', which {DateFormats.Fault(wrong)}";
            throw new TrestleException(RowErrors.BadSetting(Name, "formats", found, "at least one format, such as yyyy-MM-dd"));
        }

        return new FittedParseDate(ColumnChoice.OfTexts(Columns, input, Name), Formats)
        {
            Zone = TimeZone is null ? null : Known(TimeZone),
        };
    }

    private ZoneRules Known(string zone) => Rules?.Name == zone ? Rules : ZoneClock.Find(zone)
        ?? throw new TrestleException(RowErrors.BadSetting(
            Name, "time-zone", $"the time zone '{zone}', which this machine does not know", "a zone of IANA's database"));
}

/// <summary>A fitted <see cref="ParseDate"/>.</summary>
public sealed record FittedParseDate(IReadOnlyList<string> Columns, IReadOnlyList<string> Formats) : ITextRemarks
{
    /// <summary>The zone of times of day without an offset; null for UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ZoneRules? Zone { get; init; }

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        string[] formats = [.. Formats];
        return new StepBinder(input, ParseDate.Name)
            .ReplaceTexts(Columns, ColumnKind.Number, (block, position) => Parse(block.Texts(position), formats))
            .Done();
    }

    /// <inheritdoc/>
    public TextRemark RemarkOn(string text) =>
        Zone is null || !ValueParser.TryDate(text, Formats, Zone, out _, out var time) ? TextRemark.None : time switch
        {
            ClockTime.Skipped => TextRemark.SkippedTime,
            ClockTime.Repeated => TextRemark.RepeatedTime,
            _ => TextRemark.None,
        };

    private double[] Parse(ReadOnlySpan<string?> texts, string[] formats)
    {
        var moments = GC.AllocateUninitializedArray<double>(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            moments[i] = ValueParser.TryDate(texts[i], formats, Zone, out var micros, out _) ? micros : double.NaN;
        }

        return moments;
    }
}
