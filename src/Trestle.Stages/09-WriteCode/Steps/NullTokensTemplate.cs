namespace Trestle.Stages.WriteCode.Steps;

/// <summary>What stands for "no value".</summary>
internal sealed class NullTokensTemplate() : StepTemplate<NullTokens, FittedNullTokens>(NullTokens.Name, Source, StepFiles.Parsing)
{
    private const string Source = """
        using Training.Parsing;

        namespace Training.Steps;

        /// <summary>Turns texts and numbers that stand for "no value" into no value.</summary>
        internal sealed class NullTokens(string[] tokens, double[] numbers, params string[] columns) : IStep
        {
            public Table Apply(Table rows) => columns.Aggregate(rows, (table, column) => rows.IsText(column)
                ? table.With(column, Array.ConvertAll(rows.Texts(column), Text))
                : table.With(column, Array.ConvertAll(rows.Numbers(column), Number)));

            private string? Text(string? text) => text is null || ValueParser.IsNull(text, tokens) || IsSentinel(text) ? null : text;

            private double Number(double number) => numbers.Contains(number) ? double.NaN : number;

            private bool IsSentinel(string text) => ValueParser.TryNumber(text, '.', out var number) && numbers.Contains(number);
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(NullTokens step, FittedNullTokens fitted) =>
    [
        Literal.Array(Literal.Texts(fitted.Tokens)),
        Literal.Array(fitted.Numbers.Select(Literal.Number)),
        .. Literal.Texts(fitted.Columns),
    ];
}
