namespace Trestle.Stages.WriteCode.Steps;

/// <summary>White space off texts.</summary>
internal sealed class TrimTemplate() : StepTemplate<Trim, FittedTrim>(Trim.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Takes white space off both ends of texts, and folds it inside if wanted. Columns of numbers stay as they are.</summary>
        internal sealed class Trim(bool foldInner, params string[] columns) : IStep
        {
            public Table Apply(Table rows) => columns.Where(rows.IsText).Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Texts(column), Change)));

            private string? Change(string? text) =>
                text is null || !foldInner ? text?.Trim() : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(Trim step, FittedTrim fitted) =>
    [
        Literal.Named("foldInner", fitted.FoldInner),
        .. Literal.Texts(fitted.Columns),
    ];
}
