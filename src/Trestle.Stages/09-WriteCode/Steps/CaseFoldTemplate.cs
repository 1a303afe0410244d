namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Lower case.</summary>
internal sealed class CaseFoldTemplate() : StepTemplate<CaseFold, FittedCaseFold>(CaseFold.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Turns texts to lower case. Columns of numbers stay as they are.</summary>
        internal sealed class CaseFold(params string[] columns) : IStep
        {
            public Table Apply(Table rows) =>
                columns.Where(rows.IsText).Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Texts(column), text => text?.ToLowerInvariant())));
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(CaseFold step, FittedCaseFold fitted) => [.. Literal.Texts(fitted.Columns)];
}
