namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Texts read as true or false.</summary>
internal sealed class ParseBooleanTemplate() : StepTemplate<ParseBoolean, FittedParseBoolean>(ParseBoolean.Name, Source, StepFiles.Parsing)
{
    private const string Source = """
        using Training.Parsing;

        namespace Training.Steps;

        /// <summary>Reads texts as true (1) or false (0); what is neither becomes "no value".</summary>
        internal sealed class ParseBoolean(params string[] columns) : IStep
        {
            public Table Apply(Table rows) => columns.Where(rows.IsText).Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Texts(column), Parse)));

            private static double Parse(string? text) => !ValueParser.TryBoolean(text, out var truth) ? double.NaN : truth ? 1 : 0;
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(ParseBoolean step, FittedParseBoolean fitted) => [.. Literal.Texts(fitted.Columns)];
}
