namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Texts read as numbers.</summary>
internal sealed class ParseNumberTemplate() : StepTemplate<ParseNumber, FittedParseNumber>(ParseNumber.Name, Source, StepFiles.Parsing)
{
    private const string Source = """
        using Training.Parsing;

        namespace Training.Steps;

        /// <summary>Reads texts as numbers; what is none becomes "no value".</summary>
        internal sealed class ParseNumber(char decimalMark, params string[] columns) : IStep
        {
            public Table Apply(Table rows) => columns.Where(rows.IsText).Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Texts(column), Parse)));

            private double Parse(string? text) => ValueParser.TryNumber(text, decimalMark, out var number) ? number : double.NaN;
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(ParseNumber step, FittedParseNumber fitted) =>
    [
        Literal.Character(fitted.DecimalMark),
        .. Literal.Texts(fitted.Columns),
    ];
}
