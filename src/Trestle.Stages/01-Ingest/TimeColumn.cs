using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>The times of the rows of a source.</summary>
/// <param name="Values">One per row: microseconds since 1970 for dates, else the numbers themselves; NaN where there is none.</param>
/// <param name="AreDates">Whether they are dates.</param>
public sealed record TimeColumn(double[] Values, bool AreDates)
{
    /// <summary>Reads the time column of the configuration; error TR0106 when it holds no times.</summary>
    public static TimeColumn Read(TableSettings settings, Import import, string time, CancellationToken cancellation)
    {
        if (import.Table.Schema[import.Table.Schema.Find(time)].Kind == ColumnKind.Number)
        {
            return new TimeColumn(
                [.. import.Table.Scan([time], null, cancellation).SelectMany(block => block.Numbers(0).ToArray())], false);
        }

        var declared = settings.Columns.GetValueOrDefault(time);
        var inferred = TypeInference.Of(Evidence(settings, import, time, cancellation));
        var type = declared?.Type ?? inferred.Type;
        var formats = declared is { Formats.Count: > 0 } ? declared.Formats : inferred.Formats ?? [];
        if (type == ColumnType.Text || (inferred.Ambiguous && declared is not { Formats.Count: > 0 }))
        {
            throw new TrestleException(IngestErrors.NoTime(time, inferred.Note ?? "text"));
        }

        return new TimeColumn(
            [.. import.Table.Scan([time], null, cancellation).SelectMany(block => block.Texts(0).ToArray()).Select(Moment)],
            type != ColumnType.Number);

        double Moment(string? text) => text is null ? double.NaN
            : type == ColumnType.Number
                ? (ValueParser.TryNumber(text.AsSpan().Trim(), inferred.DecimalMark, out var number) ? number : double.NaN)
            : ValueParser.TryDate(text.AsSpan().Trim(), formats, out var micros) ? micros : double.NaN;
    }

    /// <summary>What the texts of a column look like.</summary>
    internal static TypeEvidenceValue Evidence(TableSettings settings, Import import, string column, CancellationToken cancellation)
    {
        var value = (TypeEvidenceValue)new TypeEvidence(column, settings.NullTokens ?? Contract.DefaultNullTokens)
            .Start(new RowSchema([new Column(column, ColumnKind.Text)]));
        foreach (var block in import.Table.Scan([column], null, cancellation))
        {
            value.Add(block);
        }

        return value;
    }
}
