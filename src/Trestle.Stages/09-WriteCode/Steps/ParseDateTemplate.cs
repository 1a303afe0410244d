namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Texts read as moments.</summary>
internal sealed class ParseDateTemplate() : StepTemplate<ParseDate, FittedParseDate>(ParseDate.Name, Source, StepFiles.Parsing)
{
    private const string Source = """
        using Training.Parsing;

        namespace Training.Steps;

        /// <summary>Reads texts as moments, in microseconds since 1970; what is none becomes "no value".</summary>
        internal sealed class ParseDate(string[] formats, params string[] columns) : IStep
        {
            public Table Apply(Table rows) => columns.Where(rows.IsText).Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Texts(column), Parse)));

            private double Parse(string? text) => ValueParser.TryDate(text, formats, out var moment) ? moment : double.NaN;
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(ParseDate step, FittedParseDate fitted) =>
    [
        Literal.Array(Literal.Texts(fitted.Formats)),
        .. Literal.Texts(fitted.Columns),
    ];
}
