using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
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
        var reading = ReadingJudge.Of(Evidence(settings, import, time, cancellation));
        if (reading.Question is not null && declared?.Reading is null)
        {
            // What other columns prove decides between two readings of the time, as it does in stage 2.
            var all = import.Table.Schema.Names(ColumnKind.Text)
                .ToDictionary(name => name, name => Evidence(settings, import, name, cancellation));
            reading = ReadingJudge.Of(all, import.Delimiter)[time];
        }

        var column = DeclaredReading.Apply(declared, reading, new ColumnContract { Name = time, Type = reading.Type });
        if (column.Type == ColumnType.Text || (reading.Question is not null && declared?.Reading is null))
        {
            throw new TrestleException(IngestErrors.NoTime(time, reading.Question ?? reading.Words));
        }

        return new TimeColumn(
            [.. import.Table.Scan([time], null, cancellation).SelectMany(block => block.Texts(0).ToArray())
                .Select(text => text is not null && ValueParser.TryRead(column, text, out var value) ? value : double.NaN)],
            column.Type == ColumnType.Date);
    }

    /// <summary>What the texts of a column look like.</summary>
    internal static ColumnEvidenceValue Evidence(TableSettings settings, Import import, string column, CancellationToken cancellation) =>
        Evidence(import, new ColumnEvidence(column, Tokens(settings, column)), cancellation);

    /// <summary>The answer to a question about one column.</summary>
    internal static ColumnEvidenceValue Evidence(Import import, ColumnEvidence question, CancellationToken cancellation)
    {
        var schema = new RowSchema([new Column(question.Column, ColumnKind.Text)]);
        return LaneScan.Run(
            RowRange.Of(import.Table.Rows), range => import.Table.Scan(range, [question.Column], cancellation),
            () => (ColumnEvidenceValue)question.Start(schema), (value, block) => value.Add(block), (value, other) => value.Merge(other),
            import.Table.Threads, cancellation);
    }

    private static IReadOnlyList<string> Tokens(TableSettings settings, string column) =>
        settings.Columns.GetValueOrDefault(column)?.NullTokens ?? settings.NullTokens ?? Contract.DefaultNullTokens;
}
