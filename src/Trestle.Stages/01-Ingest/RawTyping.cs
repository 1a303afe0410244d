using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>Some columns of a source as stage 2 will read them, for what has to be known before the split.</summary>
/// <param name="Columns">Their types.</param>
/// <param name="Plan">Reads their values.</param>
internal sealed record RawTyping(IReadOnlyList<TypedColumn> Columns, BoundPlan Plan)
{
    /// <summary>Reads the columns; what other columns prove decides between two readings, as in stage 2.</summary>
    /// <param name="settings">What is known of them.</param>
    /// <param name="import">The rows.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    /// <param name="where">The place of the setting that needs them: error TR0596 where a reading stays open. Without it, such a column is
    /// text, since stage 2 will ask for its reading.</param>
    public static RawTyping Of(
        TableSettings settings, Import import, IReadOnlyList<string> columns, CancellationToken cancellation, string? where = null)
    {
        var schema = import.Table.Schema;
        var texts = columns.Where(name => schema[schema.Find(name)].Kind == ColumnKind.Text).ToArray();
        var readings = texts.ToDictionary(
            name => name, name => ReadingJudge.Of(TimeColumn.Evidence(settings, import, name, cancellation)), StringComparer.Ordinal);
        if (texts.Any(name => readings[name].Question is not null && settings.Columns.GetValueOrDefault(name)?.Reading is null))
        {
            var all = schema.Names(ColumnKind.Text)
                .ToDictionary(name => name, name => TimeColumn.Evidence(settings, import, name, cancellation));
            readings = ReadingJudge.Of(all, import.Delimiter).ToDictionary(reading => reading.Key, reading => reading.Value);
        }

        var contract = new Contract
        {
            Task = TaskKind.Regression,
            Target = "",
            NullTokens = settings.NullTokens ?? Contract.DefaultNullTokens,
            Columns = [.. columns.Select(name => Column(settings, name, readings.GetValueOrDefault(name), where))],
        };
        var own = new RowSchema(columns.Select(name => schema[schema.Find(name)]));
        var steps = ContractSteps.Clean(contract).Concat(ContractSteps.Standard(contract, foldCase: true)).Select(planned => planned.Step);
        return new RawTyping(
            [.. contract.Columns.Select(column => new TypedColumn(column.Name, column.Type))], StatelessPlan.Fit(own, steps).Bind());
    }

    private static ColumnContract Column(TableSettings settings, string name, ColumnReading? reading, string? where)
    {
        var own = settings.Columns.GetValueOrDefault(name);
        if (reading is null)
        {
            var number = new ColumnReading { Reading = "number", Type = ColumnType.Number, Words = "number" };
            var column = DeclaredReading.Apply(own, number, new ColumnContract { Name = name, Type = ColumnType.Number });
            return column with { Printed = column.Type is ColumnType.Text or ColumnType.Date };
        }

        if (reading.Question is { } question && own?.Reading is null)
        {
            return where is null
                ? new ColumnContract { Name = name, Type = ColumnType.Text }
                : throw new TrestleException(
                    SqlErrors.OpenReading(name, settings.Private.Contains(name) ? "the column is private" : question, where));
        }

        var tokens = own?.NullTokens ?? settings.NullTokens ?? Contract.DefaultNullTokens;
        return DeclaredReading.Apply(own, reading, new ColumnContract { Name = name, Type = reading.Type }) with
        {
            NullTokens = [.. tokens.Concat(reading.Missing.Select(word => word.Value)).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }
}
